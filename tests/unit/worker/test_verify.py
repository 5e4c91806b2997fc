"""The job of one verification, with engines of our own: what it tells, where it waits, and what it never does twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from kyc.adapters.blobs import Keyring
from kyc.adapters.faces import templates
from kyc.domain.errors import Unavailable
from kyc.domain.evidence import Engine, FaceComparison, FaceTemplate
from kyc.domain.lifecycle import State
from kyc.models import (
    CheckRecord,
    Decision,
    DocumentTrace,
    PortraitMatch,
    Profile,
    StatusHistory,
    Verification,
    db,
    transaction,
)
from kyc.services.desk import reviews
from kyc.services.examining import examination, pipeline, traces
from kyc.services.examining.reexamination import Reexamination
from kyc.services.examining.traces import Marks
from kyc.services.verification import uploads, verifications
from kyc.tools import found_checks
from kyc.worker import verify, watchdog
from tests import make
from tests.unit.services.examining.test_examination import Parts
from tests.unit.services.verification.test_resubmission import asked, send_new
from tests.unit.services.verification.test_uploads import Shelf

Sessions = Callable[[], Session]


class DirectWorker:
    """The decorators of `jobs.Worker` without a queue."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self.workflows: dict[str, Callable[..., None]] = {}

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        def run(*args: object) -> None:
            with self._sessions() as session, transaction(session):
                work(session, *args)

        return run

    def workflow(self, work: Callable[..., None]) -> None:
        self.workflows[work.__name__] = work


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


@pytest.fixture
def submitted(session: Session) -> Verification:
    with transaction(session):
        return make.submitted(session)


def tools(verification: Verification, parts: Parts | None = None) -> Any:
    """The box of parts, with engines that say what a test wants."""
    shelf = Shelf()
    shelf.kept = {f"document/page-{verification.id}": b"page", f"document/selfie-{verification.id}": b"selfie"}
    parts = parts or Parts()
    engines = examination.Engines(parts, parts, parts, parts)  # type: ignore[arg-type]
    return SimpleNamespace(
        settings=SimpleNamespace(examination_seconds=60),
        engines=engines,
        blobs=shelf,
        checks=found_checks(),
        policy=make.POLICY,
        marks=Marks(b"pepper", Keyring({"k1": bytes(32)}), 365),
        portraits=templates.create(),
    )


def run(sessions: Sessions, verification: Verification, box: Any) -> None:
    worker: Any = DirectWorker(sessions)
    verify.register(worker, box, sessions)
    worker.workflows["verify"](verification.id)


def outcomes(session: Session, verification: Verification) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Decision.outcome).where(Decision.verification_id == verification.id)))


def steps(session: Session, verification: Verification) -> list[str]:
    session.rollback()
    found = select(StatusHistory.step).where(StatusHistory.verification_id == verification.id)
    return list(session.scalars(found.order_by(StatusHistory.id)))


