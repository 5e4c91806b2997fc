"""Notes are added to a case and stay as they are; the chain says that one was written and never what."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, NotFound
from kyc.models import Verification, transaction
from kyc.services.desk import case_notes
from kyc.services.record import audit
from tests.unit.services.ruled import staff


def write(books: Session, case: Verification, who: int, text: str) -> None:
    with transaction(books):
        case_notes.add(books, case.id, who, text)


def test_notes_stand_in_order_with_their_authors(books: Session, verification: Verification) -> None:
    anna, bert = staff(books, "anna", "bert")
    write(books, verification, anna, "  John Doe moved house.\nHe phoned.  ")
    write(books, verification, bert, "Then approve.")
    found = [(one.staff_id, one.text) for one in case_notes.of_case(books, verification.id)]
    assert found == [(anna, "John Doe moved house.\nHe phoned."), (bert, "Then approve.")]


def test_the_chain_knows_that_and_not_what(books: Session, verification: Verification) -> None:
    (anna,) = staff(books, "anna")
    write(books, verification, anna, "John Doe moved house.")
    (entry,) = audit.entries(books, verification.id)
    assert (entry.act, entry.actor, set(entry.detail)) == ("case.noted", f"staff:{anna}", {"note"})


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001])
def test_a_note_says_something_and_not_too_much(books: Session, verification: Verification, text: str) -> None:
    (anna,) = staff(books, "anna")
    with pytest.raises(Invalid):
        write(books, verification, anna, text)
    assert case_notes.of_case(books, verification.id) == []


@pytest.mark.parametrize("name", ["sess_none", "sess\x00"])
def test_a_case_that_never_was_takes_no_note(books: Session, name: str) -> None:
    with pytest.raises(NotFound), transaction(books):
        case_notes.add(books, name, 1, "Hello.")
