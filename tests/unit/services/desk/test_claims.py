"""A case in one reviewer's hand: claimed, renewed, put back, and free again when the time is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import InvalidTransition, LostRace, NotFound
from kyc.models import Verification, transaction, utcnow
from kyc.services.desk import claims, reviews
from kyc.services.desk.claims import LEASE
from kyc.services.desk.reviews import Ruling
from tests import make
from tests.unit.services.ruled import staff

APPROVE = Ruling("approved", "confirmed_by_reviewer")


@pytest.fixture
def people(books: Session) -> tuple[int, int]:
    """The numbers of two reviewers."""
    anna, bert = staff(books, "anna", "bert")
    return anna, bert


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def take(books: Session, case: Verification, who: int) -> None:
    with transaction(books):
        claims.claim(books, case.id, who)


def test_a_claim_holds_for_fifteen_minutes(books: Session, case: Verification, people: tuple[int, int]) -> None:
    take(books, case, people[0])
    held = claims.holder(books, case.id)
    assert held is not None
    assert held.staff_id == people[0]
    assert timedelta(0) < held.until - utcnow() <= LEASE


def test_nobody_else_claims_what_is_in_hand(books: Session, case: Verification, people: tuple[int, int]) -> None:
    take(books, case, people[0])
    with pytest.raises(LostRace):
        take(books, case, people[1])


def test_working_on_renews_the_claim(
    books: Session, case: Verification, people: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    take(books, case, people[0])
    later = utcnow() + timedelta(minutes=10)
    monkeypatch.setattr(claims, "utcnow", lambda: later)
    take(books, case, people[0])
    held = claims.holder(books, case.id)
    assert held is not None
    assert held.until == later + LEASE
    assert held.at < later


def test_a_claim_that_is_over_may_be_taken_by_somebody_else(
    books: Session, case: Verification, people: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    take(books, case, people[0])
    monkeypatch.setattr(claims, "utcnow", lambda: utcnow() + LEASE + timedelta(seconds=1))
    assert claims.holder(books, case.id) is None
    take(books, case, people[1])
    held = claims.holder(books, case.id)
    assert held is not None
    assert held.staff_id == people[1]


def test_who_puts_a_case_back_frees_it_and_nobody_elses(
    books: Session, case: Verification, people: tuple[int, int]
) -> None:
    take(books, case, people[0])
    for who, free in ((people[1], False), (people[0], True)):
        with transaction(books):
            claims.release(books, case.id, who)
        assert (claims.holder(books, case.id) is None) is free


def test_nobody_decides_what_somebody_else_has_in_hand(
    books: Session, case: Verification, people: tuple[int, int]
) -> None:
    take(books, case, people[0])
    with pytest.raises(LostRace), transaction(books):
        reviews.decide(books, case.id, case.version, people[1], APPROVE)


def test_a_decision_puts_the_case_out_of_hand(books: Session, case: Verification, people: tuple[int, int]) -> None:
    take(books, case, people[0])
    with transaction(books):
        reviews.decide(books, case.id, case.version, people[0], APPROVE)
    assert claims.holder(books, case.id) is None


def test_a_case_that_is_decided_cannot_be_claimed(books: Session, case: Verification, people: tuple[int, int]) -> None:
    with transaction(books):
        reviews.decide(books, case.id, case.version, people[0], APPROVE)
    with pytest.raises(InvalidTransition):
        take(books, case, people[0])


@pytest.mark.parametrize("name", ["sess_none", "sess\x00"])
def test_a_case_that_never_was_cannot_be_claimed(books: Session, people: tuple[int, int], name: str) -> None:
    with pytest.raises(NotFound), transaction(books):
        claims.claim(books, name, people[0])
