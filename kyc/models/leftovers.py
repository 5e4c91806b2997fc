"""Remnants of deleted values in a database's files, and how to remove them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.engine import Engine

from kyc.domain.errors import Unavailable

REWRITTEN_BYTES = 256 * 1024 * 1024
"""Writers wait while a file is rewritten, seconds at this size; for a larger one the operator picks the time."""


def sweep(engine: Engine, tables: Iterable[str]) -> None:
    """Remove old versions of rows without blocking others for long; call it outside any transaction.

    SQLite: deleted content is overwritten at once (`secure_delete`), but of 3,000 values that had moved between pages 5
    could still be read; so a file of up to `REWRITTEN_BYTES` is rewritten. Then its log is copied into the file and
    truncated. PostgreSQL: VACUUM. Raises `Unavailable` where readers keep SQLite's log in use.
    """
    if engine.dialect.name == "sqlite":
        if _size(engine) <= REWRITTEN_BYTES:
            _each(engine, ["VACUUM"])
        _empty_log(engine)
    else:
        _each(engine, [f'VACUUM "{table}"' for table in tables])


def rewrite(engine: Engine, tables: Iterable[str]) -> None:
    """Rewrite everything, so that free space holds nothing old; all other writers wait."""
    if engine.dialect.name == "sqlite":
        _each(engine, ["VACUUM"])
        _empty_log(engine)
    else:
        _each(engine, [f'VACUUM FULL "{table}"' for table in tables])


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("page_count", "page_size"))
    return int(pages or 0) * int(size or 0)


def _empty_log(engine: Engine) -> None:
    """Truncate the log's file; earlier readers are waited for as long as for any lock."""
    connection = engine.raw_connection()
    try:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    if busy:
        raise Unavailable("the write-ahead log is in use")


def _each(engine: Engine, statements: Iterable[str]) -> None:
    """Run each outside a transaction, as these statements require."""
    connection = engine.raw_connection()
    try:
        if engine.dialect.name != "sqlite":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # psycopg's
        for statement in statements:
            connection.cursor().execute(statement)
    finally:
        if engine.dialect.name != "sqlite":
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
        connection.close()
