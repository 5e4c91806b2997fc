"""Cookies by https have names that browsers take from us alone; all are kept from scripts and other sites."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from flask import Flask, make_response
from flask.testing import FlaskClient

from kyc.app import create_app
from kyc.config import Settings
from kyc.web import cookies
from tests import make

pytestmark = pytest.mark.one_database


@pytest.fixture
def secure(settings: Settings) -> FlaskClient:
    """A client of an installation that applicants reach by https."""
    made = create_app(settings.model_copy(update={"public_base_url": "https://kyc.example"}))
    return made.test_client()


def set_by(client: FlaskClient, path: str) -> SimpleCookie:
    found = SimpleCookie()
    for line in client.get(path, base_url="https://kyc.example").headers.getlist("Set-Cookie"):
        found.load(line)
    return found


def test_by_https_the_session_is_of_this_host_alone(secure: FlaskClient) -> None:
    (kept,) = set_by(secure, "/staff/login").values()
    assert kept.key == "__Host-session"
    assert (kept["path"], kept["domain"], kept["secure"], kept["httponly"], kept["samesite"]) == (
        *("/", "", True, True),
        "Lax",
    )


def test_a_cookie_of_one_record_says_that_it_came_by_https(secure: FlaskClient) -> None:
    key = {"x-api-key": make.LIVE_KEY}
    record = secure.post("/api/profiles/create", json=make.person(), headers=key).get_json()["id"]
    found = set_by(secure, f"/{record}/start?lang=fr")
    assert set(found) == {"__Secure-language"}
    assert found["__Secure-language"]["path"] == f"/{record}"
    assert found["__Secure-language"]["secure"]


def test_without_https_the_names_are_plain(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "applicant=one; __Secure-applicant=other"}):
        assert cookies.kept("applicant") == "one"
        answer = make_response("")
        cookies.keep(answer, "applicant", "two", "/x", days=1)
    said = answer.headers["Set-Cookie"]
    assert said.startswith("applicant=two; ")
    assert said.endswith("Max-Age=86400; HttpOnly; Path=/x; SameSite=Lax")
    assert app.config["SESSION_COOKIE_NAME"] == "session"


def test_by_https_a_plain_name_that_somebody_planted_counts_for_nothing(settings: Settings) -> None:
    made = create_app(settings.model_copy(update={"public_base_url": "https://kyc.example"}))
    with made.test_request_context(headers={"Cookie": "applicant=planted"}):
        assert cookies.kept("applicant") == ""
