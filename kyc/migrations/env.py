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
    """The queue keeps tables of its own in the same database: not ours to change."""
    return kind != "table" or name in OURS


def run() -> None:
    engine = write_engine(current_app.extensions["migrate"].db.engine)
    with engine.connect() as connection, _rebuilding(connection):
        context.configure(
            transactional_ddl=True,  # SQLite can too: a migration that is killed has done nothing
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
    """SQLite changes a table by building it anew and dropping the old one, which rows that point to it would forbid.

    The twelve steps of sqlite.org/lang_altertable.html: switched off outside of any transaction, checked before the
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
    """Nothing may point to nothing; raises, and so undoes what was done."""
    if connection.dialect.name == "sqlite":
        broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if broken:
            raise RuntimeError(f"rows that point to nothing in: {', '.join(sorted(broken))}")


run()
