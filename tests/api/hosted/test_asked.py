"""`/<record_id>/asked`: photos that a person wants once more, on the page and at the partner's door."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.domain.lifecycle import State
from kyc.domain.reasons import reason
from kyc.models import Selfie, Verification, transaction, utcnow
from kyc.services.examining import pipeline
from kyc.services.verification import pending, resubmission
from tests import make
from tests.api.hosted.applicant import Applicant, another_browser, blurred, newest, sharp

pytestmark = pytest.mark.one_database

KEY = {"x-api-key": make.LIVE_KEY}
DUE = timedelta(days=7)


@pytest.fixture
def applicant(client: FlaskClient, session: Session) -> Applicant:
    """Somebody whose case is with a person."""
    with transaction(session):
        made = make.in_review(session, max_retries=1)
    return Applicant(client, made.profile_id)


def ask(session: Session, applicant: Applicant, *items: str) -> Verification:
    found = newest(session, applicant.record_id)
    with transaction(session):
        resubmission.ask(session, found, items, ["face_turned"], utcnow() + DUE, "staff:1")
    return found


def test_the_address_leads_to_what_is_asked_and_why(session: Session, applicant: Applicant) -> None:
    ask(session, applicant, "selfie")
    page = applicant.get()
    assert (page.path, page.heading) == ("asked", "One more photo, please")
    assert "Please send this photo again: Selfie" in page.text
    assert reason("face_turned").applicant in page.text
    assert (f"/{applicant.record_id}/selfie", "") in page.ways_on


def test_a_result_that_is_open_learns_of_it(client: FlaskClient, session: Session, applicant: Applicant) -> None:
    applicant.get()
    ask(session, applicant, "selfie")
    answer = client.get(f"/{applicant.record_id}/status").get_json()
    assert (answer["state"], answer["next"]) == ("asked", f"/{applicant.record_id}/asked")


@pytest.mark.parametrize("page", ["start", "document", "photo/data_page", "check", "liveness", "result", "progress"])
def test_nothing_else_opens_meanwhile(session: Session, applicant: Applicant, page: str) -> None:
    ask(session, applicant, "selfie")
    assert applicant.get(page).path == "asked"


def test_the_items_are_sent_looked_at_and_handed_over(session: Session, applicant: Applicant) -> None:
    found = ask(session, applicant, "document.data_page", "selfie")
    assert applicant.get().heading == "A few more photos, please"
    assert applicant.send("photo/data_page", sharp(0.8)).path == "selfie"
    page = applicant.send("selfie", sharp(0.9))
    assert (page.path, page.heading) == ("check", "Ready to send?")
    assert "Change" not in page.text
    page = applicant.post("check")
    assert (page.path, page.heading) == ("result", "A person is taking a look")
    session.expire_all()
    stored = newest(session, applicant.record_id)
    assert (stored.id, stored.state, stored.pending_action) == (found.id, State.MANUAL_REVIEW, None)


def test_the_look_before_sending_shows_what_was_asked_for_alone(session: Session, applicant: Applicant) -> None:
    ask(session, applicant, "selfie")
    applicant.get("selfie")
    page = applicant.send("selfie", sharp(0.9))
    assert "Selfie Done" in page.text
    assert "Photo page" not in page.text


def test_a_photo_that_is_refused_says_why_and_at_last_may_be_sent_as_it_is(
    session: Session, applicant: Applicant
) -> None:
    ask(session, applicant, "selfie")
    applicant.get("selfie")
    page = applicant.send("selfie", blurred(0.8))
    assert page.heading == "Let’s take a break"
    assert "Use a different document" not in page.text
    assert applicant.send("selfie", blurred(0.8), as_is="y").path == "check"
    assert newest(session, applicant.record_id).person_wanted == ["photo_not_usable"]


def test_another_device_goes_on_with_it(app: Flask, session: Session, applicant: Applicant) -> None:
    ask(session, applicant, "selfie")
    applicant.get("selfie")
    applicant.send("selfie", sharp(0.9))
    other = another_browser(app, applicant.record_id)
    assert other.get().path == "here"


def test_a_decision_meanwhile_leads_to_the_result(session: Session, applicant: Applicant) -> None:
    found = ask(session, applicant, "selfie")
    applicant.get("selfie")
    with transaction(session):
        session.get_one(Verification, found.id).pending_action = None
    assert applicant.send("selfie", sharp(0.9)).path == "result"
    assert len(session.scalars(select(Selfie)).all()) == 1


def test_when_time_is_over_the_page_says_that_a_person_decides(session: Session, applicant: Applicant) -> None:
    found = ask(session, applicant, "selfie")
    with transaction(session):
        kept = session.get_one(Verification, found.id)
        assert kept.pending_action
        kept.pending_action = {**kept.pending_action, "due_at": stamp(utcnow())}
    assert applicant.get().path == "result"


# the partner's door


def test_a_partner_reads_what_is_pending_and_may_send_it(
    client: FlaskClient, session: Session, applicant: Applicant
) -> None:
    found = ask(session, applicant, "selfie")
    address = f"/v1/sessions/{found.id}"
    body = client.get(address, headers=KEY).get_json()
    assert (body["status"], body["requirements"]) == ("manual_review", {"missing": ["selfie"]})
    assert set(body["pending_action"]) == set(pending.PUBLIC)
    assert client.get(f"{address}/report", headers=KEY).get_json()["pending_action"] == body["pending_action"]
    early = client.post(f"{address}/submit", headers=KEY)
    assert (early.status_code, early.get_json()["code"]) == (409, "requirements_missing")
    sent = client.post(f"{address}/selfie", headers=KEY, data={"file": (io.BytesIO(sharp(0.9)), "selfie.jpg")})
    assert sent.status_code == 201
    assert client.post(f"{address}/submit", headers=KEY).status_code == 202
    body = client.get(address, headers=KEY).get_json()
    assert (body["status"], body["pending_action"], body["final"]) == ("manual_review", None, False)


def test_what_was_not_asked_for_is_refused_at_that_door_too(
    client: FlaskClient, session: Session, applicant: Applicant
) -> None:
    found = ask(session, applicant, "selfie")
    page = {"type": "passport", "side": "data_page", "file": (io.BytesIO(sharp()), "page.jpg")}
    answer = client.post(f"/v1/sessions/{found.id}/documents", headers=KEY, data=page)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "invalid_transition")


def test_the_public_status_says_that_something_is_wanted(
    client: FlaskClient, session: Session, applicant: Applicant
) -> None:
    ask(session, applicant, "selfie")
    data = client.get(f"/api/profiles/{applicant.record_id}").get_json()["data"]
    assert (data["status"], data["verification_status"]) == ("resubmission_requested", "unverified")
    with transaction(session):
        pipeline.give_up(session, newest(session, applicant.record_id).id)
    assert client.get(f"/api/profiles/{applicant.record_id}").get_json()["data"]["status"] == "resubmission_requested"
