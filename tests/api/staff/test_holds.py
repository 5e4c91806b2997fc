"""A legal hold stands on the page of the case, and privacy officers and admins put and lift it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import LegalHold, Verification
from tests.api.staff import people
from tests.api.staff.people import anew, text

pytestmark = pytest.mark.one_database


@pytest.fixture
def admin(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    return people.signed_in(client, people.colleague(app, session, "admin"))


def put(client: FlaskClient, case: Verification, **said: str) -> TestResponse:
    return people.send(client, f"/staff/cases/{case.id}/holds", at=f"/staff/cases/{case.id}", **said)


def test_a_hold_is_put_and_lifted_on_the_page_of_a_case(
    admin: FlaskClient, session: Session, waiting: Verification
) -> None:
    page = f"/staff/cases/{waiting.id}"
    assert put(admin, waiting, reason="litigation", reference="12/345").location == f"{page}#holds"
    assert "Held Legal claim, ours or against us, 12/345" in text(admin.get(page))
    hold = anew(session).query(LegalHold).one()
    assert 'href="#holds">Legal hold</a>' in admin.get(page).text, "in the head of the case, for who decides it"
    people.send(admin, f"{page}/holds/{hold.id}/lift", at=page)
    assert "Lifted Legal claim" in text(admin.get(page))
    assert 'href="#holds"' not in admin.get(page).text
    people.send(admin, f"{page}/holds/{hold.id}/lift", at=page)
    assert "Somebody else was quicker" in text(admin.get(page))


def test_what_is_missing_is_said_and_what_was_written_stays(admin: FlaskClient, waiting: Verification) -> None:
    answer = put(admin, waiting, reason="", reference="12/345")
    assert answer.status_code == 422
    assert "Choose the reason." in text(answer)
    assert b'value="12/345"' in answer.data
    assert answer.get_data(as_text=True).count("field-error") == 1


def test_reviewers_see_a_hold_and_put_none(
    app: Flask, admin: FlaskClient, session: Session, waiting: Verification
) -> None:
    put(admin, waiting, reason="authority")
    reviewer = people.signed_in(app.test_client(), people.colleague(app, session))
    page = reviewer.get(f"/staff/cases/{waiting.id}")
    assert "Held Order of a court" in text(page)
    assert b"Place a hold" not in page.data
    assert put(reviewer, waiting, reason="other").status_code == 403
