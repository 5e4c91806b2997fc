"""Nothing of a person is written behind an erasure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Closed, LostRace
from kyc.models import CaseNote, DocumentTrace, PortraitMatch, Profile, StatusHistory, Verification, transaction
from kyc.services.verification import erased, openings
from kyc.services.verification.openings import Options
from tests import make

WRITINGS: dict[str, Callable[[Verification, str], object]] = {
    "a note": lambda one, _: CaseNote(verification_id=one.id, staff_id=1, text="x"),
    "a trace": lambda one, _: DocumentTrace(
        verification_id=one.id, profile_id=one.profile_id, partner_id=one.partner_id, mode=one.mode
    ),
    "a face that it shows": lambda one, other: PortraitMatch(verification_id=one.id, earlier_id=other),
    "a face that shows it": lambda one, other: PortraitMatch(verification_id=other, earlier_id=one.id),
}


@pytest.fixture
def gone(books: Session) -> Verification:
    with transaction(books):
        made = make.in_review(books)
        made.erasure_id = "rcpt_1"
        books.get_one(Profile, made.profile_id).erasure_id = "rcpt_1"
    return made


@pytest.mark.parametrize("what", WRITINGS)
def test_what_may_hold_something_of_the_person_is_refused(books: Session, gone: Verification, what: str) -> None:
    with transaction(books):
        other = make.in_review(books).id
    books.add(WRITINGS[what](gone, other))
    with pytest.raises(Closed):
        books.flush()


def test_a_row_that_stood_there_is_not_changed_either(books: Session) -> None:
    with transaction(books):
        made = make.in_review(books)
        trace = DocumentTrace(
            verification_id=made.id, profile_id=made.profile_id, partner_id=made.partner_id, mode="live"
        )
        books.add(trace)
        books.flush()
        made.erasure_id = "rcpt_1"
    trace.number_digest = "0" * 64
    with pytest.raises(Closed):
        books.flush()


def test_the_record_of_what_was_done_goes_on(books: Session, gone: Verification) -> None:
    step = {"status": "approved", "step": "s", "actor": "system"}
    row = StatusHistory(profile_id=gone.profile_id, verification_id=gone.id, **step)
    books.add(row)
    books.flush()
    assert row.id


def test_others_are_written_as_ever(books: Session, gone: Verification) -> None:
    other = make.in_review(books)
    assert not erased.is_erased(books, [other.id])
    assert erased.is_erased(books, [other.id, gone.id])


def test_nobody_opens_a_verification_on_a_record_that_went_meanwhile(books: Session, gone: Verification) -> None:
    profile = books.get_one(Profile, gone.profile_id)
    with pytest.raises(LostRace):
        openings.open_new(books, profile, Options())
