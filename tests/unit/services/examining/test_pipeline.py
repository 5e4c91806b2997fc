"""From job to decision: each part once, however often the job runs."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.domain.documents import DocumentType
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, Decision, Event, StatusHistory
from kyc.services.examining import pipeline
from kyc.services.verification import uploads, verifications
from tests import make


def test_the_whole_way_leaves_results_decision_and_history(committed: Session) -> None:
    found = make.submitted(committed)
    pipeline.begin(committed, found.id)
    pipeline.note_progress(committed, found.id, "document_read", "done")
    pipeline.conclude(committed, found.id, make.examination())
    assert (found.state, found.confidence) == (State.APPROVED, 0.95)
    assert found.extracted == make.EXTRACTED
    names = committed.scalars(select(CheckRecord.name).where(CheckRecord.verification_id == found.id)).all()
    assert set(names) == set(make.CHECKS)
    decision = committed.scalar(select(Decision).where(Decision.verification_id == found.id))
    assert decision is not None
    assert (decision.outcome, decision.rule, decision.actor) == ("approved", "all_clean", "policy")
    steps = committed.scalars(select(StatusHistory.step).order_by(StatusHistory.id)).all()
    assert steps == ["add_documents", "add_selfie", "submit", "begin", "document_read", "approve"]


def test_a_job_that_runs_again_changes_nothing(committed: Session) -> None:
    found = make.submitted(committed)
    for _ in range(2):
        pipeline.begin(committed, found.id)
        pipeline.note_progress(committed, found.id, "document_read", "done")
        pipeline.conclude(committed, found.id, make.examination())
    assert committed.scalar(select(func.count()).select_from(Decision)) == 1
    assert committed.scalar(select(func.count()).select_from(CheckRecord)) == len(make.CHECKS)
    completed = select(func.count()).select_from(Event).where(Event.type == "verification.completed")
    assert committed.scalar(completed) == 1


def test_a_late_result_cannot_undo_a_decision(committed: Session) -> None:
    found = make.submitted(committed)
    pipeline.begin(committed, found.id)
    pipeline.conclude(committed, found.id, make.examination(document_authenticity=Result.FAIL))
    pipeline.conclude(committed, found.id, make.examination())
    assert found.state is State.REJECTED


@pytest.mark.parametrize("begun", [False, True])
def test_a_job_that_gives_up_goes_to_a_person(committed: Session, begun: bool) -> None:
    found = make.submitted(committed)
    if begun:
        pipeline.begin(committed, found.id)
    pipeline.give_up(committed, found.id)
    pipeline.give_up(committed, found.id)
    decision = committed.scalars(select(Decision).where(Decision.verification_id == found.id)).one()
    assert (found.state, decision.reasons) == (State.MANUAL_REVIEW, ["processing_error"])


def test_what_is_loaded_is_all_an_examination_needs(committed: Session) -> None:
    found = make.submitted(committed, mode="test")
    loaded = pipeline.load(committed, found.id)
    assert (loaded.mode, loaded.declared_country, loaded.document_type) == ("test", "SGP", DocumentType.PASSPORT)
    assert [side for side, _ in loaded.documents] == ["data_page"]


def test_giving_up_leaves_a_decision_as_it_is_and_minds_nothing_that_is_gone(committed: Session) -> None:
    found = make.submitted(committed)
    pipeline.begin(committed, found.id)
    pipeline.conclude(committed, found.id, make.examination())
    pipeline.give_up(committed, found.id)
    pipeline.give_up(committed, "sess_erased")
    assert found.state is State.APPROVED
    assert committed.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_verification_without_a_selfie_cannot_be_examined(committed: Session) -> None:
    found = make.verification(committed)
    with pytest.raises(LookupError, match="has a selfie"):
        pipeline.load(committed, found.id)


@pytest.mark.parametrize("method", ["camera", "upload", "api"])
def test_how_the_selfie_was_taken_is_known_to_the_examination(committed: Session, method: str) -> None:
    found = make.with_evidence(committed)
    uploads.attach_selfie(committed, found, make.received("again"), method, "applicant")
    assert pipeline.load(committed, found.id).selfie_capture == method


def test_progress_is_told_only_while_it_is_at_work(committed: Session) -> None:
    found = make.submitted(committed)
    pipeline.note_progress(committed, found.id, "document_read", "done")
    pipeline.begin(committed, found.id)
    pipeline.conclude(committed, found.id, make.examination())
    pipeline.note_progress(committed, found.id, "document_read", "done")
    steps = committed.scalars(select(StatusHistory.step).where(StatusHistory.verification_id == found.id)).all()
    assert "document_read" not in steps


def test_a_clean_examination_goes_to_a_person_where_one_is_wanted(committed: Session) -> None:
    found = make.submitted(committed)
    pipeline.begin(committed, found.id)
    verifications.want_person(committed, found, "person_requested")
    pipeline.conclude(committed, found.id, make.examination())
    decision = committed.scalars(select(Decision).where(Decision.verification_id == found.id)).one()
    assert found.state is State.MANUAL_REVIEW
    assert (decision.rule, decision.reasons) == ("person_wanted", ["person_requested"])
