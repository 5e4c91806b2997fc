"""Many at once on one case: one decision comes of it, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.domain.errors import InvalidTransition, LostRace
from kyc.domain.lifecycle import State
from kyc.models import Verification, transaction
from kyc.services.desk import rulings, votes
from kyc.services.desk.rulings import Terms
from kyc.services.desk.votes import SECOND, Reviewer
from tests import make
from tests.unit.services.ruled import APPROVE, AT_ONCE, FOUR_EYES, IN_TEN, REJECT, decisions, messages, say, staff

MANY = 50
LOST = (LostRace, InvalidTransition, StaleDataError)


@pytest.fixture
def people(books: Session) -> list[int]:
    return staff(books, *(f"person{number}" for number in range(MANY)))


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def at_once(engine: Engine, works: list[Callable[[Session], object]]) -> Counter[str]:
    """All of them, as many as there are connections at a time; how many had their way and how many were told."""

    def run(work: Callable[[Session], object]) -> str:
        with Session(engine, expire_on_commit=False) as session:
            try:
                with transaction(session):
                    work(session)
            except LOST:
                return "told"
            return "done"

    with ThreadPoolExecutor(12) as pool:
        return Counter(pool.map(run, works))


def ruling(case: Verification, who: int, terms: Terms) -> Callable[[Session], object]:
    said = APPROVE if who % 2 else REJECT
    return lambda session: rulings.give(session, case.id, case.version, Reviewer(who), said, terms)


@pytest.mark.parametrize("terms", [AT_ONCE, IN_TEN], ids=["at once", "with time to undo"])
def test_fifty_decisions_at_once_on_one_case_give_one(
    engine: Engine, books: Session, case: Verification, people: list[int], terms: Terms
) -> None:
    found = at_once(engine, [ruling(case, who, terms) for who in people])
    assert found == {"done": 1, "told": MANY - 1}
    (row,) = rulings.of_case(books, case.id)
    with transaction(books):
        rulings.carry_out(books, row.id)
    assert (len(decisions(books, case)), messages(books)) == (1, 1)


def test_fifty_votes_at_once_are_one_vote(
    engine: Engine, books: Session, case: Verification, people: list[int]
) -> None:
    found = at_once(engine, [ruling(case, who, FOUR_EYES) for who in people])
    assert found == {"done": 1, "told": MANY - 1}
    books.rollback()
    assert votes.wanted(books, [case.id]) == {case.id: SECOND}
    assert decisions(books, case) == []


def test_an_undo_and_the_job_at_once_are_one_of_them(engine: Engine, books: Session, people: list[int]) -> None:
    """Six cases: whichever comes first has it, and the other one changes nothing more."""
    for who in people[:6]:
        with transaction(books):
            case = make.in_review(books)
        given = say(books, case, who, APPROVE, IN_TEN)
        undo, job = _undo(case.id, who), _job(given.id)
        found = at_once(engine, [undo, job, job] if who % 2 else [job, undo, job])
        books.expire_all()
        undone, decided = given.undone_at is not None, case.state is State.APPROVED
        assert (undone, decided) in {(True, False), (False, True)}
        assert found["told"] == (0 if undone else 1)
        assert len(decisions(books, case)) == int(decided)
        books.expire_all()


def _undo(verification_id: str, who: int) -> Callable[[Session], object]:
    return lambda session: rulings.undo(session, verification_id, who)


def _job(ruling_id: int) -> Callable[[Session], object]:
    return lambda session: rulings.carry_out(session, ruling_id)
