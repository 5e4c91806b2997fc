"""The job of one challenge: judged once however often it runs, and given to a person where it cannot be."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.domain.errors import Unavailable
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, LivenessChallenge, Verification, db, transaction, utcnow
from kyc.services.liveness import challenges as service
from kyc.services.liveness.challenges import KeptFrame
from kyc.services.verification import requirements, verifications
from kyc.worker import challenges, verify, watchdog
from tests import make
from tests.unit.services.liveness.test_challenge_judgement import Eyes, shelf
from tests.unit.worker.test_verify import DirectWorker, tools

Sessions = Callable[[], Session]


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


@pytest.fixture
def challenge(session: Session) -> LivenessChallenge:
    """One whose frames are here, of a verification that waits for it."""
    with transaction(session):
        active = make.with_evidence(session, liveness_type="active")
        made, _ = service.open_new(session, active)
        made.moves, made.opened_at = ["left", "right", "centre"], made.opened_at - timedelta(seconds=10)
        selfie = requirements.images(session, active.id)[1]
        assert selfie
        found = [KeptFrame(place * 400, f"s{place}", f"k{place}", f"frame/{place}") for place in range(12)]
        service.accept(session, made, selfie, found, utcnow())
    return made


def box(session: Session, challenge: LivenessChallenge, eyes: Any = None) -> Any:
    session.rollback()
    return SimpleNamespace(
        settings=SimpleNamespace(examination_seconds=60),
        blobs=shelf(session, session.get_one(Verification, challenge.verification_id)),
        challenge_engine=eyes or Eyes(),
    )


def run(sessions: Sessions, parts: Any, challenge: LivenessChallenge) -> None:
    worker: Any = DirectWorker(sessions)
    challenges.register(worker, parts, sessions)
    worker.workflows["judge_challenge"](challenge.id)


def reason(session: Session, challenge: LivenessChallenge) -> str | None:
    session.rollback()
    return session.get_one(LivenessChallenge, challenge.id, populate_existing=True).reason


def test_a_job_judges_a_challenge(session: Session, sessions: Sessions, challenge: LivenessChallenge) -> None:
    run(sessions, box(session, challenge), challenge)
    assert reason(session, challenge) == "passed"


def test_a_job_that_runs_again_changes_nothing(
    session: Session, sessions: Sessions, challenge: LivenessChallenge
) -> None:
    run(sessions, box(session, challenge), challenge)
    run(sessions, box(session, challenge, Eyes(people=0)), challenge)
    assert reason(session, challenge) == "passed"


def test_a_worker_that_died_after_looking_looks_again(
    session: Session, sessions: Sessions, challenge: LivenessChallenge
) -> None:
    class Dying(Eyes):
        def measure_frames(self, still: bytes, frames: Any) -> Any:
            super().measure_frames(still, frames)
            raise SystemExit

    with pytest.raises(SystemExit):
        run(sessions, box(session, challenge, Dying()), challenge)
    assert reason(session, challenge) is None
    run(sessions, box(session, challenge), challenge)
    assert reason(session, challenge) == "passed"


def test_two_at_once_write_one_outcome(session: Session, sessions: Sessions, challenge: LivenessChallenge) -> None:
    class Slow(Eyes):
        """Another worker is quicker while this one looks."""

        def measure_frames(self, still: bytes, frames: Any) -> Any:
            challenges.settle(box(session, challenge, Eyes(people=0)), sessions, challenge.id)
            return super().measure_frames(still, frames)

    run(sessions, box(session, challenge, Slow()), challenge)
    assert reason(session, challenge) == "face_lost"


def test_no_transaction_is_held_while_frames_are_looked_at(
    session: Session, sessions: Sessions, challenge: LivenessChallenge
) -> None:
    class Writing(Eyes):
        def measure_frames(self, still: bytes, frames: Any) -> Any:
            with sessions() as other, transaction(other):
                make.profile(other, document_number="WRITTEN1")
            return super().measure_frames(still, frames)

    run(sessions, box(session, challenge, Writing()), challenge)
    assert reason(session, challenge) == "passed"


def test_one_that_hangs_is_given_to_a_person(
    session: Session, sessions: Sessions, challenge: LivenessChallenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Eyes):
        def measure_frames(self, still: bytes, frames: Any) -> Any:
            assert ended.wait(30)
            return super().measure_frames(still, frames)

    ended, parts = threading.Event(), box(session, challenge, Hanging())
    parts.settings.examination_seconds = 1
    monkeypatch.setattr(challenges, "watched", partial(watchdog.watched, end=lambda code: ended.set()))
    run(sessions, parts, challenge)
    assert reason(session, challenge) == "processing_error"


def test_a_job_that_gave_up_leaves_the_challenge_to_a_person(
    session: Session, sessions: Sessions, challenge: LivenessChallenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = []
    lost = f"{service.JOB}-{challenge.id}"
    monkeypatch.setattr(jobs, "failed", lambda engine, name: [lost] if name == service.JOB else [])
    monkeypatch.setattr(jobs, "forget", lambda engine, found: forgotten.extend(found))
    challenges.rescue(db.engine, sessions)
    assert (reason(session, challenge), forgotten) == ("processing_error", [lost])


def test_what_was_not_judged_at_submit_is_judged_before_the_checks(
    session: Session, sessions: Sessions, challenge: LivenessChallenge
) -> None:
    with transaction(session):
        found = session.get_one(Verification, challenge.verification_id)
        service.ask_alternative(session, found, session.get_one(LivenessChallenge, challenge.id), "applicant")
        verifications.submit(session, found, "applicant")
    parts = tools(found)
    parts.blobs.kept |= shelf(session, found).kept
    parts.challenge_engine = Eyes()
    worker: Any = DirectWorker(sessions)
    verify.register(worker, parts, sessions)
    worker.workflows["verify"](found.id)
    assert reason(session, challenge) == "passed"
    session.rollback()
    assert session.get_one(Verification, found.id, populate_existing=True).state is State.MANUAL_REVIEW
    told = session.query(CheckRecord).filter_by(verification_id=found.id, name="face_liveness").one()
    assert (told.result, told.reasons[0]) == ("review", "alternative_asked")


def test_an_engine_that_measures_no_challenge_is_said_to_be_none(
    session: Session, sessions: Sessions, challenge: LivenessChallenge
) -> None:
    class Blind:
        """Parts whose face engine only compares."""

        def __init__(self) -> None:
            self.__dict__.update(vars(box(session, challenge)))
            del self.__dict__["challenge_engine"]

        @property
        def challenge_engine(self) -> Any:
            raise Unavailable("not_supported")

    run(sessions, Blind(), challenge)
    assert reason(session, challenge) == "not_supported"
