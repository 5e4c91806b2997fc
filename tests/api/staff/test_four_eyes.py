"""Two people decide where the policy asks for it: the second is not the first and does not see what they said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.domain.review_rules import ReviewRules
from kyc.models import Verification
from tests.api.staff import people
from tests.api.staff.people import anew, send, text
from tests.make import LIVE_KEY

APPROVE = {"choice": "approve", "approve_reason": "other", "note": "Seen the ears."}
REJECT = {"choice": "final", "reject_reason": "screening_confirmed", "note": "A cousin."}
FIRST = "reviewer@example.org"


@pytest.fixture(autouse=True)
def _policy(app: Flask) -> None:
    """The policy asks for a second person, whatever the first one says."""
    tools = app.config["TOOLS"]
    tools.policy = replace(tools.policy, review=ReviewRules(frozenset({"approved", "rejected"})))


@pytest.fixture
def second(app: Flask, session: Session) -> FlaskClient:
    return people.signed_in(app.test_client(), people.colleague(app, session, email="bert@example.org"))


@pytest.fixture
def settler(app: Flask, session: Session) -> FlaskClient:
    return people.signed_in(app.test_client(), people.colleague(app, session, "lead", "carla@example.org"))


def address(case: Verification, action: str = "") -> str:
    return f"/staff/cases/{case.id}{action}"


def decide(browser: FlaskClient, case: Verification, **values: Any) -> Any:
    return send(browser, address(case, "/decision"), at=address(case), **{"step": "confirm", **values})


def state(session: Session, case: Verification) -> State:
    return anew(session).get_one(Verification, case.id).state


def test_the_first_person_is_told_that_it_is_a_vote(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert "This is a vote: a second person has to say the same" in text(
        decide(reviewer, waiting, **APPROVE, step="preview")
    )
    decide(reviewer, waiting, **APPROVE)
    assert "Your vote is kept. A second person has to say the same" in text(reviewer.get("/staff/"))
    assert state(session, waiting) is State.MANUAL_REVIEW


def test_the_first_person_sees_their_vote_and_no_form(reviewer: FlaskClient, waiting: Verification) -> None:
    fields = dict(people.HIDDEN.findall(reviewer.get(address(waiting)).get_data(as_text=True)))
    decide(reviewer, waiting, **APPROVE)
    page = text(reviewer.get(address(waiting)))
    assert "Needs a second person You: Approve ." in page
    assert "Seen the ears." in page
    assert "Your decision" not in page
    fields["version"] = str(int(fields["version"]) + 1)
    answer = reviewer.post(address(waiting, "/decision"), data=fields | APPROVE | {"step": "confirm"})
    assert answer.status_code == 403
    assert "You have said your word on this case" in text(answer)


def test_no_page_and_no_interface_shows_the_first_vote(
    reviewer: FlaskClient, second: FlaskClient, settler: FlaskClient, client: FlaskClient, waiting: Verification
) -> None:
    decide(reviewer, waiting, **REJECT)
    pages = [browser.get(path) for browser in (second, settler) for path in (address(waiting), "/staff/")]
    pages += [
        client.get(f"/v1/sessions/{waiting.id}{part}", headers={"x-api-key": LIVE_KEY}) for part in ("", "/report")
    ]
    pages += [client.get(f"/api/profiles/{waiting.profile_id}"), client.get(f"/{waiting.profile_id}/result")]
    assert {page.status_code for page in pages} <= {200, 302, 303}
    for page in pages:
        said = page.get_data(as_text=True).replace('value="screening_confirmed"', "")
        for secret in ("cousin", "screening_confirmed"):
            assert secret not in said
    assert f"{FIRST} voted" in text(pages[0])
    assert "Needs a second person" in text(pages[1])


def test_the_same_word_of_a_second_person_is_final(
    reviewer: FlaskClient, second: FlaskClient, session: Session, client: FlaskClient, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    preview = text(decide(second, waiting, **APPROVE, step="preview"))
    assert "A colleague has voted. If you say the same, it is final" in preview
    decide(second, waiting, choice="approve", approve_reason="confirmed_by_reviewer")
    assert "The case is approved. The partner is told now." in text(second.get("/staff/"))
    assert state(session, waiting) is State.APPROVED
    told = client.get(f"/v1/sessions/{waiting.id}/report", headers={"x-api-key": LIVE_KEY}).get_json()["decision"]
    assert (told["rule"], len(set(told["approvals"]))) == ("four_eyes", 2)
    assert told["approvals"][-1] == told["actor"]
    page = text(second.get(address(waiting)))
    assert f"Vote by {FIRST} Approve." in page
    assert "Seen the ears." in page


def test_different_words_are_shown_to_all_and_settled_by_a_third(
    reviewer: FlaskClient, second: FlaskClient, settler: FlaskClient, session: Session, waiting: Verification
) -> None:
    decide(reviewer, waiting, **REJECT)
    decide(second, waiting, **APPROVE)
    assert "It differs from your colleague’s" in text(second.get("/staff/"))
    assert state(session, waiting) is State.MANUAL_REVIEW
    for browser, ending in ((reviewer, "A third person settles it"), (settler, "You settle it")):
        page = text(browser.get(address(waiting)))
        assert "A cousin." in page
        assert "Seen the ears." in page
        assert ending in page
        assert ("Your decision" in page) == (browser is settler)
    assert "Two see it differently" in text(settler.get("/staff/"))
    decide(settler, waiting, **APPROVE)
    assert state(session, waiting) is State.APPROVED


def test_the_queue_leads_the_first_person_past_it_and_the_second_one_to_it(
    reviewer: FlaskClient, second: FlaskClient, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    assert send(reviewer, "/staff/next", at="/staff/").location == "/staff/"
    assert send(second, "/staff/next", at="/staff/").location == address(waiting)


def test_a_viewer_reads_that_a_second_person_is_needed_and_no_more(
    app: Flask, reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    decide(reviewer, waiting, **APPROVE)
    viewer = people.signed_in(app.test_client(), people.colleague(app, session, "viewer"))
    page = text(viewer.get(address(waiting)))
    assert "Needs a second person" in page
    assert "Seen the ears." not in page
