"""Which refusals of a database pass by themselves: then the same is done again, later."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

SQLITE = ("locked", "disk is full", "disk i/o error", "unable to open database file", "readonly database")
POSTGRESQL = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
"""SQLSTATE, or how it begins: no connection, a standby, idle too long, a lost race, full, locked, shut down, disk."""


def passes(error: BaseException) -> bool:
    """Whether waiting helps: the database is locked, full, restarting, out of connections or out of reach."""
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return str(state).startswith(POSTGRESQL)
    words = str(error.orig).lower()
    return _lost(error) or any(part in words for part in SQLITE)


def _lost(error: DBAPIError) -> bool:
    """psycopg has no SQLSTATE for a connection that broke off, or that never came to be."""
    kind = type(error.orig)
    return kind.__module__.startswith("psycopg") and kind.__name__ in ("OperationalError", "InterfaceError")
