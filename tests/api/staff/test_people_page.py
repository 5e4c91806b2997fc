"""Who has an account and where they are signed in; only who manages people sees it and ends their sessions."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import StaffSession, transaction
from kyc.services.accounts import sign_in_failures, staff_accounts
from tests.api.staff.people import anew, colleague, send, signed_in, text
from tests.api.staff.test_presence import ends, is_out
from tests.outside import Outside

pytestmark = pytest.mark.one_database

PAGE = "/staff/people"


@pytest.fixture
def admin(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    return signed_in(client, colleague(app, session, "admin"))


@pytest.fixture
def other(app: Flask, admin: FlaskClient, session: Session) -> FlaskClient:
    """A reviewer, number 2, signed in elsewhere."""
    return signed_in(Outside(app), colleague(app, session))


def row_of(session: Session, staff_id: int) -> str:
    return anew(session).query(StaffSession).filter_by(staff_id=staff_id).one().id


def test_the_page_shows_everybody_and_where_they_are(admin: FlaskClient, other: FlaskClient, session: Session) -> None:
    with transaction(session):
        staff_accounts.create_account(session, "new@example.org", "viewer")
        staff_accounts.create_account(session, "left@example.org", "viewer")
        staff_accounts.deactivate(session, "left@example.org")
        for _ in range(2):
            sign_in_failures.note(session, "new@example.org", "password")
    said = text(admin.get(PAGE))
    assert "admin@example.org Admin staff:1 End all sessions of admin@example.org" in said
    assert "reviewer@example.org Reviewer staff:2 End all" in said
    assert "new@example.org Viewer Waits for the first sign-in 2 failed sign-ins staff:3 Nowhere signed in." in said
    assert "left@example.org Viewer Closed" in said


def test_an_admin_ends_one_session_of_a_person(admin: FlaskClient, other: FlaskClient, session: Session) -> None:
    answer = send(admin, f"{PAGE}/2/sessions/end", at=PAGE, session=row_of(session, 2))
    assert answer.location == PAGE
    assert is_out(other)
    assert admin.get(PAGE).status_code == 200
    assert ends(session) == [("staff:1", "revoked")]


def test_an_admin_ends_all_sessions_of_a_person(admin: FlaskClient, other: FlaskClient, session: Session) -> None:
    send(admin, f"{PAGE}/2/sessions/end", at=PAGE, session="all")
    assert is_out(other)
    assert admin.get(PAGE).status_code == 200


def test_a_session_is_ended_only_under_the_person_it_is_of(
    admin: FlaskClient, other: FlaskClient, session: Session
) -> None:
    send(admin, f"{PAGE}/1/sessions/end", at=PAGE, session=row_of(session, 2))
    assert other.get("/staff/").status_code == 200
    assert ends(session) == []


def test_a_number_that_nobody_has_is_not_found(admin: FlaskClient) -> None:
    for number in (3, 0, 2**31, 10**30):
        assert send(admin, f"{PAGE}/{number}/sessions/end", at=PAGE, session="all").status_code == 404


def test_a_form_that_names_no_session_ends_none(admin: FlaskClient, other: FlaskClient) -> None:
    assert send(admin, f"{PAGE}/2/sessions/end", at=PAGE, session="").status_code == 400
    assert other.get("/staff/").status_code == 200


def test_a_lead_neither_sees_nor_ends(app: Flask, admin: FlaskClient, session: Session) -> None:
    """Every other role is asked for at every address in `test_roles`."""
    client = signed_in(Outside(app), colleague(app, session, "lead"))
    assert client.get(PAGE).status_code == 403
    assert f'href="{PAGE}"' not in client.get("/staff/").get_data(as_text=True)
    answer = send(client, f"{PAGE}/1/sessions/end", at="/staff/account", session=row_of(session, 1))
    assert answer.status_code == 403
    assert admin.get(PAGE).status_code == 200


def test_a_form_from_another_site_ends_nothing(admin: FlaskClient, other: FlaskClient) -> None:
    assert admin.post(f"{PAGE}/2/sessions/end", data={"session": "all"}).status_code == 400
    assert other.get("/staff/").status_code == 200
