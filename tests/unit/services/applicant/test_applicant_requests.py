"""Requests of applicants: asked once, answered once, with the day by which an answer is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import Invalid, LostRace, NotFound
from kyc.domain.lifecycle import Step
from kyc.models import ApplicantRequest, AuditEntry, Profile, StatusHistory, Verification, transaction
from kyc.services.applicant import applicant_requests
from kyc.services.applicant.applicant_requests import Kind, Reply
from kyc.services.desk import reviews
from kyc.services.desk.reviews import Ruling
from kyc.services.verification import openings, profiles, transitions
from tests import make

DONE = Reply("done", "It was looked at.")
APPROVE = Ruling("approved", "confirmed_by_reviewer", "", None)


def ask(books: Session, verification: Verification, kind: Kind = "person") -> ApplicantRequest:
    with transaction(books):
        return applicant_requests.ask(books, verification, kind)


def steps(books: Session, verification: Verification) -> list[str]:
    mine = select(StatusHistory.step).where(StatusHistory.profile_id == verification.profile_id)
    return list(books.scalars(mine.order_by(StatusHistory.id)))


def status(books: Session, verification: Verification) -> str:
    return profiles.status_view(books, verification.profile_id).status


def reviewed(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def test_asking_twice_is_once(books: Session, verification: Verification) -> None:
    first = ask(books, verification)
    assert ask(books, verification) is first
    assert ask(books, verification, "erasure") is not first
    assert steps(books, verification) == ["person_requested", "erasure_requested"]


def test_who_asks_for_a_person_is_decided_by_one(books: Session, verification: Verification) -> None:
    ask(books, verification, "erasure")
    assert verification.person_wanted == []
    ask(books, verification)
    assert verification.person_wanted == ["person_requested"]


@pytest.mark.parametrize("ending", ["decided", "closed"])
def test_after_the_end_the_request_stands_for_the_staff_alone(books: Session, ending: str) -> None:
    made = reviewed(books)
    with transaction(books):
        if ending == "decided":
            transitions.advance(books, made, Step.REJECT, "policy")
        else:
            made.closed_reason = "expired"
    ask(books, made)
    assert made.person_wanted == []
    assert applicant_requests.open_count(books) == 1


def test_asking_changes_no_public_status(books: Session) -> None:
    made = reviewed(books)
    with transaction(books):
        transitions.advance(books, made, Step.REJECT, "policy")
        fresh, _ = openings.open_new(books, books.get_one(Profile, made.profile_id), openings.Options())
    assert status(books, made) == "rejected"
    ask(books, fresh)
    assert status(books, made) == "rejected"


def test_an_answer_is_given_once(books: Session, verification: Verification) -> None:
    asked = ask(books, verification)
    with transaction(books):
        applicant_requests.settle(books, asked.id, DONE, 7)
    assert (asked.answer, asked.note, asked.answered_by) == ("done", "It was looked at.", "staff:7")
    with pytest.raises(LostRace), transaction(books):
        applicant_requests.settle(books, asked.id, Reply("declined", "No."), 8)
    entry = books.scalars(select(AuditEntry).where(AuditEntry.act == "request.answered")).one()
    assert (entry.subject, entry.actor) == (asked.id, "staff:7")


def test_once_answered_it_can_be_asked_again(books: Session, verification: Verification) -> None:
    first = ask(books, verification)
    with transaction(books):
        applicant_requests.settle(books, first.id, DONE, 7)
    again = ask(books, verification)
    assert again is not first
    assert [one.id for one in applicant_requests.of_profile(books, verification.profile_id)] == [again.id, first.id]
    assert [file.request for file in applicant_requests.waiting(books)] == [again]
    assert [file.request for file in applicant_requests.answered(books)] == [first]


@pytest.mark.parametrize("unknown", ["req_none", "\0"])
def test_an_unknown_request_is_not_found(books: Session, verification: Verification, unknown: str) -> None:
    with pytest.raises(NotFound), transaction(books):
        applicant_requests.settle(books, unknown, DONE, 7)


def test_a_request_stands_on_the_cases_of_its_person_alone(books: Session, verification: Verification) -> None:
    asked = ask(books, verification).id
    with transaction(books):
        later, _ = openings.open_new(books, books.get_one(Profile, verification.profile_id), openings.Options())
        other = make.verification(books).id
    assert applicant_requests.on_case(books, verification.id, asked) == asked
    assert applicant_requests.on_case(books, later.id, asked) == asked
    for case, request in (
        (other, asked),
        ("sess_none", asked),
        ("\0", asked),
        (later.id, "req_none"),
        (later.id, "\0"),
    ):
        with pytest.raises(NotFound):
            applicant_requests.on_case(books, case, request)


def test_a_person_s_decision_answers_the_wish_for_one(books: Session) -> None:
    made = reviewed(books)
    person, erasure = ask(books, made), ask(books, made, "erasure")
    with transaction(books):
        reviews.decide(books, made.id, made.version, 7, APPROVE)
    assert (person.answer, person.answered_by) == ("done", "staff:7")
    assert erasure.answer is None


def test_a_decision_does_not_answer_what_was_asked_at_another_check(books: Session) -> None:
    made = reviewed(books)
    with transaction(books):
        fresh, _ = openings.open_new(books, books.get_one(Profile, made.profile_id), openings.Options())
    asked = ask(books, fresh)
    with transaction(books):
        reviews.decide(books, made.id, made.version, 7, APPROVE)
    assert asked.answer is None


@pytest.mark.parametrize(
    ("answer", "note", "field"),
    [("", "x", "/answer"), ("maybe", "x", "/answer"), ("declined", " ", "/note"), ("done", "x" * 2001, "/note")],
)
def test_an_answer_that_says_too_little_is_refused(answer: str, note: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        applicant_requests.reply(answer, note)
    assert [fault.pointer for fault in refused.value.errors] == [field]


def test_done_needs_no_words() -> None:
    assert applicant_requests.reply("done", " ") == Reply("done", "")


@pytest.mark.parametrize(
    ("asked", "due"),
    [("2026-11-22", "2026-12-22"), ("2026-12-15", "2027-01-15"), ("2027-01-31", "2027-02-28")],
)
def test_an_answer_is_due_a_calendar_month_later(asked: str, due: str) -> None:
    moment = datetime.fromisoformat(f"{asked}T10:00:00").replace(tzinfo=UTC)
    assert applicant_requests.due(moment).isoformat() == f"{due}T10:00:00+00:00"
