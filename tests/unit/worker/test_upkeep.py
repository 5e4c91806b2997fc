"""Beside the jobs: expiry, purge, and nobody who waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from kyc import jobs
from kyc.adapters.blobs import Keyring
from kyc.domain.evidence import Engine, FaceTemplate
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import (
    Decision,
    DocumentTrace,
    IdempotencyKey,
    StaffSession,
    StaffUser,
    Verification,
    db,
    transaction,
    utcnow,
)
from kyc.services.examining import pipeline, traces
from kyc.services.examining.traces import Marks, Shown
from kyc.services.verification import verifications
from kyc.worker import upkeep
from tests import make
from tests.queued import unfinished

Sessions = Callable[[], Session]
HOUR = timedelta(hours=1)


class Idle:
    """A worker that has a name and a database, and does nothing."""

    def __init__(self, executor: str) -> None:
        self.executor, self.engine = executor, db.engine


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


def test_what_is_over_is_closed_and_the_rest_is_left(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        over, open_still = make.verification(session), make.verification(session)
        over.expires_at = utcnow() - timedelta(seconds=1)
    assert upkeep.expire_due(sessions) == 1
    assert upkeep.expire_due(sessions) == 0
    session.expire_all()
    assert session.get_one(Verification, over.id).closed_reason == "expired"
    assert session.get_one(Verification, open_still.id).closed_reason is None


def test_one_that_is_changed_in_the_same_moment_keeps_no_other_from_expiring(
    session: Session, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(session):
        due = [make.verification(session) for _ in range(3)]
        for one in due:
            one.expires_at = utcnow() - timedelta(seconds=1)
    close = verifications.expire_if_due

    def lost(session: Session, verification: Verification) -> None:
        if verification.id == due[1].id:
            raise StaleDataError("another was quicker")
        close(session, verification)

    with monkeypatch.context() as patch:
        patch.setattr(verifications, "expire_if_due", lost)
        assert upkeep.expire_due(sessions) == 2
    assert upkeep.expire_due(sessions) == 1


def test_one_that_was_submitted_meanwhile_is_not_closed(
    session: Session, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(session):
        made = make.submitted(session)
        made.expires_at = utcnow() - timedelta(seconds=1)
    monkeypatch.setattr(verifications, "due_before", lambda *_: [made])  # as it was a moment ago
    assert upkeep.expire_due(sessions) == 0
    session.expire_all()
    assert session.get_one(Verification, made.id).state is State.SUBMITTED


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


def give_up(*verification_ids: str) -> None:
    """As an operator's cancellation or one crash too many leaves their jobs."""
    for one in verification_ids:
        client(db.engine).cancel_workflow(f"verify-{one}")


def test_a_verification_whose_job_gave_up_goes_to_a_person(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        stuck, decided, waiting = make.submitted(session), make.in_review(session), make.submitted(session)
    give_up(stuck.id, decided.id)
    upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    session.expire_all()
    assert [one.state for one in (stuck, decided, waiting)] == [
        State.MANUAL_REVIEW,
        State.MANUAL_REVIEW,
        State.SUBMITTED,
    ]
    rules = select(Decision.rule).where(Decision.verification_id == stuck.id)
    assert session.scalars(rules).all() == ["processing_error"]
    rules = select(Decision.rule).where(Decision.verification_id == decided.id)
    assert session.scalars(rules).all() == ["unclear"]


def test_a_rescue_that_is_cut_off_is_made_good_by_the_next(
    session: Session, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction(session):
        stuck = make.submitted(session)
    give_up(stuck.id)
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "give_up", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    session.expire_all()
    assert session.get_one(Verification, stuck.id).state is State.MANUAL_REVIEW


def test_failed_jobs_are_forgotten_once_they_are_seen_to(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        stuck = make.submitted(session)
        jobs.enqueue(session, jobs.IO, "expire", "expire-1", "moment", "context")
    give_up(stuck.id)
    client(db.engine).cancel_workflow("expire-1")
    upkeep.rescue_failed(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert jobs.failed(db.engine, "verify") == []
    upkeep.purge_finished(Idle("host-1"), sessions)  # type: ignore[arg-type]
    assert jobs.failed(db.engine, "expire") == []


@pytest.mark.parametrize("work", ["expire", "purge", "rescue"])
def test_the_schedule_reaches_each_part_of_the_housekeeping(sessions: Sessions, work: str) -> None:
    registered: dict[str, Callable[..., None]] = {}

    class Taught(Idle):
        def workflow(self, work: Callable[..., None]) -> None:
            registered[work.__name__] = work

    upkeep.register(Taught("host-1"), sessions, 365, HOUR)  # type: ignore[arg-type]
    assert set(registered) == {one.name for one in upkeep.SCHEDULES}
    registered[work]("moment", "context")
    assert unfinished(db.engine) == 0


@pytest.mark.parametrize(("days", "left"), [(365, True), (0, False)])
def test_portraits_go_with_the_housekeeping_when_their_days_are_over(
    session: Session, sessions: Sessions, days: int, left: bool
) -> None:
    registered: dict[str, Callable[..., None]] = {}

    class Taught(Idle):
        def workflow(self, work: Callable[..., None]) -> None:
            registered[work.__name__] = work

    with transaction(session):
        made = make.verification(session)
        kept = Shown(portrait=FaceTemplate(Engine("faces", "1"), 0.65, b"face"))
        traces.keep(session, Marks(b"pepper", Keyring({"k1": bytes(32)}), 365), made.id, kept)
    upkeep.register(Taught("host-1"), sessions, days, HOUR)  # type: ignore[arg-type]
    registered["purge"]("moment", "context")
    trace = session.get_one(DocumentTrace, made.id, populate_existing=True)
    assert (trace.sealed_portrait is not None) is left


def test_sessions_of_the_staff_end_with_the_housekeeping(session: Session, sessions: Sessions) -> None:
    registered: dict[str, Callable[..., None]] = {}

    class Taught(Idle):
        def workflow(self, work: Callable[..., None]) -> None:
            registered[work.__name__] = work

    with transaction(session):
        session.add(StaffUser(id=1, email="a@example.org", fs_uniquifier="a"))
        session.flush()
        session.add(StaffSession(id="a" * 64, staff_id=1, device="Firefox", seen_at=utcnow() - 2 * HOUR))
    upkeep.register(Taught("host-1"), sessions, 365, HOUR)  # type: ignore[arg-type]
    registered["expire"]("moment", "context")
    assert session.get_one(StaffSession, "a" * 64, populate_existing=True).ending == "idle"
