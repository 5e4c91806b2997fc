"""One request, one transaction: a view's changes are committed as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import current_app
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.config import Settings
from kyc.domain.errors import LostRace
from kyc.models import db, transaction
from kyc.tools import Tools

P = ParamSpec("P")
R = TypeVar("R")


def commits(work: Callable[P, R]) -> Callable[P, R]:
    """Run a view (or a part of one, after its slow work) inside one write transaction; a lost race is `LostRace`."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction(session()):
                return work(*args, **kwargs)
        except StaleDataError as error:
            raise LostRace from error

    return run


def session() -> Session:
    """The request's database session."""
    return cast(Session, db.session())


def settings() -> Settings:
    """The settings of this installation."""
    return cast(Settings, current_app.config["SETTINGS"])


def tools() -> Tools:
    """The application's ready-made parts."""
    return cast(Tools, current_app.config["TOOLS"])
