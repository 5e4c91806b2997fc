"""Who lives and who does not, by a steady clock of one's own, whatever the clocks on the wall do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.jobs.engine import client
from kyc.models import WorkerHeartbeat, db, transaction, utcnow
from kyc.worker.presence import BEAT_S, SILENT_S, Presence
from tests import make

HOUR = timedelta(hours=1)


class Idle:
    """A worker that has a name and a database, and does nothing."""

    def __init__(self, executor: str) -> None:
        self.executor, self.engine = executor, db.engine


class Watch:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def present(app: Flask, watch: Watch) -> Callable[[str], Presence]:
    sessions = sessionmaker(db.engine, expire_on_commit=False)
    return lambda name: Presence(Idle(name), sessions, clock=watch)  # type: ignore[arg-type]


def names(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(select(WorkerHeartbeat.executor_id)))


def says(session: Session, executor: str, ago: timedelta = timedelta()) -> None:
    with transaction(session):
        session.merge(WorkerHeartbeat(executor_id=executor, at=utcnow() - ago))


def lives_on(one: Presence, watch: Watch, seconds: float) -> None:
    for _ in range(round(seconds / BEAT_S)):
        watch.now += BEAT_S
        one.beat()


def test_a_beat_is_kept_once_per_worker(session: Session, present: Callable[[str], Presence]) -> None:
    one = present("host-1")
    for _ in range(3):
        one.beat()
    assert names(session) == {"host-1"}


def test_a_worker_that_says_nothing_for_a_minute_is_struck_off(
    session: Session, present: Callable[[str], Presence], watch: Watch
) -> None:
    one = present("host-1")
    says(session, "dead")
    one.beat()
    lives_on(one, watch, SILENT_S)
    assert names(session) == {"host-1", "dead"}
    lives_on(one, watch, BEAT_S)
    assert names(session) == {"host-1"}


def test_one_that_goes_on_saying_so_stays(session: Session, present: Callable[[str], Presence], watch: Watch) -> None:
    one, two = present("host-1"), present("host-2")
    for _ in range(40):
        watch.now += BEAT_S
        one.beat()
        two.beat()
    assert names(session) == {"host-1", "host-2"}


@pytest.mark.parametrize("ago", [HOUR, -HOUR])
def test_a_clock_that_jumped_or_differs_costs_no_worker_its_place(
    session: Session, present: Callable[[str], Presence], watch: Watch, ago: timedelta
) -> None:
    one = present("host-1")
    for seconds in range(40):
        says(session, "host-2", ago - timedelta(seconds=seconds))
        lives_on(one, watch, BEAT_S)
    assert names(session) == {"host-1", "host-2"}


def test_the_end_of_one_whose_clock_was_ahead_is_noticed_as_any_other(
    session: Session, present: Callable[[str], Presence], watch: Watch
) -> None:
    one = present("host-1")
    says(session, "dead", -HOUR)
    one.beat()
    lives_on(one, watch, SILENT_S + BEAT_S)
    assert names(session) == {"host-1"}


def test_one_that_slept_itself_strikes_nobody_off_who_slept_as_well(
    session: Session, present: Callable[[str], Presence], watch: Watch
) -> None:
    one = present("host-1")
    says(session, "host-2")
    one.beat()
    watch.now += 3600
    one.beat()
    assert names(session) == {"host-1", "host-2"}
    lives_on(one, watch, SILENT_S + BEAT_S)
    assert names(session) == {"host-1"}


def test_beats_come_often_enough_for_the_silence_that_is_waited_for() -> None:
    assert Presence(None, Session).pause_s == BEAT_S  # type: ignore[arg-type]
    assert Presence(None, Session, silent_s=4).pause_s == 1  # type: ignore[arg-type]


def test_the_jobs_of_a_silent_worker_are_handed_to_their_own_queue_with_what_is_known_of_them(
    session: Session, present: Callable[[str], Presence], watch: Watch
) -> None:
    one = present("host-1")
    with transaction(session):
        made = make.submitted(session)
    says(session, "dead")
    taken(session, f"verify-{made.id}", by="dead", times=3)
    one.beat()
    lives_on(one, watch, SILENT_S + BEAT_S)
    (job,) = client(db.engine).list_workflows(name="verify")
    assert (job.status, job.queue_name, job.recovery_attempts) == ("ENQUEUED", jobs.VERIFY, 3)


def test_what_a_worker_lost_hold_of_is_taken_up_again_once_it_is_seen_so_twice() -> None:
    seen, retaken = [{"a", "b"}, {"b", "c"}, {"c"}, set[str]()], list[set[str]]()

    class Losing:
        def adrift(self) -> set[str]:
            return seen.pop(0)

        def retake(self, job_ids: set[str]) -> int:
            retaken.append(job_ids)
            return len(job_ids)

    one = Presence(Losing(), Session)  # type: ignore[arg-type]
    for _ in range(4):
        one.gather()
    assert retaken == [{"b"}, {"c"}]


def taken(session: Session, job_id: str, by: str, times: int) -> None:
    """A job as a worker leaves it that dies over it, after others did."""
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    values = "status = 'PENDING', executor_id = :by, recovery_attempts = :times"
    with transaction(session):
        statement = f"update {table} set {values} where workflow_uuid = :job"
        session.execute(text(statement), {"by": by, "times": times, "job": job_id})
