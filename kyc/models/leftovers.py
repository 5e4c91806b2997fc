"""What a database keeps of deleted values, and how it is made to let go of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.engine import Engine

from kyc.domain.errors import Unavailable

REWRITTEN_BYTES = 256 * 1024 * 1024
"""Writers wait while a file is written anew, seconds at this size; of a larger one the operator chooses the hour."""


def sweep(engine: Engine, tables: Iterable[str]) -> None:
    """Let go of old versions of rows without keeping anybody waiting; call it outside any transaction.

    SQLite: deleted content is written over at once (`secure_delete`), but of 3,000 values that had moved between pages
    5 could still be read; so a file of up to `REWRITTEN_BYTES` is written anew. Then its log is copied into the file
    and cut to nothing. PostgreSQL: VACUUM. Raises `Unavailable` where readers keep SQLite's log in use.
    """
    if engine.dialect.name == "sqlite":
        if _size(engine) <= REWRITTEN_BYTES:
            _each(engine, ["VACUUM"])
        _empty_log(engine)
    else:
        _each(engine, [f'VACUUM "{table}"' for table in tables])


def rewrite(engine: Engine, tables: Iterable[str]) -> None:
    """Write everything anew, so that free space holds nothing old; nobody else writes meanwhile."""
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
    """The log's file is cut to no bytes; readers that began earlier are waited for as long as for any lock."""
    connection = engine.raw_connection()
    try:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    if busy:
        raise Unavailable("the write-ahead log is in use")


def _each(engine: Engine, statements: Iterable[str]) -> None:
    """None of these may stand in a transaction."""
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
