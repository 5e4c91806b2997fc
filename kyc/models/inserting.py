"""Inserts one row at once, past the session's bookkeeping, which costs more than the database does."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, make_transient_to_detached

from kyc.models.base import Base

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_now(session: Session, row: Base) -> bool:
    """Insert a new object in the caller's transaction; the session then treats it as flushed.

    False where a unique key conflicts; nothing is inserted then. Flush events are not triggered.
    """
    values = {
        name: row.__dict__[name] if name in row.__dict__ else default() if callable(default) else default
        for name, default in _defaults(type(row)).items()
    }
    connection = session.connection()
    done = connection.execute(_statement(type(row), connection.dialect.name), values)
    if done.rowcount != 1:
        return False
    row.__dict__.update(values)
    make_transient_to_detached(row)
    session.add(row)
    return True


@cache
def _statement(table: type[Base], dialect: str) -> Executable:
    """Cached: building the statement costs more than running it."""
    found: Executable = _INSERT[dialect](table.__table__).on_conflict_do_nothing()
    return found.execution_options(preserve_rowcount=True)  # otherwise PostgreSQL's is lost with the cursor


@cache
def _defaults(table: type[Base]) -> dict[str, Any]:
    """Each column's attribute and its default: a value, or a callable that makes one."""
    return {one.key: _default(one.columns[0].default) for one in inspect(table).column_attrs}


def _default(default: Any) -> Any:
    """SQLAlchemy wraps callables so that they take a context."""
    if default is None:
        return None
    return (lambda: default.arg(None)) if default.is_callable else default.arg
