"""The database of an installation: made once, copied before a change, never changed under a running version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click
import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from kyc.cli import database
from kyc.config import MIGRATIONS
from kyc.models import DEFAULT_PARTNER, Partner, Profile, db, transaction
from tests import make


def down() -> None:
    db.session.remove()
    flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")


def test_preparing_again_changes_nothing(app: Flask) -> None:
    database.prepare(app)
    database.prepare(app)
    assert db.session.scalars(sa.select(Partner.id)).all() == [DEFAULT_PARTNER]
    assert not database.is_behind()


def test_an_empty_database_gets_every_table(app: Flask) -> None:
    down()
    assert database.is_behind()
    database.prepare(app)
    assert database.revision() == database.head()


def test_an_sqlite_file_is_copied_before_it_is_changed(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.fail("this test is for the embedded database")
    with transaction(db.session()):
        kept = make.profile(db.session()).id
    path = Path(str(db.engine.url.database))
    database.upgrade(app)
    copies = list(path.parent.glob("*.before-*.db"))
    assert len(copies) == 1
    with sqlite3.connect(copies[0]) as copy:
        assert copy.execute("select id from profile").fetchall() == [(kept,)]
    assert db.session.get(Profile, kept) is not None


def test_a_server_database_that_is_behind_is_not_changed_by_a_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "head", lambda: "9999")
    monkeypatch.setattr(type(app.config["SETTINGS"]), "is_sqlite", property(lambda _: False))
    with pytest.raises(click.ClickException, match="flask kyc migrate"):
        database.prepare(app)
