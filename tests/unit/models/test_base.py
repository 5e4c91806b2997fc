"""The database: times in UTC, the one place that commits, and SQLite's settings on each connection."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Partner, Profile, db, transaction, utcnow
from kyc.models.base import UtcDateTime, prepare_sqlite, write_engine
from tests import make

ELSEWHERE = timezone(timedelta(hours=5, minutes=30))


def test_a_moment_from_elsewhere_is_kept_as_the_same_moment(session: Session) -> None:
    moment = datetime(2026, 3, 29, 1, 59, 59, 123000, tzinfo=ELSEWHERE)
    with transaction(session):
        session.get_one(Partner, DEFAULT_PARTNER).created_at = moment
    session.expire_all()
    found = session.get_one(Partner, DEFAULT_PARTNER).created_at
    assert found == moment
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    kind = UtcDateTime()
    with pytest.raises(ValueError, match="naive"):
        kind.process_bind_param(datetime(2026, 1, 1), session.get_bind().dialect)
    assert kind.process_bind_param(None, session.get_bind().dialect) is None


def test_a_moment_read_without_a_zone_is_utc(session: Session) -> None:
    read = UtcDateTime().process_result_value(datetime(2026, 1, 1, 12), session.get_bind().dialect)
    assert read == datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_now_is_what_the_api_can_print() -> None:
    now = utcnow()
    assert now.microsecond % 1000 == 0
    assert now.tzinfo is UTC


def test_a_transaction_is_there_as_a_whole_or_not_at_all(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), transaction(session) as opened:
        fail(opened)
    assert count(session) == 0
    with transaction(session) as opened:
        make.profile(opened)
    assert count(session) == 1


def fail(session: Session) -> None:
    make.profile(session)
    session.flush()
    raise ZeroDivisionError


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Profile)) or 0


def test_what_was_left_over_before_a_transaction_is_no_part_of_it(session: Session) -> None:
    session.add(Profile(id="a" * 15, partner_id=DEFAULT_PARTNER, mode="live"))
    with transaction(session) as opened:
        make.profile(opened)
    assert count(session) == 1


def test_rows_can_be_read_after_their_transaction(session: Session) -> None:
    with transaction(session) as opened:
        made = make.profile(opened)
    session.close()
    assert made.name == "Jane Doe"


def test_writers_at_the_same_moment_wait_for_each_other(app: Flask) -> None:
    """Read, then write: under a plain BEGIN most of these would fail with a locked database."""
    start, engine = threading.Barrier(8, timeout=30), db.engine

    def add(_: int) -> None:
        start.wait()
        with Session(engine) as mine, transaction(mine):
            row = mine.get_one(Partner, DEFAULT_PARTNER, with_for_update=True)
            row.name = str(int(row.name) + 1)

    with Session(db.engine) as first, transaction(first):
        first.get_one(Partner, DEFAULT_PARTNER).name = "0"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    with Session(db.engine) as last:
        assert last.get_one(Partner, DEFAULT_PARTNER).name == "8"


@pytest.fixture
def sqlite(tmp_path: Path) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/one.db")
    prepare_sqlite(engine, "FULL")
    return engine


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)]
)
def test_every_connection_is_told_what_keeps_data_whole(sqlite: sa.Engine, pragma: str, value: object) -> None:
    with sqlite.connect() as one, sqlite.connect() as other:
        assert [each.exec_driver_sql(f"PRAGMA {pragma}").scalar() for each in (one, other)] == [value, value]


def test_a_reference_to_nothing_is_refused(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction(session) as opened:
        opened.add(Profile(id="b" * 15, partner_id="ptn_none", mode="live"))


def test_only_writers_take_the_lock(sqlite: sa.Engine) -> None:
    said: list[str] = []
    sa.event.listen(sqlite, "before_cursor_execute", lambda c, cursor, statement, *rest: said.append(statement))
    for engine in (sqlite, write_engine(sqlite)):
        with engine.begin() as connection:
            connection.exec_driver_sql("select 1")
    assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("profile", "mode", "demo"),
        ("profile", "verification_status", "perhaps"),
        ("verification", "state", "in_progress"),
    ],
)
def test_words_that_nobody_knows_cannot_be_stored(session: Session, table: str, column: str, value: str) -> None:
    with transaction(session) as opened:
        make.verification(opened)
    with pytest.raises(sa.exc.IntegrityError), transaction(session) as opened:
        opened.execute(sa.text(f"update {table} set {column} = :value"), {"value": value})
