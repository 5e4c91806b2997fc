"""One's own account on one page, and the sessions that one ends from it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.models import StaffSession, StaffUser, transaction
from tests.api.staff.people import anew, colleague, send, signed_in, text
from tests.api.staff.test_presence import copied, elsewhere, ends, is_out
from tests.outside import Outside

pytestmark = pytest.mark.one_database

PAGE = "/staff/account"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


def listed(page: str) -> list[str]:
    """The sessions that have a button of their own."""
    return re.findall(r'name="session" value="([0-9a-f]{64})"', page)


def test_the_page_gathers_password_code_app_recovery_codes_and_sessions(reviewer: FlaskClient) -> None:
    answer = reviewer.get(PAGE)
    page = answer.get_data(as_text=True)
    for address in ("/staff/change", "/staff/tf-setup", "/staff/mf-recovery-codes"):
        assert f'href="{address}"' in page
    said = text(answer)
    assert "1 left Make new ones before you need them." in said
    assert "None in the last 30 days." in said
    assert "Unknown browser This device" in said
    assert "after 60 minutes without a page opened, and after 12 hours in any case" in said
    assert listed(page) == []
    assert "Sign out everywhere else" not in said


def test_the_bar_leads_there(reviewer: FlaskClient) -> None:
    assert f'href="{PAGE}"' in reviewer.get("/staff/").get_data(as_text=True)


def test_the_page_counts_the_recovery_codes_that_are_left(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        session.query(StaffUser).one().mf_recovery_codes = ["x"] * 5
    assert "5 left" in text(reviewer.get(PAGE))
    assert "before you need them" not in text(reviewer.get(PAGE))


def test_the_page_tells_of_tries_that_failed(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password="not the password at all")
    assert "1 in the last 30 days" in text(signed_in(client, person).get(PAGE))


def test_a_session_is_known_by_its_browser(app: Flask, session: Session) -> None:
    browser = Outside(app)
    browser.environ_base["HTTP_USER_AGENT"] = FIREFOX
    signed_in(browser, colleague(app, session))
    assert "Firefox on Linux This device" in text(browser.get(PAGE))


def test_one_session_is_ended_and_its_browser_is_out_at_its_next_request(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    here, there = signed_in(client, person), elsewhere(app, person)
    (other,) = listed(here.get(PAGE).get_data(as_text=True))
    assert send(here, f"{PAGE}/sessions/end", at=PAGE, session=other).location == PAGE
    assert "This session was ended from elsewhere" in text(there.get("/staff/", follow_redirects=True))
    assert here.get("/staff/").status_code == 200
    assert ends(session) == [("staff:1", "revoked")]


def test_all_others_are_ended_at_once_and_this_one_goes_on(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    here, there = signed_in(client, person), elsewhere(app, person)
    assert "Signed out everywhere else: 1." in text(
        here.post(f"{PAGE}/sessions/end-others", data={"csrf_token": _token(here)}, follow_redirects=True)
    )
    assert is_out(there)
    assert here.get("/staff/").status_code == 200


def test_ending_this_session_by_its_name_signs_out(reviewer: FlaskClient, session: Session) -> None:
    here = anew(session).query(StaffSession).one().id
    send(reviewer, f"{PAGE}/sessions/end", at=PAGE, session=here)
    assert is_out(reviewer)


def test_nobody_ends_a_session_of_somebody_else(app: Flask, reviewer: FlaskClient, session: Session) -> None:
    theirs = signed_in(Outside(app), colleague(app, session, "viewer"))
    row = anew(session).query(StaffSession).filter_by(staff_id=2).one()
    answer = reviewer.post(f"{PAGE}/sessions/end", data={"csrf_token": _token(reviewer), "session": row.id})
    assert answer.location == PAGE
    assert theirs.get("/staff/").status_code == 200
    assert ends(session) == []


def test_a_name_that_is_none_is_refused(reviewer: FlaskClient) -> None:
    token = _token(reviewer)
    for named in ({}, *({"session": value} for value in ("", "x", "é" * 64, "\x00" * 64, "f" * 65, "f" * 5000))):
        assert reviewer.post(f"{PAGE}/sessions/end", data={"csrf_token": token, **named}).status_code == 400


def test_a_session_that_is_over_already_is_said_to_be(reviewer: FlaskClient) -> None:
    data = {"csrf_token": _token(reviewer), "session": "f" * 64}
    answer = reviewer.post(f"{PAGE}/sessions/end", data=data, follow_redirects=True)
    assert "That session was over already." in text(answer)


def test_a_form_from_another_site_ends_nothing(reviewer: FlaskClient, session: Session) -> None:
    here = anew(session).query(StaffSession).one().id
    for path in (f"{PAGE}/sessions/end", f"{PAGE}/sessions/end-others", "/staff/logout"):
        assert reviewer.post(path, data={"session": here}).status_code == 400
    assert reviewer.get("/staff/").status_code == 200


def test_a_copied_cookie_that_is_over_reaches_none_of_it(app: Flask, reviewer: FlaskClient) -> None:
    thief, headers = copied(app, reviewer), {"X-CSRFToken": _token(reviewer)}
    send(reviewer, "/staff/logout", at="/staff/")
    for method, path in (("GET", PAGE), ("POST", f"{PAGE}/sessions/end"), ("POST", f"{PAGE}/sessions/end-others")):
        assert thief.open(path, method=method, headers=headers).location.startswith("/staff/login")


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(PAGE).get_data(as_text=True))
    assert found
    return found[1]
