"""How deep the queues are, and how long the oldest job waits: since it was due, not since it was asked for."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kyc import jobs
from kyc.jobs import status
from kyc.models import db
from tests.api.staff.test_jobs import asked_for, now_is


def ago(seconds: float) -> int:
    return int((time.time() - seconds) * 1000)


def test_an_empty_house_has_every_queue_and_nothing_in_it(session: Session) -> None:
    found = status.depths(db.engine)
    assert tuple(found) == status.QUEUES
    assert {depth.oldest_s(datetime.now(UTC)) for depth in found.values()} == {0.0}


def test_the_oldest_that_waits_is_told_and_not_what_runs_or_is_for_later(session: Session) -> None:
    for name in ("a", "b", "c"):
        asked_for(session, name)
    asked_for(session, "d", delay=3600)
    now_is(session, "a", created_at=ago(500))
    now_is(session, "b", created_at=ago(9000), status="PENDING")
    now_is(session, "d", created_at=ago(9000))
    depth = status.depths(db.engine)[jobs.VERIFY]
    assert (depth.waiting, depth.running, depth.delayed) == (2, 1, 1)
    assert 499 < depth.oldest_s(datetime.now(UTC)) < 600


def test_a_delayed_job_waits_since_it_was_due(session: Session) -> None:
    asked_for(session, "a", delay=3600)
    now_is(session, "a", status="ENQUEUED", created_at=ago(86_400), delay_until_epoch_ms=ago(30))
    assert 29 < status.depths(db.engine)[jobs.VERIFY].oldest_s(datetime.now(UTC)) < 100


def test_what_gave_up_says_whether_it_raised(session: Session) -> None:
    asked_for(session, "a")
    asked_for(session, "b")
    now_is(session, "a", status="ERROR", completed_at=ago(60))
    now_is(session, "b", status="MAX_RECOVERY_ATTEMPTS_EXCEEDED", completed_at=ago(30))
    assert [(one.id, one.raised) for one in status.failed(db.engine, 5)] == [("a", True), ("b", False)]
    assert status.failures(db.engine) == 2
    assert [one.id for one in status.failed(db.engine, 1)] == ["a"]
