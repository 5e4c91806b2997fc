"""Which database errors pass by themselves, so that the work is retried later."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

SQLITE = ("locked", "disk is full", "disk i/o error", "unable to open database file", "readonly database")
POSTGRESQL = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
"""SQLSTATEs or their prefixes: no connection, a standby, idle too long, a lost race, full, locked, shut down, disk."""


def passes(error: BaseException) -> bool:
    """Whether a retry helps: the database is locked, full, restarting, out of connections or out of reach."""
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
    """A connection that broke off or was never made, for which psycopg has no SQLSTATE."""
    kind = type(error.orig)
    return kind.__module__.startswith("psycopg") and kind.__name__ in ("OperationalError", "InterfaceError")
