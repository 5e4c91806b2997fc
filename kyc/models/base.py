"""The database: its engine, its types, and the one place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, registry

from kyc.models.turns import turn

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LOCK_MS = 15_000
"""How long to wait for a lock, in milliseconds; after that the caller is asked to retry."""
Json = dict[str, Any]
Words = list[str]
Sessions = Callable[[], Session]
"""Makes sessions outside of requests: the worker's `sessionmaker`."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime in UTC, on databases with and without time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime would be stored as if it were UTC")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Flask-SQLAlchemy 3.1 fails on a base with its own type map, so the map comes with the registry."""

    registry: ClassVar = registry(
        type_annotation_map={datetime: UtcDateTime, Json: sa.JSON, Words: sa.JSON},
        metadata=sa.MetaData(naming_convention=NAMING),
    )
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def utcnow() -> datetime:
    """The present time in UTC, aware, with the milliseconds that the API prints."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """The only place that commits; on SQLite the transaction begins with the write lock.

    Read-then-write under a plain BEGIN failed 325 of 400 concurrent transactions, under BEGIN IMMEDIATE none.
    """
    session.rollback()
    with _turn(session):
        session.connection(execution_options={"write": True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


def _turn(session: Session) -> AbstractContextManager[None]:
    url = session.get_bind().engine.url
    return turn(str(url.database)) if url.get_backend_name() == "sqlite" else nullcontext()


def write_engine(engine: Engine) -> Engine:
    """The engine in a form for callers that only write (the worker's transactions)."""
    return engine.execution_options(write=True)


def prepare_postgresql(engine: Engine) -> None:
    """Wait for a lock as long as on SQLite.

    Set once connected, not as a connection parameter, which a pooler in between (PgBouncer) would refuse.
    """

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: object) -> None:
        connection.execute(f"SET lock_timeout = {LOCK_MS}")
        connection.commit()


def prepare_sqlite(engine: Engine, synchronous: str) -> None:
    """Write-ahead log, foreign keys, a patient lock, explicit BEGINs; deleted content is overwritten."""
    pragmas = (
        f"busy_timeout={LOCK_MS}",
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        "secure_delete=ON",
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
