"""Invalid settings: a sentence in place of a traceback, and a doctor that still checks the rest."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from kyc import config
from kyc.mistakes import Mistaken

EXIT, GUNICORN_HALTS = 2, 4
"""Of a command; and what a process of gunicorn ends with where all others would end so too (`APP_LOAD_ERROR`)."""
AWAY = "the database does not do as asked: is the server of DATABASE_URL up, is its disk full? See: flask kyc doctor"
NOWHERE = "sqlite:////dev/null/no_database"
"""In the place of a database whose address is mistaken: nothing can open it, so nothing is made or changed."""


class _Stopped(click.ClickException):
    exit_code = EXIT


class PlainGroup(AppGroup):
    """Commands that end with a sentence where a setting is invalid or the database is away."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Mistaken as error:
            raise _Stopped(str(error)) from None
        except OperationalError:
            raise _Stopped(AWAY) from None


def application(create: Callable[[config.Settings], Flask], words: Sequence[str]) -> Flask:
    """The application for a process started with these words; exits where it cannot be made.

    `flask kyc doctor` gets one made of the valid settings, with the others in `MISTAKES`.
    """
    try:
        if ("kyc", "doctor") not in itertools.pairwise(words):
            return create(config.load())
        settings, mistakes = load_despite()
        made = create(settings)
        made.config["MISTAKES"] = mistakes
    except Mistaken as error:
        for sentence in error.sentences():
            click.echo(f"Error: {sentence}", err=True)
        raise SystemExit(GUNICORN_HALTS if "gunicorn.arbiter" in sys.modules else EXIT) from None
    return made


def load_despite(**overrides: Any) -> tuple[config.Settings, dict[str, str]]:
    """The settings, with defaults in place of invalid ones, and what is expected of each of those.

    Raises `Mistaken` where no default can stand in: for `instance_dir`, and for names that are no setting.
    """
    try:
        return config.load(**overrides), {}
    except Mistaken as error:
        fields, names = config.Settings.model_fields, [name.lower() for name in error.found]
        if any(name not in fields or name in overrides or name == "instance_dir" for name in names):
            raise
        away = {name: NOWHERE if name == "database_url" else fields[name].default for name in names}
        settings, more = load_despite(**overrides, **away)
        return settings, error.found | more
