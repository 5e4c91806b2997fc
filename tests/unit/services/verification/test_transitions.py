"""The one state door: state, history and what follows, together."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.domain.errors import Closed, InvalidTransition
from kyc.domain.lifecycle import State, Step
from kyc.models import Event, Profile, StatusHistory, Verification, db, transaction
from kyc.services.verification.transitions import advance, close, public_word, record
from tests import make
from tests.queued import unfinished


def history(session: Session, verification: Verification) -> list[tuple[str, str]]:
    rows = session.execute(
        select(StatusHistory.status, StatusHistory.step)
        .where(StatusHistory.verification_id == verification.id)
        .order_by(StatusHistory.id)
    )
    return [(status, step) for status, step in rows]


def events(session: Session, verification: Verification) -> list[str]:
    return list(session.scalars(select(Event.type).where(Event.verification_id == verification.id).order_by(Event.id)))


def test_each_step_leaves_one_row_with_the_public_word(committed: Session) -> None:
    found = make.submitted(committed)
    assert history(committed, found) == [
        ("in_progress", "add_documents"),
        ("in_progress", "add_selfie"),
        ("pending_review", "submit"),
    ]


def test_a_new_verification_has_no_history(committed: Session) -> None:
    assert history(committed, make.verification(committed)) == []


def test_submitting_queues_the_job_in_the_same_commit(session: Session) -> None:
    with transaction(session):
        make.submitted(session)
    assert unfinished(db.engine) == 1


def test_what_is_rolled_back_leaves_neither_state_nor_history_nor_job(session: Session) -> None:
    with transaction(session):
        found = make.with_evidence(session)
    with pytest.raises(ZeroDivisionError), transaction(session):
        submit_and_fail(session, found.id)
    assert session.get_one(Verification, found.id).state is State.SELFIE_UPLOADED
    assert len(history(session, found)) == 2
    assert unfinished(db.engine) == 0


def submit_and_fail(session: Session, verification_id: str) -> None:
    advance(session, session.get_one(Verification, verification_id), Step.SUBMIT, "partner")
    raise ZeroDivisionError


def test_a_step_that_is_not_allowed_changes_nothing(committed: Session) -> None:
    found = make.verification(committed)
    with pytest.raises(InvalidTransition) as caught:
        advance(committed, found, Step.SUBMIT, "partner")
    assert caught.value.allowed == ["add_documents"]
    assert found.state is State.CREATED
    assert history(committed, found) == []


def test_a_closed_verification_takes_no_step(committed: Session) -> None:
    found = make.verification(committed)
    close(committed, found, "cancelled", "partner")
    with pytest.raises(Closed):
        advance(committed, found, Step.ADD_DOCUMENTS, "partner")
    assert history(committed, found) == [("cancelled", "cancelled")]


@pytest.mark.parametrize(("step", "word"), [(Step.APPROVE, "verified"), (Step.REJECT, "rejected")])
def test_a_decision_reaches_the_profile_and_is_announced_once(committed: Session, step: Step, word: str) -> None:
    found = make.submitted(committed)
    advance(committed, found, Step.BEGIN, "worker")
    advance(committed, found, step, "policy")
    assert committed.get_one(Profile, found.profile_id).verification_status == word
    assert found.decided_at is not None
    assert events(committed, found).count("verification.completed") == 1


def test_a_review_is_announced_but_does_not_touch_the_profile(committed: Session) -> None:
    found = make.in_review(committed)
    assert committed.get_one(Profile, found.profile_id).verification_status == "unverified"
    assert "verification.manual_review" in events(committed, found)
    assert "verification.completed" not in events(committed, found)


def test_of_two_who_decide_at_once_one_is_told(session: Session) -> None:
    with transaction(session):
        found = make.in_review(session)
    with Session(db.engine, expire_on_commit=False) as other:
        theirs = other.get_one(Verification, found.id)
        other.expunge(theirs)
        other.rollback()
        with transaction(session):
            advance(session, session.get_one(Verification, found.id), Step.APPROVE, "first")
        with pytest.raises(StaleDataError), transaction(other):
            decide_late(other, theirs)
    assert [step for _, step in history(session, found)][-1] == "approve"


def decide_late(session: Session, as_read_before: Verification) -> None:
    """A decision on a row that somebody else has changed since it was read."""
    session.add(as_read_before)
    advance(session, as_read_before, Step.REJECT, "second")


def test_progress_with_a_key_is_reported_once(committed: Session) -> None:
    found = make.verification(committed)
    for _ in range(3):
        record(committed, found, "document_read", "worker", "done", key=f"{found.id}:document_read")
        committed.flush()
    assert history(committed, found) == [("unverified", "document_read")]


def test_the_words_for_what_is_beside_the_state(committed: Session) -> None:
    found = make.in_review(committed)
    assert public_word(found) == "pending_review"
    found.pending_action = {"type": "resubmission"}
    assert public_word(found) == "resubmission_requested"
