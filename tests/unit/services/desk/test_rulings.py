"""A ruling waits for as long as it can be undone, and is then carried out once, whatever happens in between."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, InvalidTransition, LostRace, NotFound
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import CaseClaim, CaseRuling, Verification, transaction, utcnow
from kyc.services.desk import claims, reviews, rulings
from kyc.services.desk.votes import Reviewer
from kyc.services.verification import resubmission
from tests import make
from tests.unit.services.ruled import (
    APPROVE,
    AT_ONCE,
    IN_TEN,
    REJECT,
    acts,
    carry_out,
    decisions,
    messages,
    say,
    staff,
    steps,
)


@pytest.fixture
def people(books: Session) -> list[int]:
    """The numbers of two reviewers."""
    return staff(books, "anna", "bert")


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def take_back(books: Session, case: Verification, who: int) -> None:
    with transaction(books):
        rulings.undo(books, case.id, who)


def test_a_ruling_changes_nothing_while_it_can_be_undone(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], REJECT, IN_TEN)
    assert given.due_at - given.at == timedelta(seconds=10)
    assert (case.state, messages(books), decisions(books, case)) == (State.MANUAL_REVIEW, 0, [])
    (job,) = client(books.get_bind().engine).list_workflows(name=rulings.JOB)
    assert (job.workflow_id, job.status) == (f"{rulings.JOB}-{given.id}", "DELAYED")


def test_it_is_carried_out_as_it_was_said(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], REJECT, IN_TEN)
    carry_out(books, given)
    (decision,) = decisions(books, case)
    assert (decision.outcome, decision.reasons, decision.note) == (
        "rejected",
        ["document_not_genuine"],
        "See the zone.",
    )
    assert (decision.rule, decision.approvals) == ("reviewer", [f"staff:{people[0]}"])
    assert (case.state, case.rejection_type, messages(books)) == (State.REJECTED, "final", 1)
    assert given.made_at is not None
    assert claims.holder(books, case.id) is None


def test_a_job_that_comes_twice_decides_once(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    for _ in range(3):
        carry_out(books, given)
    assert (len(decisions(books, case)), messages(books)) == (1, 1)
    assert steps(books, case)[-1:] == ["approve"]


def test_a_crash_before_the_commit_leaves_the_ruling_to_be_carried_out(
    books: Session, case: Verification, people: list[int]
) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    with suppress(KeyboardInterrupt), transaction(books):
        rulings.carry_out(books, given.id)
        raise KeyboardInterrupt
    assert (books.get_one(Verification, case.id).state, messages(books)) == (State.MANUAL_REVIEW, 0)
    carry_out(books, given)
    assert (len(decisions(books, case)), messages(books)) == (1, 1)


def test_without_time_to_undo_it_is_carried_out_in_the_same_commit(
    books: Session, case: Verification, people: list[int]
) -> None:
    given = say(books, case, people[0], APPROVE, AT_ONCE)
    assert (case.state, given.made_at is not None) == (State.APPROVED, True)
    assert client(books.get_bind().engine).list_workflows(name=rulings.JOB) == []


def test_what_was_undone_is_not_carried_out(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    take_back(books, case, people[0])
    carry_out(books, given)
    assert (case.state, messages(books), decisions(books, case)) == (State.MANUAL_REVIEW, 0, [])
    held = claims.holder(books, case.id)
    assert held is not None
    assert held.staff_id == people[0]


def test_after_an_undo_another_ruling_can_be_given(books: Session, case: Verification, people: list[int]) -> None:
    say(books, case, people[0], APPROVE, IN_TEN)
    take_back(books, case, people[0])
    carry_out(books, say(books, case, people[0], REJECT, IN_TEN))
    assert [decision.outcome for decision in decisions(books, case)] == ["rejected"]


def test_what_was_carried_out_cannot_be_undone(books: Session, case: Verification, people: list[int]) -> None:
    carry_out(books, say(books, case, people[0], APPROVE, IN_TEN))
    with pytest.raises(LostRace):
        take_back(books, case, people[0])
    assert case.state is State.APPROVED


def test_an_undo_after_the_time_counts_while_nothing_has_left(
    books: Session, case: Verification, people: list[int]
) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    with transaction(books):
        books.get_one(CaseRuling, given.id).due_at = utcnow() - timedelta(hours=1)
    take_back(books, case, people[0])
    carry_out(books, given)
    assert decisions(books, case) == []


@pytest.mark.parametrize("verification_id", ["sess_none", "sess_\x00"])
def test_nothing_is_undone_where_nothing_is(books: Session, people: list[int], verification_id: str) -> None:
    with pytest.raises(LostRace), transaction(books):
        rulings.undo(books, verification_id, people[0])


def test_nobody_takes_back_what_a_colleague_said(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    with pytest.raises(LostRace):
        take_back(books, case, people[1])
    carry_out(books, given)
    assert case.state is State.APPROVED


def test_nobody_else_decides_claims_or_asks_meanwhile(books: Session, case: Verification, people: list[int]) -> None:
    say(books, case, people[0], APPROVE, IN_TEN)
    with pytest.raises(LostRace):
        say(books, case, people[1], REJECT, IN_TEN)
    with pytest.raises(LostRace), transaction(books):
        claims.claim(books, case.id, people[1])


def test_nobody_decides_meanwhile_even_when_the_claim_is_over(
    books: Session, case: Verification, people: list[int]
) -> None:
    """Where no worker runs, a ruling waits for longer than a claim holds."""
    say(books, case, people[0], APPROVE, IN_TEN)
    with transaction(books):
        books.get_one(CaseClaim, case.id).until = utcnow() - timedelta(seconds=1)
    for who in people:
        with pytest.raises(LostRace):
            say(books, case, who, REJECT, IN_TEN)


def test_a_ruling_on_a_case_that_changed_lapses_and_the_history_says_so(
    books: Session, case: Verification, people: list[int]
) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    with transaction(books):
        due = utcnow() + timedelta(days=3)
        resubmission.ask(books, books.get_one(Verification, case.id), ["selfie"], ["image_blurry"], due, "staff:9")
    carry_out(books, given)
    assert (case.state, messages(books)) == (State.MANUAL_REVIEW, 0)
    assert given.lapsed_at is not None
    assert steps(books, case)[-1] == "ruling_lapsed"
    with pytest.raises(LostRace):
        take_back(books, case, people[0])


def test_a_ruling_on_a_case_that_was_decided_otherwise_lapses(
    books: Session, case: Verification, people: list[int]
) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    with transaction(books):
        reviews.decide(books, case.id, case.version, people[0], REJECT)
    carry_out(books, given)
    assert (case.state, messages(books), given.made_at) == (State.REJECTED, 1, None)


def test_who_saw_an_older_version_has_lost(books: Session, case: Verification, people: list[int]) -> None:
    with pytest.raises(LostRace), transaction(books):
        rulings.give(books, case.id, case.version - 1, Reviewer(people[0]), APPROVE, IN_TEN)


def test_only_what_could_be_decided_can_be_ruled_on(books: Session, case: Verification, people: list[int]) -> None:
    with pytest.raises(NotFound), transaction(books):
        rulings.give(books, "sess_none", 1, Reviewer(people[0]), APPROVE, IN_TEN)
    with pytest.raises(Invalid):
        say(books, case, people[0], reviews.Ruling("approved", "image_blurry"), IN_TEN)
    say(books, case, people[0], APPROVE)
    with pytest.raises(InvalidTransition):
        say(books, case, people[1], REJECT, IN_TEN)


def test_a_ruling_that_cannot_be_carried_out_is_given_up(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    for _ in range(2):
        with transaction(books):
            rulings.give_up(books, given.id)
    carry_out(books, given)
    assert (case.state, steps(books, case).count("ruling_lapsed")) == (State.MANUAL_REVIEW, 1)


def test_a_job_for_a_ruling_that_is_gone_does_nothing(books: Session, case: Verification) -> None:
    with transaction(books):
        rulings.carry_out(books, 999)
    assert books.get_one(Verification, case.id).state is State.MANUAL_REVIEW


def test_what_a_person_can_still_undo_is_found(books: Session, case: Verification, people: list[int]) -> None:
    given = say(books, case, people[0], APPROVE, IN_TEN)
    assert [row.id for row in rulings.of_person(books, people[0])] == [given.id]
    assert rulings.of_person(books, people[1]) == []
    carry_out(books, given)
    assert rulings.of_person(books, people[0]) == []


def test_the_chain_says_that_and_not_what_until_it_is_carried_out(
    books: Session, case: Verification, people: list[int]
) -> None:
    undone = say(books, case, people[0], REJECT, IN_TEN)
    take_back(books, case, people[0])
    made = say(books, case, people[0], APPROVE, IN_TEN)
    carry_out(books, made)
    assert acts(books, case) == [
        ("ruling.given", {"ruling": undone.id}),
        ("ruling.undone", {"ruling": undone.id}),
        ("ruling.given", {"ruling": made.id}),
        ("case.decided", {"outcome": "approved", "reason": "confirmed_by_reviewer"}),
    ]
