"""What goes when, for everybody of the staff; which records are held, for those who hold them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, Selfie, transaction
from kyc.services.privacy import holds, retention
from tests.api.staff import people
from tests.api.staff.people import text
from tests.make import LIVE_KEY
from tests.unit.services.privacy.ended import IMAGES, decided

pytestmark = pytest.mark.one_database


@pytest.fixture
def held(session: Session) -> str:
    """A record under a hold, beside one that is due and one that is not."""
    with transaction(session):
        retention.set_term(session, DEFAULT_PARTNER, IMAGES, 30, "operator")
        for days in (400, 10):
            decided(session, days)
        made = decided(session, 400)
        holds.put(session, made.profile_id, "litigation", "12/345", "operator")
        return made.profile_id


def test_the_page_says_what_goes_now_later_and_not_at_all(viewer: FlaskClient, held: str) -> None:
    page = text(viewer.get("/staff/retention"))
    assert "Goes now 1" in page
    assert "Some partners have terms of their own" in page
    assert "1 record is held. A privacy officer or an admin sees which." in page
    assert held not in page
    assert "12/345" not in page


def test_who_may_hold_sees_what_is_held_and_gets_to_the_case(
    app: Flask, client: FlaskClient, session: Session, held: str
) -> None:
    admin = people.signed_in(client, people.colleague(app, session, "admin"))
    page = admin.get("/staff/retention")
    assert held in text(page)
    assert "Legal claim, ours or against us" in text(page)
    assert b"#holds" in page.data


def test_without_terms_everything_stays(viewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        decided(session, 4000)
    page = text(viewer.get("/staff/retention"))
    assert page.count("Term none") == 4
    assert "Goes now 1" not in page


def test_the_page_of_a_case_whose_data_has_gone_still_opens(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = decided(session, 400)
        image = session.query(Selfie).filter_by(verification_id=made.id).one().id
        assert retention.purge(session, made.id, retention.SCRUBBED)
    page = reviewer.get(f"/staff/cases/{made.id}")
    assert page.status_code == 200
    assert "There were 2 images. They are deleted" in text(page)
    assert b"<img" not in page.data
    assert "Jane Doe" not in text(page)
    assert reviewer.get(f"/staff/cases/{made.id}/images/{image}").status_code == 404


def test_partners_read_a_session_whose_data_has_gone(client: FlaskClient, session: Session) -> None:
    with transaction(session):
        made = decided(session, 400)
        retention.purge(session, made.id, retention.SCRUBBED)
    for place in ("", "/report", "/report.pdf", "/evidence.zip", "/events"):
        answer = client.get(f"/v1/sessions/{made.id}{place}", headers={"x-api-key": LIVE_KEY})
        assert answer.status_code == 200, place
        assert b"Jane Doe" not in answer.data
    assert "approved" in text(client.get(f"/api/profiles/{made.profile_id}"))
