"""The signed cookie is opened for whoever brings one, and a signer is built for nobody else."""

from __future__ import annotations

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface

from kyc.web.signed_cookie import SignedCookie


@pytest.fixture
def small() -> Flask:
    app = Flask("small")
    app.secret_key, app.session_interface = "secret", SignedCookie()
    app.get("/set", endpoint="set")(lambda: session.update(word="hello") or "")
    app.get("/get", endpoint="get")(lambda: session.get("word", "nothing"))
    return app


def test_what_was_kept_comes_back_and_what_was_forged_does_not(small: Flask) -> None:
    client = small.test_client()
    assert client.get("/get").text == "nothing"
    client.get("/set")
    assert client.get("/get").text == "hello"
    stranger = small.test_client()
    stranger.set_cookie("session", "forged.cookie.here")
    assert stranger.get("/get").text == "nothing"


def test_without_a_cookie_no_signer_is_built(small: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []
    monkeypatch.setattr(SecureCookieSessionInterface, "get_signing_serializer", lambda *said: built.append(said))
    assert small.test_client().get("/get").text == "nothing"
    assert built == []
