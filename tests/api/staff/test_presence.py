"""A cookie is worth what its session says: copied, revoked, idle or too old, it opens nothing."""

from __future__ import annotations

import html
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import StaffSession, StaffUser, Verification, transaction, utcnow
from kyc.services.accounts import staff_accounts
from kyc.services.record import audit
from tests.api.staff.people import HIDDEN, PASSWORD, Person, anew, colleague, send, signed_in, text
from tests.outside import Outside

pytestmark = pytest.mark.one_database

EMAIL = "reviewer@example.org"


def set_back(session: Session, **columns: timedelta) -> None:
    """Make the only session older than it is."""
    with transaction(session):
        session.execute(update(StaffSession).values({name: utcnow() - age for name, age in columns.items()}))


def rows(session: Session) -> list[StaffSession]:
    return anew(session).query(StaffSession).order_by(StaffSession.started_at).all()


def ends(session: Session) -> list[tuple[str, object]]:
    """Who ended a session and why, as the audit chain has it."""
    return [(one.actor, one.detail["reason"]) for one in audit.entries(anew(session)) if one.act == "sign_in.ended"]


def copied(app: Flask, client: FlaskClient) -> FlaskClient:
    """A browser with the same cookie, however it came by it."""
    thief, cookie = Outside(app), client.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    return thief


def elsewhere(app: Flask, person: Person, step: int = 1) -> FlaskClient:
    """The same person in another browser, with the code after the one that was used."""
    other = Outside(app)
    send(other, "/staff/login", email=person.email, password=person.password)
    assert send(other, "/staff/tf-validate", code=person.code(step)).location == "/staff/"
    return other


def is_out(client: FlaskClient) -> bool:
    return (client.get("/staff/").location or "").startswith("/staff/login")


def test_signing_in_begins_a_session_that_knows_little(reviewer: FlaskClient, session: Session) -> None:
    (row,) = rows(session)
    with reviewer.session_transaction() as cookie:
        assert row.id not in str(dict(cookie))
    assert row.device == "Unknown browser"
    assert {column.name for column in StaffSession.__table__.columns} == {
        "id", "staff_id", "device", "started_at", "seen_at", "ended_at", "ending"
    }  # fmt: skip


def test_a_password_alone_begins_none(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert rows(session) == []


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, reviewer: FlaskClient, session: Session) -> None:
    thief = copied(app, reviewer)
    assert thief.get("/staff/").status_code == 200
    send(reviewer, "/staff/logout", at="/staff/")
    assert is_out(thief)
    assert [(who, why) for who, why in ends(session)] == [("staff:1", "signed_out")]


def test_a_session_ends_after_the_workday_however_busy(reviewer: FlaskClient, session: Session) -> None:
    set_back(session, started_at=timedelta(hours=12, minutes=1))
    answer = reviewer.get("/staff/", follow_redirects=True)
    assert answer.request.path == "/staff/login"
    assert "twelve hours at most" in text(answer)


def test_a_session_without_a_page_opened_ends(reviewer: FlaskClient, session: Session) -> None:
    set_back(session, seen_at=timedelta(minutes=59))
    assert reviewer.get("/staff/").status_code == 200
    set_back(session, seen_at=timedelta(minutes=61))
    assert "had not been here for a while" in text(reviewer.get("/staff/", follow_redirects=True))


def test_the_idle_limit_is_a_setting(app: Flask, settings: Settings, reviewer: FlaskClient, session: Session) -> None:
    app.config["SETTINGS"] = settings.model_copy(update={"staff_idle_minutes": 5})
    set_back(session, seen_at=timedelta(minutes=6))
    assert is_out(reviewer)


def test_being_there_is_written_down_at_most_once_a_minute(reviewer: FlaskClient, session: Session) -> None:
    set_back(session, seen_at=timedelta(seconds=30))
    before = rows(session)[0].seen_at
    reviewer.get("/staff/")
    assert rows(session)[0].seen_at == before
    set_back(session, seen_at=timedelta(seconds=61))
    reviewer.get("/staff/")
    assert utcnow() - rows(session)[0].seen_at < timedelta(seconds=30)


def test_what_a_page_asks_by_itself_keeps_nobody_there(reviewer: FlaskClient, session: Session) -> None:
    set_back(session, seen_at=timedelta(minutes=50))
    before = rows(session)[0].seen_at
    for mode in ("cors", "no-cors", "same-origin"):
        assert reviewer.get("/staff/", headers={"Sec-Fetch-Mode": mode}).status_code == 200
    assert rows(session)[0].seen_at == before
    reviewer.get("/staff/", headers={"Sec-Fetch-Mode": "navigate"})
    assert rows(session)[0].seen_at > before


