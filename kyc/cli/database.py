"""The database of this installation: created, copied before a change, migrated to the newest tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import Connection

from kyc import jobs
from kyc.config import MIGRATIONS
from kyc.domain.errors import Unavailable
from kyc.models import db, transaction
from kyc.services.accounts import partners
from kyc.services.record import settings_trail


def prepare(app: Flask) -> None:
    """Create or migrate the tables, the queue's tables and the default partner.

    An embedded or empty database is migrated here; a PostgreSQL that holds data is migrated by `flask kyc migrate`, so
    that a rolling start cannot change tables under the version that still runs.
    """
    settings = app.config["SETTINGS"]
    if is_behind():
        if not settings.is_sqlite and revision():
            raise click.ClickException("the database is behind this version; run: flask kyc migrate")
        upgrade(app)
    with transaction(db.session()):
        partners.ensure_default(db.session(), settings, app.config["TOOLS"].keyring)
        settings_trail.note_changes(db.session(), settings)


def upgrade(app: Flask) -> None:
    """Migrate tables and queue tables to this version; an SQLite file is copied first."""
    settings = app.config["SETTINGS"]
    if settings.is_sqlite and revision():
        _copy(Path(db.engine.url.database or ""))
    bring_up()


def bring_up() -> None:
    """Migrate without a copy, for a database that is itself a copy."""
    db.session.remove()
    flask_migrate.upgrade(directory=str(MIGRATIONS))
    try:
        jobs.prepare(db.engine)
    except Unavailable as error:
        raise click.ClickException(error.detail) from error


def is_behind() -> bool:
    """Whether the tables are older than this version's."""
    return revision() != head()


def revision() -> str | None:
    """The database's current revision; None for an empty one."""
    with db.engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """The revision of the database on this connection."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision that this version knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _copy(path: Path) -> None:
    """Make a consistent copy beside the file, by SQLite's own backup."""
    target = path.with_suffix(f".before-{head()}.db")
    with sqlite3.connect(path) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
