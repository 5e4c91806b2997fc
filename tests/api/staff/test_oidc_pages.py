"""The sign-in page with and without an identity provider, and what no way back opens."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.config import Settings
from kyc.domain.sign_in import REFUSALS
from kyc.web.staff.entrance.oidc import WORDS, inner
from tests.api.staff.people import PASSWORD, colleague, send, text
from tests.providers.hostile import Hostile, listening

pytestmark = pytest.mark.one_database

NOWHERE = "http://127.0.0.1:1"


def set_up(settings: Settings, **more: object) -> FlaskClient:
    """A browser at an installation with a provider, by default one that is away."""
    given = {"oidc_issuer": NOWHERE, "oidc_client_id": "ekyc", "oidc_allow_http": True, "oidc_name": "Example Login"}
    return create_app(settings.model_copy(update=given | more)).test_client()


def test_without_a_provider_there_is_no_button_and_no_way(client: FlaskClient) -> None:
    page = text(client.get("/staff/login"))
    assert "Sign in with" not in page
    assert "Password" in page
    for path in ("", "/callback", "/leave"):
        assert client.get(f"/staff/oidc{path}").status_code == 404


def test_with_a_provider_the_page_has_both_ways(settings: Settings) -> None:
    page = set_up(settings).get("/staff/login?next=/staff/flags").get_data(as_text=True)
    assert 'href="/staff/oidc?next=/staff/flags">Sign in with Example Login</a>' in page
    assert 'type="password"' in page


def test_passwords_can_be_switched_off(app: Flask, settings: Settings, session: Session) -> None:
    person = colleague(app, session)
    known = set_up(settings).get("/staff/login").get_data(as_text=True)
    client = set_up(settings, password_sign_in=False)
    page = client.get("/staff/login").get_data(as_text=True)
    assert 'type="password"' in known
    assert 'type="password"' not in page
    assert "<form" not in page
    client.application.config["WTF_CSRF_ENABLED"] = False  # as somebody would who has a token from elsewhere
    answer = client.post("/staff/login", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert client.get("/staff/tf-validate").location == "/staff/login"


def test_a_provider_that_is_away_leaves_the_password(app: Flask, settings: Settings, session: Session) -> None:
    person, client = colleague(app, session), set_up(settings)
    assert client.get("/staff/oidc").location == "/staff/login"
    assert "Signing in with Example Login does not work at the moment: no answer." in text(client.get("/staff/login"))
    answer = send(client, "/staff/login", email=person.email, password=person.password)
    assert answer.location == "/staff/tf-validate?next=/staff/"


def test_a_way_back_without_an_attempt_asks_nobody(settings: Settings) -> None:
    client = set_up(settings)
    for query in ("", "code=x", "code=x&state=y", "error=access_denied", "state=%00&code=%0a", "state=" + "x" * 5000):
        assert client.get(f"/staff/oidc/callback?{query}").location == "/staff/login"
        assert "Please start again." in text(client.get("/staff/login"))
        assert client.get("/staff/").location.startswith("/staff/login")


def test_a_provider_that_lies_gets_nobody_in(app: Flask, settings: Settings, session: Session) -> None:
    colleague(app, session)
    lies: list[tuple[dict[str, object], str]] = [
        ({"aud": "another client"}, "could not be trusted"),
        ({"exp": 1}, "could not be trusted"),
        ({"nonce": "another"}, "could not be trusted"),
        ({"email_verified": "true"}, "your e-mail address is not verified"),
        ({"email": "nobody@example.org"}, "There is no account here for your e-mail address."),
        ({"email": "no address"}, "There is no account here for your e-mail address."),
    ]
    with listening() as theirs:
        honest = {name: value for name, value in theirs.claims.items() if name != "nonce"}
        client = set_up(settings, oidc_issuer=theirs.issuer)
        for wrong, said in lies:
            client.get("/staff/oidc")
            assert came_back(client, theirs, honest | wrong) == "/staff/login"
            assert said in text(client.get("/staff/login"))
            assert client.get("/staff/").location.startswith("/staff/login")


def test_an_honest_one_does(app: Flask, settings: Settings, session: Session) -> None:
    colleague(app, session)
    with listening() as theirs:
        client = set_up(settings, oidc_issuer=theirs.issuer, oidc_second_factors=("mfa",))
        client.get("/staff/oidc?next=/staff/flags")
        assert came_back(client, theirs, {"amr": ["mfa"]}) == "/staff/flags"
        assert client.get("/staff/flags").status_code == 200


def came_back(client: FlaskClient, theirs: Hostile, claims: dict[str, object]) -> str | None:
    """Where the way back of this browser's attempt leads, with these claims in the token."""
    with client.session_transaction() as kept:
        attempt = kept["oidc"]
    theirs.claims |= claims | {"nonce": claims.get("nonce", attempt["nonce"])}
    return client.get("/staff/oidc/callback", query_string={"code": "once", "state": attempt["state"]}).location


def test_nobody_is_sent_elsewhere_after_signing_in(app: Flask) -> None:
    elsewhere = [
        None,
        "",
        "https://evil.example/",
        "//evil.example/staff/",
        "/\\evil.example",
        "/staff/\\evil.example",
        "/staff/\r\nLocation: https://evil.example",
        "/staff/" + "x" * 600,
        "/staffevil",
        "/verify/abc",
        "javascript:alert(1)",
        "staff/",
    ]
    with app.test_request_context():
        assert {inner(path) for path in elsewhere} == {"/staff/"}
        assert inner("/staff/cases/sess_1?tab=a&b=c%20d#e") == "/staff/cases/sess_1?tab=a&b=c%20d#e"


def test_every_refusal_has_words_without_a_value() -> None:
    assert set(WORDS) == set(REFUSALS)
    assert all("{name}" in words or "{" not in words for words in WORDS.values())


def test_attempts_are_limited(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    client = set_up(settings, login_limit="2/hour")
    with caplog.at_level(logging.CRITICAL):
        statuses = [client.get("/staff/oidc/callback").status_code for _ in range(4)]
    assert statuses == [302, 302, 429, 429]