def test_a_job_takes_a_verification_from_submit_to_decision(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    run(sessions, submitted, tools(submitted))
    assert outcomes(session, submitted) == ["manual_review"]
    assert steps(session, submitted)[2:] == [
        "submit",
        "begin",
        "document_read",
        *(f"check.{name}" for name in make.CHECKS),
        "refer",
    ]


def test_a_job_that_runs_again_from_its_beginning_decides_once(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    for _ in range(2):
        run(sessions, submitted, tools(submitted))
    assert outcomes(session, submitted) == ["manual_review"]
    assert len(steps(session, submitted)) == len(set(steps(session, submitted)))


def test_a_job_that_died_amid_the_checks_tells_each_step_once(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    box = tools(submitted)
    with transaction(session):
        pipeline.begin(session, submitted.id)
    verify.examine(box, sessions, submitted.id)
    run(sessions, submitted, box)
    told = steps(session, submitted)
    assert len(told) == len(set(told))
    assert outcomes(session, submitted) == ["manual_review"]


def test_another_person_under_the_same_number_is_noticed(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    with transaction(session):
        make.profile(session, name="Bertha Sample", document_number="AB1234567")
    found = verify.examine(tools(submitted), sessions, submitted.id)
    document = next(one for one in found.results if one.name == "document_authenticity")
    assert "document_reused" in document.reasons


PORTRAIT = FaceTemplate(Engine("faces", "1"), 0.65, templates.packed(np.eye(4)[0]))


class Faces(Parts):
    """An engine that gives the portrait as well."""

    def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
        return replace(super().compare(document, selfie), portrait=PORTRAIT)


def other(session: Session, name: str) -> Verification:
    """Another submitted verification, of a person of this name."""
    with transaction(session):
        made = make.submitted(session)
        session.get_one(Profile, made.profile_id).name = name
    return made


def reasons(found: examination.Examination) -> tuple[str, ...]:
    return next(one.reasons for one in found.results if one.name == "document_authenticity")


def test_a_document_leaves_a_trace_by_which_the_next_person_with_it_is_noticed(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    run(sessions, submitted, tools(submitted, Faces()))
    thief = other(session, "Bertha Other")
    found = verify.examine(tools(thief, Faces()), sessions, thief.id)
    assert {"document_reused", "portrait_reused"} <= set(reasons(found))
    session.rollback()
    traced = session.scalars(select(DocumentTrace.verification_id)).all()
    assert set(traced) == {submitted.id, thief.id}
    (match,) = session.scalars(select(PortraitMatch)).all()
    assert (match.verification_id, match.earlier_id) == (thief.id, submitted.id)


def test_the_same_person_on_another_record_is_not_noticed(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    run(sessions, submitted, tools(submitted, Faces()))
    again = other(session, "Jane Doe")
    found = verify.examine(tools(again, Faces()), sessions, again.id)
    assert not {"document_reused", "portrait_reused"} & set(reasons(found))


def test_without_a_number_and_a_portrait_nothing_is_kept(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    verify.examine(tools(submitted, Parts(read=Unavailable("model_missing"))), sessions, submitted.id)
    session.rollback()
    assert session.scalars(select(DocumentTrace)).all() == []


def test_a_trace_that_another_run_left_in_the_same_moment_is_no_error(
    session: Session, sessions: Sessions, submitted: Verification, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(*_: object) -> None:
        raise IntegrityError("insert", {}, Exception("UNIQUE constraint failed: document_trace.verification_id"))

    monkeypatch.setattr(traces, "keep", quicker)
    run(sessions, submitted, tools(submitted, Faces()))
    assert outcomes(session, submitted) == ["manual_review"]


def test_the_state_stays_in_processing_while_it_is_examined(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    seen = []

    class Watching(Parts):
        def liveness(self, selfie: bytes) -> Any:
            with sessions() as other:
                seen.append(other.get_one(Verification, submitted.id).state)
            return super().liveness(selfie)

    run(sessions, submitted, tools(submitted, Watching()))
    assert seen == [State.PROCESSING]


def test_a_step_that_another_run_told_in_the_same_moment_is_no_error(
    session: Session, sessions: Sessions, submitted: Verification, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(*_: object) -> None:
        raise IntegrityError("insert", {}, Exception("UNIQUE constraint failed: status_history.key"))

    monkeypatch.setattr(pipeline, "note_progress", quicker)
    run(sessions, submitted, tools(submitted))
    assert outcomes(session, submitted) == ["manual_review"]


def test_an_engine_that_cannot_be_built_leaves_every_check_not_performed(
    session: Session, sessions: Sessions, submitted: Verification
) -> None:
    class Broken:
        def __init__(self) -> None:
            self.__dict__.update(vars(tools(submitted)))
            del self.__dict__["engines"]

        @property
        def engines(self) -> examination.Engines:
            raise ImportError

    found = verify.examine(Broken(), sessions, submitted.id)  # type: ignore[arg-type]
    assert {one.result.value for one in found.results} == {"not_performed"}
    assert found.verdict.outcome is State.MANUAL_REVIEW


def test_a_verification_that_was_never_submitted_is_not_decided(session: Session, sessions: Sessions) -> None:
    with transaction(session):
        made = make.with_evidence(session)
    run(sessions, made, tools(made))
    session.rollback()
    assert outcomes(session, made) == []
    assert session.get_one(Verification, made.id).state is State.SELFIE_UPLOADED


def test_one_that_hangs_goes_to_a_person_and_is_not_examined_again(
    session: Session, sessions: Sessions, submitted: Verification, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(Parts):
        reads = 0

        def read(self, pages: Any, declared: Any, today: Any) -> Any:
            Hanging.reads += 1
            assert ended.wait(30)
            return super().read(pages, declared, today)

    ended, box = threading.Event(), tools(submitted, Hanging())
    box.settings.examination_seconds = 1
    monkeypatch.setattr(verify, "watched", partial(watchdog.watched, end=lambda code: ended.set()))
    for _ in range(2):  # the process ended; the job is taken up again
        run(sessions, submitted, box)
    assert outcomes(session, submitted) == ["manual_review"]
    assert session.scalars(select(Decision.rule)).all() == ["processing_error"]
    assert Hanging.reads == 1


@pytest.fixture
def sent_again(session: Session) -> Verification:
    """A case with a person, whose new selfie was sent."""
    with transaction(session):
        made = asked(session, make.in_review(session), "selfie")
        send_new(session, made, "selfie")
        verifications.submit(session, made, "applicant")
    return made


def run_again(sessions: Sessions, verification: Verification, box: Any) -> None:
    new = uploads.digest(b"new selfie " + verification.id.encode())
    box.blobs.kept[f"document/new selfie {verification.id}"] = new.encode()
    worker: Any = DirectWorker(sessions)
    verify.register(worker, box, sessions)
    worker.workflows["reexamine"](verification.id, 1)


def test_new_photos_are_examined_once_however_often_the_job_runs(
    session: Session, sessions: Sessions, sent_again: Verification
) -> None:
    for _ in range(2):
        run_again(sessions, sent_again, tools(sent_again))
    assert outcomes(session, sent_again) == ["manual_review", "manual_review"]
    assert steps(session, sent_again)[-1] == "reexamined"
    assert steps(session, sent_again).count("reexamined") == 1


def test_the_new_selfie_is_the_one_that_is_compared(
    session: Session, sessions: Sessions, sent_again: Verification
) -> None:
    seen: list[bytes] = []

    class Watching(Parts):
        def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
            seen.append(selfie)
            return super().compare(document, selfie)

    run_again(sessions, sent_again, tools(sent_again, Watching()))
    assert seen == [uploads.digest(b"new selfie " + sent_again.id.encode()).encode()]


def test_a_case_that_a_person_decided_meanwhile_is_not_examined(
    session: Session, sessions: Sessions, sent_again: Verification
) -> None:
    with transaction(session):
        ruling = reviews.Ruling("approved", "confirmed_by_reviewer")
        reviews.decide(session, sent_again.id, sent_again.version, 1, ruling)
    run_again(sessions, sent_again, tools(sent_again, Parts(compare=AssertionError("looked"))))
    assert outcomes(session, sent_again) == ["manual_review", "approved"]


def test_photos_that_cannot_be_examined_come_back_without_new_results(
    session: Session, sessions: Sessions, sent_again: Verification
) -> None:
    verify.give_up_again(sessions, sent_again.id, Reexamination(1))
    session.rollback()
    newest = session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    assert newest is not None
    assert newest.reasons == ["photos_arrived", "processing_error"]


# test scenarios


def test_a_scenario_asks_no_engine_and_tells_every_step(sessions: Sessions, session: Session) -> None:
    with transaction(session):
        made = make.photographed(session, make.numbered(session, "TESTREVIEWFACE"))
        verifications.submit(session, made, "partner")
    box = SimpleNamespace(settings=SimpleNamespace(examination_seconds=60), policy=make.POLICY)
    run(sessions, made, box)
    assert outcomes(session, made) == ["manual_review"]
    assert [step for step in steps(session, made) if step.startswith("check.")] == [
        f"check.{name}" for name in make.CHECKS
    ]


def test_the_same_number_of_a_live_record_is_examined(sessions: Sessions, session: Session) -> None:
    with transaction(session):
        made = make.photographed(session, make.numbered(session, "TESTREJECTFACE", "live"))
        verifications.submit(session, made, "partner")
    run(sessions, made, tools(made))
    models = set(session.scalars(select(CheckRecord.model).where(CheckRecord.verification_id == made.id)))
    assert not any(model and model.startswith("test scenario") for model in models)
