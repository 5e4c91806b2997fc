"""The whole database as of one moment in one file: taken while others work with it, and restored."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from kyc.adapters.backups import clients


class Snapshots(Protocol):
    """Snapshots of one kind of database."""

    kind: str
    file: str

    def take(self, engine: Engine, target: Path) -> Iterator[Connection]: ...

    def put_back(self, engine: Engine, source: Path) -> None: ...


class Sqlite:
    """SQLite's online backup: one read transaction, so writers continue meanwhile."""

    kind, file = "sqlite", "database.db"

    def take(self, engine: Engine, target: Path) -> Iterator[Connection]:
        _copied(_path(engine), target)
        # One file without a separate log, so that a copy of it is complete.
        with closing(sqlite3.connect(target)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
        frozen = sa.create_engine(f"sqlite:///file:{target}?immutable=1&uri=true", poolclass=NullPool)
        with frozen.connect() as connection:
            yield connection

    def put_back(self, engine: Engine, source: Path) -> None:
        engine.dispose()
        _copied(source, _path(engine))


class Postgres:
    """pg_dump in a snapshot that our own connection exports and reads too; pg_restore in one transaction."""

    kind, file = "postgresql", "database.dump"

    def take(self, engine: Engine, target: Path) -> Iterator[Connection]:
        with engine.connect() as plain:
            connection = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            snapshot = connection.scalar(sa.text("select pg_export_snapshot()"))
            words = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}")
            clients.run("pg_dump", engine.url, *words)
            yield connection

    def put_back(self, engine: Engine, source: Path) -> None:
        engine.dispose()
        words = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source))
        clients.run("pg_restore", engine.url, *words)


KINDS: dict[str, Snapshots] = {"sqlite": Sqlite(), "postgresql": Postgres()}


@contextmanager
def snapshot(engine: Engine, target: Path) -> Iterator[Connection]:
    """Write the database to `target`, accessible only to its owner, and yield a connection that sees the same data.

    Raises `Unavailable` where the database's own client programs are needed but missing, or fail.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    yield from KINDS[engine.dialect.name].take(engine, target)


def put_back(engine: Engine, source: Path) -> None:
    """Fill an empty database from a file of the same kind, completely or not at all; raises `Unavailable`."""
    KINDS[engine.dialect.name].put_back(engine, source)


def file_of(engine: Engine) -> str:
    """The name of the database's file in a backup."""
    return KINDS[engine.dialect.name].file


def counts(connection: Connection) -> dict[str, int]:
    """The number of rows by table, including those of the job queue."""
    return {
        f"{schema}.{table}" if schema else table: _rows(connection, sa.table(table, schema=schema))
        for schema in _schemas(connection)
        for table in sorted(sa.inspect(connection).get_table_names(schema=schema))
    }


def tables(engine: Engine) -> list[str]:
    """The tables of a database; none for an empty one."""
    with engine.connect() as connection:
        return list(counts(connection))


def _schemas(connection: Connection) -> list[str | None]:
    """Our own schema, and on PostgreSQL that of the job queue."""
    return [None, "dbos"] if "dbos" in sa.inspect(connection).get_schema_names() else [None]


def _rows(connection: Connection, table: sa.TableClause) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=60)) as here, closing(sqlite3.connect(target, timeout=60)) as there:
        here.backup(there)


def _path(engine: Engine) -> Path:
    return Path(engine.url.database or "")
