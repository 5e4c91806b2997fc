"""Runs migrations on the application's own engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from kyc.models import Base
from kyc.models.base import UtcDateTime, write_engine

OURS = set(Base.metadata.tables)


def render_item(kind: str, item: object, autogen: Any) -> str | bool:
    """Migrations hold plain SQL types, so that a later change of our own types cannot break them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__module__.startswith("flask_security"):
        return "sa.Text()"
    return False


def include_name(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
    """Leave the queue's own tables in the same database alone."""
    return kind != "table" or name in OURS


def run() -> None:
    engine = write_engine(current_app.extensions["migrate"].db.engine)
    with engine.connect() as connection, _rebuilding(connection):
        context.configure(
            transactional_ddl=True,  # in SQLite too: a migration that is killed has changed nothing
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_item,
            include_name=include_name,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check(connection)


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """Suspend foreign keys: SQLite changes a table by rebuilding it and dropping the old one, which they would forbid.

    As in the twelve steps of sqlite.org/lang_altertable.html: switched off outside any transaction, checked before the
    commit.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    plain: Any = connection.connection.driver_connection
    plain.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        plain.execute("PRAGMA foreign_keys=ON")


def _check(connection: Connection) -> None:
    """Check that every foreign key has its row; raises, and so rolls everything back."""
    if connection.dialect.name == "sqlite":
        broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if broken:
            raise RuntimeError(f"rows that point to nothing in: {', '.join(sorted(broken))}")


run()
