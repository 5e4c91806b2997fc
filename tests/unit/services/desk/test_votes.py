"""Four eyes: the second person is not the first, does not see the first vote, and agrees or leaves it to a third."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, LostRace
from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules
from kyc.models import Decision, Verification, transaction, utcnow
from kyc.services.desk import case_queue, claims, rulings, votes
from kyc.services.desk.queue_filters import Filters
from kyc.services.desk.reviews import Ruling
from kyc.services.desk.rulings import Terms
from kyc.services.desk.votes import CONFIRMED, SECOND, THIRD, Reviewer
from kyc.services.report import explanations
from kyc.services.verification import resubmission
from tests import make
from tests.unit.services.ruled import (
    APPROVE,
    BOTH,
    FOUR_EYES,
    REJECT,
    RETRY,
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
    """The numbers of four people; the last one may settle."""
    return staff(books, "anna", "bert", "carl", "dora")


@pytest.fixture
def case(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def test_the_first_ruling_is_a_vote_and_the_case_waits_on(
    books: Session, case: Verification, people: list[int]
) -> None:
    with transaction(books):
        claims.claim(books, case.id, people[0])
    say(books, case, people[0], APPROVE, FOUR_EYES)
    assert (case.state, decisions(books, case), messages(books)) == (State.MANUAL_REVIEW, [], 0)
    assert votes.wanted(books, [case.id]) == {case.id: SECOND}
    assert steps(books, case)[-1] == SECOND
    assert claims.holder(books, case.id) is None


def test_the_same_word_of_a_second_person_decides(books: Session, case: Verification, people: list[int]) -> None:
    say(books, case, people[0], APPROVE, FOUR_EYES)
    say(books, case, people[1], Ruling("approved", "other", "Compared with the file."), FOUR_EYES)
    (decision,) = decisions(books, case)
    assert (case.state, messages(books)) == (State.APPROVED, 1)
    assert (decision.rule, decision.reasons, decision.note) == ("four_eyes", ["other"], "Compared with the file.")
    assert decision.approvals == [f"staff:{people[0]}", f"staff:{people[1]}"]
    assert votes.wanted(books, [case.id]) == {}


def test_the_second_person_cannot_be_the_first(books: Session, case: Verification, people: list[int]) -> None:
    say(books, case, people[0], APPROVE, FOUR_EYES)
    for said in (APPROVE, REJECT):
        with pytest.raises(Denied):
            say(books, case, people[0], said, FOUR_EYES, settles=True)
    assert decisions(books, case) == []


def test_different_words_wait_for_a_third_person_who_may_settle(
    books: Session, case: Verification, people: list[int]
) -> None:
    say(books, case, people[0], APPROVE, FOUR_EYES)
    say(books, case, people[1], REJECT, FOUR_EYES)
    assert (case.state, messages(books), votes.wanted(books, [case.id])) == (State.MANUAL_REVIEW, 0, {case.id: THIRD})
    with pytest.raises(Denied):
        say(books, case, people[2], REJECT, FOUR_EYES)
    for voter in people[:2]:
        with pytest.raises(Denied):
            say(books, case, voter, REJECT, FOUR_EYES, settles=True)
    say(books, case, people[3], REJECT, FOUR_EYES, settles=True)
    (decision,) = decisions(books, case)
    assert (decision.outcome, decision.rule) == ("rejected", "difference_settled")
    assert decision.approvals == [f"staff:{people[1]}", f"staff:{people[3]}"]


def test_whether_another_try_is_possible_has_to_be_the_same_too(
    books: Session, case: Verification, people: list[int]
) -> None:
    say(books, case, people[0], REJECT, FOUR_EYES)
    say(books, case, people[1], RETRY, FOUR_EYES)
    assert votes.wanted(books, [case.id]) == {case.id: THIRD}


def test_an_outcome_that_asks_for_nobody_is_a_word_against_a_standing_vote(
    books: Session, case: Verification, people: list[int]
) -> None:
    approvals = Terms(ReviewRules(frozenset({"approved"})))
    say(books, case, people[0], APPROVE, approvals)
    say(books, case, people[1], REJECT, approvals)
    assert (case.state, votes.wanted(books, [case.id])) == (State.MANUAL_REVIEW, {case.id: THIRD})


def test_an_outcome_that_asks_for_nobody_is_decided_by_one(
    books: Session, case: Verification, people: list[int]
) -> None:
    say(books, case, people[0], REJECT, Terms(ReviewRules(frozenset({"approved"}))))
    assert (case.state, decisions(books, case)[0].rule) == (State.REJECTED, "reviewer")


@pytest.mark.parametrize(("reason", "state"), [("image_glare", State.MANUAL_REVIEW), ("image_blurry", State.APPROVED)])
def test_only_cases_that_came_for_the_named_reasons_are_concerned(
    books: Session, case: Verification, people: list[int], reason: str, state: State
) -> None:
    with transaction(books):
        books.scalars(select(Decision).filter_by(verification_id=case.id)).one().reasons = ["image_glare"]
    say(books, case, people[0], APPROVE, Terms(ReviewRules(BOTH.four_eyes, frozenset({reason}))))
    assert case.state is state


def test_who_read_the_case_before_the_vote_reads_it_again(
    books: Session, case: Verification, people: list[int]
) -> None:
    seen = case.version
    say(books, case, people[0], APPROVE, FOUR_EYES)
    with pytest.raises(LostRace), transaction(books):
        rulings.give(books, case.id, seen, Reviewer(people[1]), APPROVE, FOUR_EYES)


def test_a_vote_can_be_undone_like_a_decision_and_counts_only_after(
    books: Session, case: Verification, people: list[int]
) -> None:
    terms = Terms(BOTH, undo_seconds=10)
    say(books, case, people[0], APPROVE, terms)
    assert votes.wanted(books, [case.id]) == {case.id: CONFIRMED}
    with transaction(books):
        rulings.undo(books, case.id, people[0])
    assert votes.wanted(books, [case.id]) == {}
    carry_out(books, say(books, case, people[0], REJECT, terms))
    carry_out(books, say(books, case, people[1], REJECT, terms))
    assert case.state is State.REJECTED


def test_a_vote_on_a_case_that_changed_counts_no_more(books: Session, case: Verification, people: list[int]) -> None:
    say(books, case, people[0], APPROVE, FOUR_EYES)
    with transaction(books):
        found = books.get_one(Verification, case.id)
        due = utcnow() + timedelta(days=3)
        resubmission.ask(books, found, ["selfie"], ["image_blurry"], due, "staff:9")
    assert votes.wanted(books, [case.id]) == {}
    say(books, case, people[0], REJECT, FOUR_EYES)
    say(books, case, people[1], REJECT, FOUR_EYES)
    assert decisions(books, case)[0].approvals == [f"staff:{people[0]}", f"staff:{people[1]}"]


def test_what_the_first_one_said_stands_nowhere_but_in_their_vote(
    books: Session, case: Verification, people: list[int]
) -> None:
    said = Ruling("rejected", "screening_confirmed", "A cousin.", "final")
    given = say(books, case, people[0], said, FOUR_EYES)
    told = str(explanations.report(books, books.get_one(Verification, case.id), "https://id.example"))
    for word in ("screening_confirmed", "cousin", "rejected"):
        assert word not in told
    assert acts(books, case) == [("ruling.given", {"ruling": given.id})]


def test_the_chain_opens_both_votes_once_the_second_is_there(
    books: Session, case: Verification, people: list[int]
) -> None:
    say(books, case, people[0], APPROVE, FOUR_EYES)
    say(books, case, people[1], REJECT, FOUR_EYES)
    say(books, case, people[3], REJECT, FOUR_EYES, settles=True)
    told = [(act, detail["outcome"]) for act, detail in acts(books, case) if "outcome" in detail]
    assert told == [("vote.opened", "approved"), ("vote.opened", "rejected"), ("case.decided", "rejected")]


def test_the_report_names_everybody_behind_a_decision(books: Session, case: Verification, people: list[int]) -> None:
    for who in people[:2]:
        say(books, case, who, APPROVE, FOUR_EYES)
    told = explanations.report(books, books.get_one(Verification, case.id), "https://id.example")
    assert told["decision"]["approvals"] == [f"staff:{who}" for who in people[:2]]
    assert told["decisions"][0]["approvals"] == []


def test_the_next_case_is_one_of_which_this_person_may_say_something(
    books: Session, case: Verification, people: list[int]
) -> None:
    def next_for(who: int, settles: bool = False) -> str | None:
        return case_queue.next_free(books, Filters(), who, settles=settles)

    say(books, case, people[0], APPROVE, FOUR_EYES)
    assert (next_for(people[0]), next_for(people[1])) == (None, case.id)
    say(books, case, people[1], REJECT, FOUR_EYES)
    assert [next_for(who, settles=who == people[3]) for who in people] == [None, None, None, case.id]
    say(books, case, people[3], REJECT, Terms(BOTH, undo_seconds=10), settles=True)
    assert next_for(people[3], settles=True) is None
