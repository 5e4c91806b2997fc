"""Beside the jobs: expiry, purge, heartbeats, and nobody who waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.models import IdempotencyKey, Verification, WorkerHeartbeat, db, transaction, utcnow
from kyc.worker import upkeep
from tests import make

Sessions = Callable[[], Session]


class Idle:
    """A worker that has a name and a database, and does nothing."""

    def __init__(self, executor: str) -> None:
        self.executor, self.engine = executor, db.engine


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


def names(session: Session) -> set[str]:
    session.rollback()
    return set(session.scalars(select(WorkerHeartbeat.executor_id)))


def test_what_is_over_is_closed_and_the_rest_is_left(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        over, open_still = make.verification(session), make.verification(session)
        over.expires_at = utcnow() - timedelta(seconds=1)
    assert upkeep.expire_due(sessions) == 1
    assert upkeep.expire_due(sessions) == 0
    session.expire_all()
    assert session.get_one(Verification, over.id).closed_reason == "expired"
    assert session.get_one(Verification, open_still.id).closed_reason is None


def test_a_beat_is_kept_once_per_worker(session: Session, sessions: Sessions) -> None:
    for _ in range(3):
        upkeep.beat(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert names(session) == {"host-1"}


def test_a_worker_that_is_silent_too_long_is_struck_off(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        silent = utcnow() - timedelta(seconds=upkeep.SILENT_S + 1)
        session.add(WorkerHeartbeat(executor_id="dead", at=silent))
        session.add(WorkerHeartbeat(executor_id="slow", at=utcnow() - timedelta(seconds=upkeep.SILENT_S - 20)))
    upkeep.beat(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert names(session) == {"host-1", "slow"}


def test_answers_are_dropped_after_their_day(session: Session, sessions: Sessions) -> None:
    now = utcnow()
    with transaction(session):
        for key, expires in (("old", now - timedelta(seconds=1)), ("new", now + timedelta(hours=1))):
            session.add(
                IdempotencyKey(owner="ptn", key=key, request_digest="0" * 64, running_until=now, expires_at=expires)
            )
    upkeep.purge_finished(Idle("host-1"), sessions)  # type: ignore[arg-type]
    session.rollback()
    assert session.scalars(select(IdempotencyKey.key)).all() == ["new"]


def test_a_verification_whose_job_gave_up_is_handed_on(
    session: Session, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(session):
        stuck, decided = make.submitted(session), make.in_review(session)
    gave_up = {"verify": [f"verify-{stuck.id}", f"verify-{decided.id}"]}
    monkeypatch.setattr(jobs, "failed", lambda engine, workflow: gave_up.get(workflow, []))
    before = jobs.unfinished(db.engine)
    for _ in range(2):
        upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert jobs.unfinished(db.engine) == before + 1
