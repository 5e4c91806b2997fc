"""A person's decision is made once or not at all."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.domain.errors import Invalid, InvalidTransition, LostRace, NotFound
from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.models import Decision, Event, StatusHistory, Verification, transaction
from kyc.services.desk.reviews import APPROVAL_REASONS, REJECTION_REASONS, Ruling, check_ruling, decide
from tests import make
from tests.make import waits

APPROVE = Ruling("approved", "confirmed_by_reviewer")
REJECT = Ruling("rejected", "document_not_genuine", "See the zone.", "final")


def test_a_decision_records_who_why_and_what_follows(books: Session) -> None:
    one = waits(books, 1)
    with transaction(books):
        decision = decide(books, one.id, one.version, 7, REJECT)
    assert (decision.actor, decision.reasons, decision.note) == ("staff:7", ["document_not_genuine"], "See the zone.")
    assert (one.state, one.rejection_type) == (State.REJECTED, "final")
    assert one.decided_at is not None
    newest = books.scalars(select(StatusHistory).order_by(StatusHistory.id.desc()).limit(1)).one()
    assert (newest.status, newest.step, newest.note, newest.actor) == (
        "rejected",
        "reject",
        "document_not_genuine",
        "staff:7",
    )
    assert books.scalars(select(Event).filter_by(type="verification.completed")).one().verification_id == one.id


def test_a_note_is_not_part_of_the_message(books: Session) -> None:
    one = waits(books, 1)
    with transaction(books):
        decide(books, one.id, one.version, 7, REJECT)
    assert not [event for event in books.scalars(select(Event)) if b"See the zone" in event.body]


def test_who_saw_an_older_version_has_lost(books: Session) -> None:
    one = waits(books, 1)
    seen = one.version
    with transaction(books):
        decide(books, one.id, seen, 7, APPROVE)
    with pytest.raises(LostRace), transaction(books):
        decide(books, one.id, seen, 8, REJECT)
    assert one.state is State.APPROVED


def test_two_open_sessions_cannot_both_decide(books: Session, engine: Engine) -> None:
    """Two sessions hold the case at once: the second finds the version changed when it writes."""
    one = waits(books, 1)
    with Session(engine, expire_on_commit=False) as other:
        stale = other.get_one(Verification, one.id)
        seen = stale.version
        other.expunge(stale)
        other.rollback()
        with transaction(books):
            decide(books, one.id, seen, 7, APPROVE)
        with pytest.raises((LostRace, StaleDataError)), transaction(other):
            decide(other, one.id, seen, 8, REJECT)
    decisions = books.scalars(select(Decision).filter_by(verification_id=one.id)).all()
    assert [decision.actor for decision in decisions] == ["policy", "staff:7"]


@pytest.mark.parametrize("stage", [make.verification, make.with_evidence, make.submitted])
def test_only_a_case_in_review_can_be_decided(books: Session, stage: object) -> None:
    assert callable(stage)
    with transaction(books):
        one = stage(books)
    with pytest.raises(InvalidTransition), transaction(books):
        decide(books, one.id, one.version, 7, APPROVE)


def test_an_unknown_case_is_not_found(books: Session) -> None:
    with pytest.raises(NotFound), transaction(books):
        decide(books, "sess_none", 1, 7, APPROVE)


@pytest.mark.parametrize(
    ("ruling", "pointer"),
    [
        (Ruling("", "confirmed_by_reviewer"), "/outcome"),
        (Ruling("manual_review", "other", "note"), "/outcome"),
        (Ruling("approved", ""), "/reason"),
        (Ruling("approved", "image_blurry"), "/reason"),
        (Ruling("rejected", "confirmed_by_reviewer", rejection_type="final"), "/reason"),
        (Ruling("rejected", "other", " ", "final"), "/note"),
        (Ruling("approved", "confirmed_by_reviewer", "x" * 2001), "/note"),
        (Ruling("rejected", "image_blurry"), "/rejection_type"),
        (Ruling("rejected", "image_blurry", rejection_type="later"), "/rejection_type"),
        (Ruling("approved", "confirmed_by_reviewer", rejection_type="final"), "/rejection_type"),
    ],
)
def test_a_ruling_whose_parts_do_not_fit_is_refused(ruling: Ruling, pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_ruling(ruling)
    assert [error.pointer for error in caught.value.errors] == [pointer]


def test_a_refused_ruling_leaves_no_trace(books: Session) -> None:
    one = waits(books, 1)
    with pytest.raises(Invalid), transaction(books):
        decide(books, one.id, one.version, 7, Ruling("rejected", "other", "", "final"))
    books.rollback()
    assert books.get_one(Verification, one.id).state is State.MANUAL_REVIEW
    assert len(books.scalars(select(Decision)).all()) == 1


@pytest.mark.parametrize("code", sorted({*APPROVAL_REASONS, *REJECTION_REASONS}))
def test_every_reason_that_is_offered_has_its_words(code: str) -> None:
    assert CATALOGUE[code].staff
    assert CATALOGUE[code].applicant
