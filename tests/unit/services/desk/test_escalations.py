"""A case handed to the leads leaves the queue, is decided by whoever may settle, and can come back."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, Invalid, InvalidTransition, LostRace
from kyc.domain.escalating import REASONS
from kyc.models import Verification, transaction
from kyc.services.desk import assignments, case_queue, claims, escalations
from kyc.services.desk.queue_filters import Filters
from kyc.services.record import audit
from tests import make
from tests.unit.services.ruled import APPROVE, say, staff


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


@pytest.fixture
def people(books: Session) -> tuple[int, int, int]:
    """Two reviewers and a lead."""
    anna, bert, lea = staff(books, "anna", "bert", "lea")
    return anna, bert, lea


def hand_on(books: Session, case: Verification, who: int, reason: str = "faces_unclear", note: str = "") -> None:
    with transaction(books):
        escalations.escalate(books, case.id, who, reason, note)


def bring_back(books: Session, case: Verification, who: int, *, settles: bool = False) -> None:
    with transaction(books):
        escalations.give_back(books, case.id, who, settles=settles)


def queued(books: Session, filters: Filters) -> tuple[int, int, int]:
    """Lines, and the counts of the ordinary queue and of the leads'."""
    page = case_queue.queue(books, filters)
    return len(page.lines), page.counts[filters.state], page.escalated


def test_it_leaves_the_queue_and_stands_with_the_leads(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    hand_on(books, case, people[0])
    assert queued(books, Filters()) == (0, 0, 1)
    assert queued(books, Filters(escalated=True)) == (1, 0, 1)
    assert len(case_queue.queue(books, Filters(text=case.id)).lines) == 1, "found by its name wherever it is"
    acts = [(entry.act, entry.detail) for entry in audit.entries(books, case.id)]
    assert ("case.escalated", {"reason": "faces_unclear"}) in acts


def test_it_is_in_nobodys_hand_and_nobodys_then(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    with transaction(books):
        claims.claim(books, case.id, people[0])
    hand_on(books, case, people[0])
    assert claims.holder(books, case.id) is None
    assert assignments.of_case(books, case.id) is None


def test_only_a_lead_decides_it(books: Session, case: Verification, people: tuple[int, int, int]) -> None:
    anna, bert, lea = people
    hand_on(books, case, anna)
    for who in (anna, bert):
        with pytest.raises(Denied):
            say(books, case, who, APPROVE)
    say(books, case, lea, APPROVE, settles=True)
    (row,) = escalations.history(books, case.id)
    assert (row.ended_by, row.ended_how) == (lea, "decided")
    assert queued(books, Filters(escalated=True))[2] == 0


def test_only_a_lead_is_led_to_it(books: Session, case: Verification, people: tuple[int, int, int]) -> None:
    anna, _, lea = people
    hand_on(books, case, anna)
    assert case_queue.next_free(books, Filters(), lea, settles=True) is None
    assert case_queue.next_free(books, Filters(escalated=True), lea, settles=True) == case.id


def test_whoever_handed_it_on_takes_it_back(books: Session, case: Verification, people: tuple[int, int, int]) -> None:
    anna, bert, _ = people
    hand_on(books, case, anna)
    with pytest.raises(Denied):
        bring_back(books, case, bert)
    bring_back(books, case, anna)
    assert queued(books, Filters()) == (1, 1, 0)
    say(books, case, bert, APPROVE)
    assert [row.ended_how for row in escalations.history(books, case.id)] == ["taken_back"]


def test_not_while_a_lead_has_it_in_hand(books: Session, case: Verification, people: tuple[int, int, int]) -> None:
    anna, _, lea = people
    hand_on(books, case, anna)
    with transaction(books):
        claims.claim(books, case.id, lea)
    with pytest.raises(LostRace):
        bring_back(books, case, anna)
    bring_back(books, case, lea, settles=True)
    assert claims.holder(books, case.id) is None
    assert [row.ended_how for row in escalations.history(books, case.id)] == ["returned"]


def test_it_is_handed_on_once_and_again_after_it_came_back(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    anna, bert, _ = people
    with pytest.raises(LostRace):
        bring_back(books, case, anna)
    hand_on(books, case, anna)
    with pytest.raises(LostRace):
        hand_on(books, case, bert)
    bring_back(books, case, anna)
    hand_on(books, case, bert, "other", "See the stamp.")
    assert [row.reason for row in escalations.history(books, case.id)] == ["faces_unclear", "other"]


def test_what_a_colleague_has_in_hand_is_theirs_to_hand_on(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    with transaction(books):
        claims.claim(books, case.id, people[1])
    with pytest.raises(LostRace):
        hand_on(books, case, people[0])


def test_a_reason_is_needed_and_another_one_explained(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    unsaid = [("", "", "/reason"), ("because", "", "/reason"), ("other", " ", "/note"), ("other", "x" * 2001, "/note")]
    for reason, note, field in unsaid:
        with pytest.raises(Invalid) as caught:
            hand_on(books, case, people[0], reason, note)
        assert [error.pointer for error in caught.value.errors] == [field]
    assert escalations.of_case(books, case.id) is None


def test_a_case_that_is_decided_goes_to_no_lead(
    books: Session, case: Verification, people: tuple[int, int, int]
) -> None:
    say(books, case, people[0], APPROVE)
    with pytest.raises(InvalidTransition):
        hand_on(books, case, people[1])


def test_every_reason_is_a_sentence_and_its_code_fits_its_column() -> None:
    assert all(words.endswith(".") and len(code) <= 40 for code, words in REASONS.items())
