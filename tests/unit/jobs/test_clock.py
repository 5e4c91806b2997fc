"""A clock that went back is noticed, and nothing waits for its hours to come again."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.jobs import clock
from kyc.jobs.clock import Clock
from kyc.jobs.engine import client
from kyc.jobs.queues import schedule
from kyc.models import db, transaction

HOUR_MS = 3_600_000
EXPIRE = (jobs.Schedule("expire", "*/1 * * * *"),)


@pytest.mark.parametrize(("jump", "back"), [(-3600, True), (-6, True), (-1, False), (0, False), (3600, False)])
def test_a_jump_back_is_told_once(jump: float, back: bool) -> None:
    now = [1000.0, 50.0]
    clock = Clock(lambda: now[0], lambda: now[1])
    now[0], now[1] = now[0] + 5 + jump, now[1] + 5
    assert clock.went_back() is back
    assert clock.went_back() is False


def delayed(session: Session, job_id: str, ahead_ms: int, seconds: int = 30) -> None:
    """A job that was made when the clock was so far ahead, to be done some seconds later."""
    with transaction(session):
        jobs.enqueue(session, jobs.IO, "deliver", job_id, "dlv", 1, delay=seconds)
    moved(session, job_id, ahead_ms)


def moved(session: Session, job_id: str, ahead_ms: int) -> None:
    """As it stands there when the clock was ahead; PostgreSQL's own clock was right, and stamps what is made."""
    embedded = db.engine.dialect.name == "sqlite"
    table = "workflow_status" if embedded else "dbos.workflow_status"
    made = "created_at = created_at + :ahead, " if embedded else ""
    moments = f"{made}delay_until_epoch_ms = delay_until_epoch_ms + :ahead"
    with transaction(session):
        session.execute(
            text(f"update {table} set {moments} where workflow_uuid = :job"), {"ahead": ahead_ms, "job": job_id}
        )


def waits_s(job_id: str) -> float:
    (found,) = client(db.engine).list_workflows(workflow_ids=[job_id])
    return (found.delay_until_epoch_ms or 0) / 1000 - time.time()


def test_a_job_of_an_hour_that_is_no_more_waits_as_long_as_it_was_to(app: Flask, session: Session) -> None:
    delayed(session, "ahead", HOUR_MS)
    delayed(session, "right", 0, seconds=600)
    assert waits_s("ahead") > 3000
    assert clock.put_right(db.engine, EXPIRE) == 1
    assert 0 < waits_s("ahead") < 60
    assert 500 < waits_s("right") <= 600


def test_a_second_worker_does_not_shorten_the_wait_again(app: Flask, session: Session) -> None:
    delayed(session, "ahead", HOUR_MS, seconds=300)
    clock.put_right(db.engine, EXPIRE)
    before = waits_s("ahead")
    clock.put_right(db.engine, EXPIRE)
    assert waits_s("ahead") == pytest.approx(before, abs=5)


def test_a_schedule_counts_anew_and_knows_nothing_of_minutes_to_come(app: Flask, session: Session) -> None:
    now, hour = datetime.now(UTC), timedelta(hours=1)
    past, to_come = (f"sched-expire-{moment.isoformat()}" for moment in (now - hour, now + hour))
    with transaction(session):
        for job_id in (past, to_come):
            jobs.enqueue(session, jobs.IO, "expire", job_id)
    for job_id in (past, to_come):
        client(db.engine).cancel_workflow(job_id)
    schedule(db.engine, EXPIRE)
    (before,) = client(db.engine).list_schedules()
    clock.put_right(db.engine, EXPIRE)
    (after,) = client(db.engine).list_schedules()
    assert jobs.failed(db.engine, "expire") == [past]
    assert before["context"] is None
    assert datetime.fromisoformat(after["context"]) <= datetime.now(UTC)
