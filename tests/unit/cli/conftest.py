"""Groups of commands, each on an application that has the database and nothing else of the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from click import Group
from flask import Flask

from kyc.config import Settings
from kyc.models import db
from kyc.models.base import prepare_sqlite
from kyc.tools import Tools

Commands = Callable[[Group], AbstractContextManager[Flask]]


@pytest.fixture
def commands(settings: Settings) -> Commands:
    """Makes an application with one group of commands, the database and the tools."""

    @contextmanager
    def made_with(group: Group) -> Iterator[Flask]:
        made = Flask("commands")
        made.config.update(SQLALCHEMY_DATABASE_URI=settings.database_url, SETTINGS=settings, TOOLS=Tools(settings))
        db.init_app(made)
        made.cli.add_command(group)
        with made.app_context():
            if settings.is_sqlite:
                prepare_sqlite(db.engine, settings.sqlite_synchronous)
            yield made
            db.session.remove()
            db.engine.dispose()

    return made_with
