"""A PocketBase that records moved in from hears what becomes of them: once, in order, for as long as it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.lifecycle import Step
from kyc.domain.moving import ORIGIN, StatusUpdate
from kyc.models import Profile, StatusHistory, Verification, db, transaction
from kyc.services.telling import mirroring
from kyc.services.telling.deliveries import RETRY_AFTER_S
from kyc.services.verification import verifications
from kyc.services.verification.transitions import advance
from kyc.worker import mirror
from tests import make


@dataclass
class Queue:
    """Jobs as they were asked for."""

    asked: list[tuple[str, int, int, float]] = field(default_factory=list)

    def __call__(self, session: Session, queue: str, workflow: str, job_id: str, *args: int, delay: float = 0) -> None:
        if workflow == mirroring.JOB:
            self.asked.append((job_id, *args, delay))


@dataclass
class Target:
    """The other system."""

    hears: bool = True
    heard: list[StatusUpdate] = field(default_factory=list)

    def tell(self, update: StatusUpdate) -> bool:
        self.heard.append(update)
        return self.hears


class Bench:
    """A worker that runs what it was taught at once."""

    def __init__(self, session: Session) -> None:
        self.session, self.taught = session, dict[str, Callable[..., None]]()

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        def run(*args: Any) -> None:
            with transaction(self.session):
                work(self.session, *args)

        return run

    def workflow(self, work: Callable[..., None]) -> Callable[..., None]:
        self.taught[work.__name__] = work
        return work


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr("kyc.services.telling.mirroring.jobs.enqueue", made)
    return made


@pytest.fixture
def moved(session: Session) -> Verification:
    """A case of somebody who moved in."""
    with transaction(session):
        made = make.in_review(session)
        session.get_one(Profile, made.profile_id).origin = ORIGIN
    return made


def told(session: Session, target: Target | None, history_id: int, number: int = 0) -> None:
    worker = Bench(session)
    mirror.register(cast(jobs.Worker, worker), target, lambda: Session(db.engine))
    worker.taught["mirror"](history_id, number)


def decide(session: Session, verification: Verification, step: Step = Step.APPROVE) -> None:
    with transaction(session):
        advance(session, verification, step, "staff:1", "looks_good")


def test_a_change_asks_for_one_job_in_its_own_commit(session: Session, moved: Verification, queue: Queue) -> None:
    decide(session, moved)
    (job,) = queue.asked
    assert job == (f"mirror-{job[1]}-0", job[1], 0, 0)
    assert session.get_one(StatusHistory, job[1]).status == "approved"


def test_people_of_our_own_and_steps_that_change_no_word_are_not_told(session: Session, queue: Queue) -> None:
    with transaction(session):
        ours = make.submitted(session)
        theirs = make.with_evidence(session)
        session.get_one(Profile, theirs.profile_id).origin = ORIGIN
    assert queue.asked == []
    with transaction(session):
        verifications.submit(session, theirs, "applicant")
        advance(session, theirs, Step.BEGIN, "worker")
    assert len(queue.asked) == 1
    assert ours.id != theirs.id


def test_what_was_not_heard_is_told_again_by_the_schedule(session: Session, moved: Verification, queue: Queue) -> None:
    decide(session, moved, Step.REJECT)
    history_id = queue.asked.pop()[1]
    deaf = Target(hears=False)
    told(session, deaf, history_id)
    ((job_id, *args, delay),) = queue.asked
    assert (job_id, args) == (f"mirror-{history_id}-1", [history_id, 1])
    assert 1 <= delay <= 1.1
    queue.asked.clear()
    told(session, deaf, history_id, len(RETRY_AFTER_S))
    assert queue.asked == []
    first, again = deaf.heard
    assert first == again
    assert (first.record_id, first.status, first.stored) == (moved.profile_id, "rejected", "rejected")
    assert len(first.entry_id) == 15
    assert first.entry_id.isalnum()


def test_only_the_newest_word_is_told_and_nothing_of_who_was_erased(
    session: Session, moved: Verification, queue: Queue
) -> None:
    older = session.query(StatusHistory).filter_by(profile_id=moved.profile_id).order_by(StatusHistory.id).first()
    decide(session, moved)
    target, history_id = Target(), queue.asked[0][1]
    told(session, target, older.id if older else 0)
    told(session, None, history_id)
    told(session, target, 10_000_000)
    assert target.heard == []
    told(session, target, history_id)
    assert [one.status for one in target.heard] == ["approved"]
    assert len(queue.asked) == 1


def test_a_job_that_gave_up_goes_on_by_the_schedule(
    session: Session, moved: Verification, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    monkeypatch.setattr(jobs, "failed", lambda engine, job: ["mirror-7-2"])
    monkeypatch.setattr(jobs, "forget", lambda engine, found: forgotten.extend(found))
    assert mirror.rescue(db.engine, lambda: Session(db.engine)) == 1
    assert [one[:3] for one in queue.asked] == [("mirror-7-3", 7, 3)]
    assert forgotten == ["mirror-7-2"]
