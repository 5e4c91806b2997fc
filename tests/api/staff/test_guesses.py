"""Guessing is slow for strangers, at any address, and never shuts out the person whose account it is."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import StaffUser
from kyc.services.accounts import sign_in_failures
from kyc.services.record import audit
from kyc.web.staff.entrance import known_browsers
from tests.api.staff.people import Person, anew, colleague, send, signed_in, text
from tests.outside import Outside

pytestmark = pytest.mark.one_database

TRIES = 10
OFF = "the password was typed wrong"


def form_token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).get_data(as_text=True))
    assert found
    return found[1]


def guessed(client: FlaskClient, email: str, times: int) -> list[int]:
    """The outcome of this many tries, each from another IP address."""
    values = {"csrf_token": form_token(client, "/staff/login"), "email": email, "password": OFF}
    return [
        client.post("/staff/login", data=values, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"}).status_code
        for number in range(times)
    ]


def failures(session: Session) -> list[tuple[str, str, object]]:
    entries = [one for one in audit.entries(anew(session)) if one.act == "sign_in.failed"]
    return [(one.actor, one.subject, one.detail["factor"]) for one in entries]


def test_passwords_cannot_be_tried_from_many_addresses(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    for email in (person.email, "nobody@example.org"):
        assert guessed(client, email, TRIES + 2) == [200] * TRIES + [429] * 2
    assert guessed(client, f"  {person.email.upper()}", 1) == [429]
    assert guessed(client, "somebody.else@example.org", 1) == [200]


def test_a_refusal_says_when_to_come_back_and_holds_for_the_right_password_too(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    guessed(client, person.email, TRIES)
    answer = send(client, "/staff/login", email=person.email, password=person.password)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert "many tries" in text(answer)


def test_guessing_never_shuts_the_owner_out_of_a_browser_that_knows_them(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    send(signed_in(client, person), "/staff/logout", at="/staff/")
    stranger = Outside(app)
    guessed(stranger, person.email, TRIES)
    assert send(stranger, "/staff/login", email=person.email, password=person.password).status_code == 429
    send(client, "/staff/login", email=person.email, password=person.password)
    assert send(client, "/staff/tf-validate", code=person.code(1)).location == "/staff/"


def test_codes_guessed_by_somebody_with_the_password_do_not_shut_the_owner_out_either(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    send(signed_in(client, person), "/staff/logout", at="/staff/")
    stranger = Outside(app)
    send(stranger, "/staff/login", email=person.email, password=person.password)
    assert codes_tried(stranger, 20) == [200] * 19 + [429]  # the owner had one try before the browser was known
    send(client, "/staff/login", email=person.email, password=person.password)
    assert send(client, "/staff/tf-validate", code=person.code(1)).location == "/staff/"


def codes_tried(client: FlaskClient, times: int) -> list[int]:
    values = {"csrf_token": form_token(client, "/staff/tf-validate"), "code": "000000"}
    return [client.post("/staff/tf-validate", data=values).status_code for _ in range(times)]


def test_a_browser_that_knows_somebody_has_a_limit_too(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(signed_in(client, person), "/staff/logout", at="/staff/")
    assert guessed(client, person.email, TRIES + 1)[-1] == 429


def test_a_browser_knows_only_who_signed_in_there(app: Flask, client: FlaskClient, session: Session) -> None:
    ours = colleague(app, session)
    send(signed_in(client, ours), "/staff/logout", at="/staff/")
    other = colleague(app, session, "viewer")
    guessed(Outside(app), other.email, TRIES)
    assert guessed(client, other.email, 1) == [429]


def test_a_password_alone_makes_no_browser_known(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    assert client.get_cookie(known_browsers.COOKIE, path="/staff") is None


def test_the_cookie_of_a_known_browser_says_nobodys_address(app: Flask, client: FlaskClient, session: Session) -> None:
    answer = _signed_in_answer(client, colleague(app, session))
    (line,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(known_browsers.COOKIE)]
    assert {"HttpOnly", "Path=/staff", "SameSite=Lax"} <= {part.strip() for part in line.split(";")}
    assert "reviewer" not in line
    assert _known(client).count("example") == 0


def test_a_cookie_that_is_none_of_ours_counts_for_nothing(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    values = ["", "x", "x.y.z", "é", "e30.aaaaaa.bbbb"] * 3
    seen = []
    for value in values[: TRIES + 1]:
        client.set_cookie(known_browsers.COOKIE, value, path="/staff")
        seen += guessed(client, person.email, 1)
    assert seen == [200] * TRIES + [429]


def test_many_people_share_a_browser_and_the_oldest_is_forgotten(app: Flask) -> None:
    known = known_browsers.Known("name")
    for number in range(12):
        known = known.with_one(str(number))
    assert known.marks == tuple(map(str, range(2, 12)))
    assert known.with_one("5").marks[-1] == "5"
    assert len(known.with_one("5").marks) == known_browsers.MOST


def test_a_pass_of_the_operator_lets_its_owner_try_from_a_new_browser(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    guessed(client, person.email, TRIES)
    made = app.test_cli_runner().invoke(args=["kyc", "staff", "pass", person.email])
    address = re.search(r"/staff/known/\S+", made.output)
    assert address
    assert client.get(address[0]).location == "/staff/login"
    answer = send(client, "/staff/login", email=person.email, password=person.password)
    assert answer.location.startswith("/staff/tf-validate")


def test_a_pass_that_is_none_leads_to_the_sign_in_and_does_no_more(client: FlaskClient) -> None:
    for token in ("x", "é", "e30.aaaaaa.bbbb"):
        assert client.get(f"/staff/known/{token}").location == "/staff/login"
    assert client.get_cookie(known_browsers.COOKIE, path="/staff") is None


def test_each_failure_is_on_the_record_of_its_account(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    guessed(client, person.email, 2)
    guessed(client, "nobody@example.org", 1)
    send(client, "/staff/login", email=person.email, password=person.password)
    send(client, "/staff/tf-validate", code="000000")
    send(client, "/staff/mf-recovery", code="1a2b-0000-0000")
    factors = ["password", "password", "code", "recovery_code"]
    assert failures(session) == [("unknown", "staff:1", factor) for factor in factors]
    user = session.query(StaffUser).one()
    found = sign_in_failures.recent(session, user.id)
    assert found.count == 4
    assert found.last is not None


def test_what_succeeds_is_no_failure(app: Flask, client: FlaskClient, session: Session) -> None:
    signed_in(client, colleague(app, session))
    assert failures(session) == []
    done = [one for one in audit.entries(anew(session)) if one.act == "sign_in.done"]
    assert [(one.actor, one.subject) for one in done] == [("staff:1", "staff:1")]


def test_a_password_guessed_on_an_open_page_is_a_failure_too(reviewer: FlaskClient, session: Session) -> None:
    chosen = "five quiet unrelated words"
    send(reviewer, "/staff/change", password=OFF, new_password=chosen, new_password_confirm=chosen)
    send(reviewer, "/staff/verify", password=OFF)
    assert [factor for *_, factor in failures(session)] == ["password", "password"]


def _signed_in_answer(client: FlaskClient, person: Person) -> TestResponse:
    send(client, "/staff/login", email=person.email, password=person.password)
    return send(client, "/staff/tf-validate", code=person.code())


def _known(client: FlaskClient) -> str:
    cookie = client.get_cookie(known_browsers.COOKIE, path="/staff")
    assert cookie is not None
    return cookie.decoded_value
