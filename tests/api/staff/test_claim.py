"""A case is taken in hand on its page: visible to all, decided by one, and followed by the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import CaseClaim, Verification, transaction, utcnow
from tests.api.staff import people
from tests.api.staff.people import anew, text
from tests.make import waits

APPROVE = {"choice": "approve", "approve_reason": "confirmed_by_reviewer", "step": "confirm"}


@pytest.fixture
def colleague(app: Flask, session: Session) -> FlaskClient:
    """A second reviewer's browser, signed in."""
    return people.signed_in(app.test_client(), people.colleague(app, session, email="bert@example.org"))


def address(case: Verification, action: str = "") -> str:
    return f"/staff/cases/{case.id}{action}"


def take(client: FlaskClient, case: Verification) -> None:
    assert people.send(client, address(case, "/claim"), at=address(case)).status_code == 302


def test_a_free_case_offers_to_be_taken(reviewer: FlaskClient, waiting: Verification) -> None:
    page = text(reviewer.get(address(waiting)))
    assert "Nobody has this case in hand. Take it for 15 minutes" in page


def test_whoever_took_a_case_reads_until_when(reviewer: FlaskClient, waiting: Verification) -> None:
    take(reviewer, waiting)
    page = text(reviewer.get(address(waiting)))
    assert "Yours You have this case in hand until" in page
    assert "Your decision" in page


def test_a_colleague_reads_who_has_it_and_may_look_but_not_decide(
    reviewer: FlaskClient, colleague: FlaskClient, waiting: Verification
) -> None:
    take(reviewer, waiting)
    page = text(colleague.get(address(waiting)))
    assert "has this case until" in page
    assert "Images" in page
    assert "Your decision" not in page


def test_a_colleague_cannot_take_it_meanwhile(
    reviewer: FlaskClient, colleague: FlaskClient, waiting: Verification
) -> None:
    free = colleague.get(address(waiting)).get_data(as_text=True)
    take(reviewer, waiting)
    token = dict(people.HIDDEN.findall(free))["csrf_token"]
    answer = colleague.post(address(waiting, "/claim"), data={"csrf_token": token})
    assert answer.status_code == 409
    assert "Somebody else took this case a moment ago." in text(answer)


def test_a_decision_on_what_somebody_else_has_in_hand_is_not_recorded(
    reviewer: FlaskClient, colleague: FlaskClient, session: Session, waiting: Verification
) -> None:
    free = colleague.get(address(waiting)).get_data(as_text=True)
    take(reviewer, waiting)
    fields = dict(people.HIDDEN.findall(free))
    answer = colleague.post(address(waiting, "/decision"), data=fields | APPROVE)
    assert answer.status_code == 409
    assert anew(session).get_one(Verification, waiting.id).state == "manual_review"


def test_a_case_that_was_put_back_is_free(reviewer: FlaskClient, colleague: FlaskClient, waiting: Verification) -> None:
    take(reviewer, waiting)
    assert people.send(reviewer, address(waiting, "/release"), at=address(waiting)).location == "/staff/"
    take(colleague, waiting)


def test_taking_it_again_renews_the_claim(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    take(reviewer, waiting)
    with transaction(session):
        session.get_one(CaseClaim, waiting.id).until = utcnow() + timedelta(minutes=1)
    take(reviewer, waiting)
    assert anew(session).get_one(CaseClaim, waiting.id).until > utcnow() + timedelta(minutes=14)


def test_the_queue_shows_who_has_what_and_can_be_narrowed_to_it(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    other = waits(session, 1)
    take(reviewer, waiting)
    assert "Yours" in text(reviewer.get("/staff/"))
    mine, free = (reviewer.get(f"/staff/?holder={word}").get_data(as_text=True) for word in ("mine", "nobody"))
    assert (waiting.id in mine, other.id in mine) == (True, False)
    assert (waiting.id in free, other.id in free) == (False, True)


def test_the_case_that_waits_longest_is_taken_by_one_button(reviewer: FlaskClient, session: Session) -> None:
    old, young = waits(session, 9), waits(session, 1)
    assert people.send(reviewer, "/staff/next", at="/staff/").location == address(old)
    assert (session.get(CaseClaim, old.id) is None, session.get(CaseClaim, young.id) is None) == (False, True)


def test_whoever_has_a_case_in_hand_is_led_back_to_it(reviewer: FlaskClient, session: Session) -> None:
    old, _young = waits(session, 9), waits(session, 1)
    for _ in range(2):
        assert people.send(reviewer, "/staff/next", at="/staff/").location == address(old)


def test_where_nothing_waits_the_button_leads_back(reviewer: FlaskClient) -> None:
    assert people.send(reviewer, "/staff/next", at="/staff/").location == "/staff/"
    assert "No case waits that is yours or nobody’s, and that nobody has in hand." in text(reviewer.get("/staff/"))


def test_who_works_through_the_queue_is_led_on_to_the_next_case(reviewer: FlaskClient, session: Session) -> None:
    first, second = waits(session, 9), waits(session, 1)
    take(reviewer, first)
    answer = people.send(reviewer, address(first, "/decision"), at=address(first), **APPROVE)
    assert answer.location == address(second)
    assert anew(session).get(CaseClaim, second.id) is not None


def test_who_only_opened_a_case_is_led_back_to_the_queue(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    waits(session, 9)
    answer = people.send(reviewer, address(waiting, "/decision"), at=address(waiting), **APPROVE)
    assert answer.location == "/staff/"


def test_a_viewer_takes_no_case(viewer: FlaskClient, waiting: Verification) -> None:
    page = viewer.get(address(waiting)).get_data(as_text=True)
    token = dict(people.HIDDEN.findall(page))["csrf_token"]
    for path in (address(waiting, "/claim"), address(waiting, "/release"), "/staff/next"):
        assert viewer.post(path, data={"csrf_token": token}).status_code == 403
    assert "Take it for 15 minutes" not in page
