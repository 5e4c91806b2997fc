"""Calls about a verification are counted by kind: five hundred polls are one row, and nothing of a person is in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, ApiCall, transaction
from kyc.services.accounts import keys
from kyc.services.record import api_calls
from kyc.services.record.api_calls import Call
from tests import make

POLL = Call("key1", "GET", "/v1/sessions/{session_id}", 200)
SUBMIT = Call("key1", "POST", "/v1/sessions/{session_id}/submit", 202)


def test_calls_of_one_kind_are_one_row_with_the_first_and_the_last(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
        api_calls.note(books, made.id, POLL)
        api_calls.note(books, made.id, SUBMIT)
        api_calls.note(books, made.id, POLL, 499)
    books.expire_all()
    poll, submit = api_calls.of_case(books, made.id)
    assert (poll.times, submit.times) == (500, 1)
    assert poll.first_at <= poll.at
    assert (poll.caller, poll.method, poll.route, poll.status) == ("key1", "GET", POLL.route, 200)


def test_another_key_another_answer_and_another_case_are_told_apart(books: Session) -> None:
    with transaction(books):
        made, other = make.verification(books), make.verification(books)
        for call in (POLL, Call("key2", "GET", POLL.route, 200), Call("key1", "GET", POLL.route, 404)):
            api_calls.note(books, made.id, call)
        api_calls.note(books, other.id, POLL)
    assert len(api_calls.of_case(books, made.id)) == 3


def test_a_look_at_a_record_counts_with_its_newest_verification(books: Session) -> None:
    with transaction(books):
        made = make.verification(books)
        lonely = make.profile(books)
        for owner in (made.profile_id, lonely.id):
            api_calls.note_lookup(books, owner, Call(api_calls.ANYBODY, "GET", "/api/profiles/{record_id}", 200), 3)
    assert [(row.verification_id, row.times) for row in books.scalars(select(ApiCall))] == [(made.id, 3)]


def test_a_key_is_called_by_the_name_that_its_partner_gave_it(books: Session) -> None:
    with transaction(books):
        key = keys.issue(books, "pepper", DEFAULT_PARTNER, "live", "Shop")
    public = key.split("_")[2]
    assert api_calls.key_names(books, [public, "env_1"]) == {public: "Shop"}
