"""Many at once who hand one case round: one has their way, the others are told, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, InvalidTransition, LostRace
from kyc.domain.lifecycle import State
from kyc.models import StaffRole, StaffUser, Verification, transaction
from kyc.services.desk import assignments, escalations, rulings
from kyc.services.desk.votes import Reviewer
from tests import make
from tests.unit.services.ruled import APPROVE, AT_ONCE, staff

MANY = 12


@pytest.fixture
def people(books: Session) -> list[int]:
    """The numbers of reviewers."""
    found = staff(books, *(f"person{number}" for number in range(MANY)))
    with transaction(books):
        role = StaffRole(name="reviewer")
        for number in found:
            books.get_one(StaffUser, number).roles = [role]
    return found


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def at_once(engine: Engine, works: list[Callable[[Session], object]]) -> Counter[str]:
    def run(work: Callable[[Session], object]) -> str:
        with Session(engine, expire_on_commit=False) as session:
            try:
                with transaction(session):
                    work(session)
            except (LostRace, Denied, InvalidTransition):
                return "told"
            return "done"

    with ThreadPoolExecutor(MANY) as pool:
        return Counter(pool.map(run, works))


def test_one_of_many_who_take_a_case_for_themselves_has_it(
    engine: Engine, books: Session, case: Verification, people: list[int]
) -> None:
    def taking(who: int) -> Callable[[Session], object]:
        return lambda session: assignments.assign(session, case.id, who, who)

    assert at_once(engine, [taking(who) for who in people]) == {"done": 1, "told": MANY - 1}
    assert len(assignments.history(books, case.id)) == 1


def test_a_case_is_decided_or_goes_to_the_leads_and_never_both(
    engine: Engine, books: Session, case: Verification, people: list[int]
) -> None:
    def doing(who: int) -> Callable[[Session], object]:
        if who % 2:
            return lambda session: escalations.escalate(session, case.id, who, "faces_unclear")
        return lambda session: rulings.give(session, case.id, case.version, Reviewer(who), APPROVE, AT_ONCE)

    assert at_once(engine, [doing(who) for who in people]) == {"done": 1, "told": MANY - 1}
    books.rollback()
    books.refresh(case)
    handed = escalations.of_case(books, case.id) is not None
    assert handed is (case.state is State.MANUAL_REVIEW)
