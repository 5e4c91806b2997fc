"""What a database keeps of deleted values, and how it is made to let go of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.engine import Engine

from kyc.domain.errors import Unavailable


def sweep(engine: Engine, tables: Iterable[str]) -> None:
    """Let go of old versions of rows without keeping anybody waiting; call it outside any transaction.

    SQLite: deleted content is written over at once (`secure_delete`), here its log is copied into the file and cut to
    nothing. PostgreSQL: VACUUM. Raises `Unavailable` where readers keep SQLite's log in use.
    """
    if engine.dialect.name == "sqlite":
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
