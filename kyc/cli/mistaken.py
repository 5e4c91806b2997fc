"""Where settings are mistaken: a sentence in the place of a traceback, and the doctor looks at the rest."""

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
    """Commands that end with a sentence where a setting or the database is not as it has to be."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Mistaken as error:
            raise _Stopped(str(error)) from None
        except OperationalError:
            raise _Stopped(AWAY) from None


def application(create: Callable[[config.Settings], Flask], words: Sequence[str]) -> Flask:
    """The application for a process that was started with these words; ends the process where it cannot be made.

    `flask kyc doctor` gets one made of the settings that are right, with the others in `MISTAKES`.
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
    """What can be loaded where some settings are mistaken, and what is expected of those: they have their defaults.

    Raises `Mistaken` for what nothing could stand in for: the folder of everything, and what is no setting.
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