@pytest.mark.parametrize("ended", [staff_accounts.reset, staff_accounts.deactivate])
def test_reset_and_deactivate_end_every_session(
    app: Flask, client: FlaskClient, session: Session, ended: object
) -> None:
    person = colleague(app, session)
    here, there = signed_in(client, person), elsewhere(app, person)
    with transaction(session):
        ended(session, EMAIL)  # type: ignore[operator]
    assert is_out(here)
    assert is_out(there)
    word = "reset" if ended is staff_accounts.reset else "closed"
    assert ends(session) == [("operator", word)] * 2


def test_a_closed_account_is_out_though_its_row_was_forgotten(reviewer: FlaskClient, session: Session) -> None:
    with transaction(session):
        session.query(StaffUser).one().active = False
    assert is_out(reviewer)


def test_a_new_password_ends_the_other_browsers_and_not_this_one(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    here, there = signed_in(client, person), elsewhere(app, person)
    stolen = copied(app, here)
    chosen = "five quiet unrelated plain words"
    send(here, "/staff/change", password=PASSWORD, new_password=chosen, new_password_confirm=chosen)
    assert here.get("/staff/").status_code == 200
    assert is_out(there)
    assert is_out(stolen)
    assert sorted(str(why) for _, why in ends(session)) == ["password", "replaced"]


def test_signing_in_again_in_one_browser_leaves_one_session(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    signed_in(client, person)
    with client.session_transaction() as cookie:
        cookie.pop("_user_id")
    send(client, "/staff/login", email=person.email, password=person.password)
    send(client, "/staff/tf-validate", code=person.code(1))
    assert [row.ending for row in rows(session)] == ["replaced", None]


def test_a_session_of_somebody_else_in_ones_cookie_opens_nothing(
    app: Flask, reviewer: FlaskClient, session: Session
) -> None:
    other = signed_in(Outside(app), colleague(app, session, "viewer"))
    with other.session_transaction() as cookie:
        token = cookie["staff_session"]
    with reviewer.session_transaction() as cookie:
        cookie["staff_session"] = token
    assert is_out(reviewer)


def test_a_token_that_is_none_opens_nothing(reviewer: FlaskClient) -> None:
    for token in ("", "x", "é\x00", "a" * 5000):
        with reviewer.session_transaction() as cookie:
            cookie["staff_session"] = token
        assert is_out(reviewer)


def test_what_was_typed_is_kept_and_sent_after_signing_in(
    app: Flask, client: FlaskClient, session: Session, waiting: Verification
) -> None:
    person, case = colleague(app, session), f"/staff/cases/{waiting.id}"
    page = signed_in(client, person).get(case).get_data(as_text=True)
    set_back(session, seen_at=timedelta(hours=2))
    late = dict(HIDDEN.findall(page)) | {"choice": "approve", "note": "Seen the page & <the> stamp"}
    kept = client.post(f"{case}/decision", data=late)
    assert kept.status_code == 403
    assert "You were signed out Nothing was sent, and nothing is lost" in text(kept)
    assert "Seen the page & <the> stamp" in text(kept)
    assert "A file" not in text(kept)
    assert f'href="/staff/login?next={case}"' in kept.get_data(as_text=True)
    again = {name: html.unescape(value) for name, value in HIDDEN.findall(kept.get_data(as_text=True))}
    assert again.keys() == late.keys()
    send(client, "/staff/login", email=person.email, password=person.password)
    send(client, "/staff/tf-validate", code=person.code(1))
    assert "Seen the page &amp; &lt;the&gt; stamp" in client.post(f"{case}/decision", data=again).get_data(as_text=True)


def test_a_file_that_came_too_late_is_asked_for_again(reviewer: FlaskClient, session: Session) -> None:
    page = reviewer.get("/staff/account").get_data(as_text=True)
    set_back(session, seen_at=timedelta(hours=2))
    late = dict(HIDDEN.findall(page)) | {"note": "x", "file": (io.BytesIO(b"policy"), "policy.toml")}
    kept = reviewer.post("/staff/policy?last=5", data=late)
    assert "A file cannot be kept" in text(kept)
    assert 'action="/staff/policy?last=5"' in kept.get_data(as_text=True)


def test_a_late_form_with_nothing_typed_leads_back_to_its_case(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    set_back(session, seen_at=timedelta(hours=2))
    answer = reviewer.post(f"/staff/cases/{waiting.id}/claim", headers={"X-CSRFToken": token})
    assert answer.location == f"/staff/login?next=/staff/cases/{waiting.id}"
