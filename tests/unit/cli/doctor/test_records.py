"""The database, its clock, the workers and the webhooks."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from kyc.cli.doctor import records
from kyc.cli.doctor.finding import Installation, looked
from kyc.models import Delivery, WorkerHeartbeat, transaction, utcnow
from tests import make
from tests.api.staff.test_jobs import asked_for, now_is, webhook
from tests.unit.cli.doctor.patient import FAIL, OK, WARN, found, levels, patient


def test_a_database_of_this_version_is_well(app: Flask) -> None:
    assert levels(records.database, patient(app)) == [OK]


def test_one_that_is_behind_is_told(app: Flask, session: Session) -> None:
    with transaction(session):
        session.execute(text("update alembic_version set version_num = '0001'"))
    assert levels(records.database, patient(app)) == [FAIL]


def test_one_that_is_away_is_told_and_stops_no_other_check(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("select 1", None, Exception("password=hush"))

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", away)
    told = list(looked([records.database, records.webhooks_on_their_way], patient(app)))
    assert [one.level for one in told] == [FAIL, FAIL]
    assert "hush" not in str(told)


def test_a_check_that_breaks_is_a_finding(app: Flask) -> None:
    def odd_thing(_: Installation) -> list[object]:
        raise RuntimeError("Jane Doe")

    (one,) = looked([odd_thing], patient(app))  # type: ignore[list-item]
    assert (one.level, one.area, one.says) == (FAIL, "odd thing", "could not be looked at: RuntimeError")


def test_the_clock_of_the_database_is_compared(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    installation = patient(app)
    own = installation.settings.is_sqlite
    assert levels(records.database_clock, installation) == ([] if own else [OK])
    shared = patient(app, database_url="postgresql+psycopg://db.example/ekyc")
    monkeypatch.setattr("sqlalchemy.orm.Session.scalar", lambda *_: utcnow() - timedelta(seconds=90))
    assert found(records.database_clock, shared) == [(FAIL, "90 seconds apart from the database's")]


def test_workers_that_live_are_counted(app: Flask, session: Session) -> None:
    assert levels(records.workers, patient(app)) == [FAIL]
    with transaction(session):
        session.add(WorkerHeartbeat(executor_id="host-1", at=utcnow()))
        session.add(WorkerHeartbeat(executor_id="host-2", at=utcnow() - timedelta(hours=1)))
    assert found(records.workers, patient(app)) == [(OK, "1 at work")]


def test_a_queue_that_is_not_kept_up_with_is_told(app: Flask, session: Session) -> None:
    asked_for(session, "a")
    now_is(session, "a", created_at=int((time.time() - 3600) * 1000))
    asked_for(session, "b")
    now_is(session, "b", status="ERROR")
    told = found(records.workers, patient(app))
    assert (WARN, "1 jobs wait in verify, the oldest for 60 minutes") in told
    assert (WARN, "1 jobs gave up") in told


@pytest.mark.parametrize(
    ("state", "age", "words"),
    [
        ("dead", timedelta(0), "1 were given up"),
        ("pending", timedelta(hours=7), "1 are on their way, the oldest for hours"),
    ],
)
def test_webhooks_that_are_not_heard_are_told(
    app: Flask, session: Session, state: str, age: timedelta, words: str
) -> None:
    with transaction(session):
        case = make.in_review(session).id
    webhook(session, case, state)
    with transaction(session):
        session.get_one(Delivery, "dlv_1").created_at = utcnow() - age
    assert (WARN, words) in found(records.webhooks_on_their_way, patient(app))


def test_without_any_that_is_late_every_one_was_heard(app: Flask) -> None:
    assert levels(records.webhooks_on_their_way, patient(app)) == [OK]
