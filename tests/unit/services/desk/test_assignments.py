"""A case belongs to one person: taken, given back, given to others by a lead, until they have said their word."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, Invalid, InvalidTransition, NotFound
from kyc.models import StaffRole, StaffUser, Verification, transaction
from kyc.services.desk import assignments, claims
from kyc.services.record import audit
from tests import make
from tests.unit.services.ruled import APPROVE, AT_ONCE, FOUR_EYES, say, staff


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


@pytest.fixture
def people(books: Session) -> tuple[int, int]:
    """Two reviewers."""
    return employed(books, "anna", "reviewer"), employed(books, "bert", "reviewer")


def employed(books: Session, name: str, role: str) -> int:
    """The number of somebody new with a role."""
    (number,) = staff(books, name)
    with transaction(books):
        books.get_one(StaffUser, number).roles = [
            books.query(StaffRole).filter_by(name=role).one_or_none() or StaffRole(name=role)
        ]
    return number


def give(books: Session, case: Verification, to: int | None, by: int, *, lead: bool = False) -> None:
    with transaction(books):
        assignments.assign(books, case.id, to, by, any_one=lead)


def owner(books: Session, case: Verification) -> int | None:
    found = assignments.of_case(books, case.id)
    return found.staff_id if found else None


def test_a_reviewer_takes_what_is_nobodys_and_gives_it_back(
    books: Session, case: Verification, people: tuple[int, int]
) -> None:
    anna, _ = people
    give(books, case, anna, anna)
    assert owner(books, case) == anna
    give(books, case, None, anna)
    assert owner(books, case) is None
    told = [(entry.actor, entry.detail["to"]) for entry in audit.entries(books, case.id) if "assigned" in entry.act]
    assert told == [(f"staff:{anna}", f"staff:{anna}"), (f"staff:{anna}", "nobody")]


def test_a_reviewer_moves_no_case_of_a_colleague(books: Session, case: Verification, people: tuple[int, int]) -> None:
    anna, bert = people
    give(books, case, anna, anna)
    for to in (bert, None):
        with pytest.raises(Denied):
            give(books, case, to, bert)
    with pytest.raises(Denied):
        give(books, case, bert, anna)
    assert owner(books, case) == anna


def test_a_lead_gives_a_case_to_anybody_who_decides(
    books: Session, case: Verification, people: tuple[int, int]
) -> None:
    anna, bert = people
    lead = employed(books, "lea", "lead")
    give(books, case, anna, lead, lead=True)
    give(books, case, bert, lead, lead=True)
    assert owner(books, case) == bert
    assert [one.staff_id for one in assignments.history(books, case.id)] == [anna, bert]
    assert [one.ended_at is None for one in assignments.history(books, case.id)] == [False, True]


def test_the_same_again_changes_nothing(books: Session, case: Verification, people: tuple[int, int]) -> None:
    for _ in range(2):
        give(books, case, people[0], people[0])
    assert len(assignments.history(books, case.id)) == 1


def test_nobody_is_given_a_case_who_may_not_decide_it(books: Session, case: Verification) -> None:
    viewer, lead = employed(books, "vera", "viewer"), employed(books, "lea", "lead")
    gone = employed(books, "gus", "reviewer")
    with transaction(books):
        books.get_one(StaffUser, gone).active = False
    for to in (viewer, gone, 999):
        with pytest.raises(Invalid):
            give(books, case, to, lead, lead=True)
    assert list(assignments.people(books).values()) == ["lea@example.org"]


def test_whose_a_case_is_says_nothing_of_who_has_it_in_hand(
    books: Session, case: Verification, people: tuple[int, int]
) -> None:
    give(books, case, people[0], people[0])
    with transaction(books):
        claims.claim(books, case.id, people[1])
    assert owner(books, case) == people[0]


def test_a_decision_ends_it_whoever_decides(books: Session, case: Verification, people: tuple[int, int]) -> None:
    give(books, case, people[0], people[0])
    say(books, case, people[1], APPROVE, AT_ONCE)
    assert owner(books, case) is None
    with pytest.raises(InvalidTransition):
        give(books, case, people[0], people[0])


@pytest.mark.parametrize("voter", [0, 1])
def test_a_vote_frees_the_case_of_whoever_voted_and_of_nobody_else(
    books: Session, case: Verification, people: tuple[int, int], voter: int
) -> None:
    give(books, case, people[0], people[0])
    say(books, case, people[voter], APPROVE, FOUR_EYES)
    assert owner(books, case) == (None if voter == 0 else people[0])


@pytest.mark.parametrize("name", ["sess_none", "sess\x00"])
def test_a_case_that_never_was_is_nobodys(books: Session, people: tuple[int, int], name: str) -> None:
    with pytest.raises(NotFound), transaction(books):
        assignments.assign(books, name, people[0], people[0])
