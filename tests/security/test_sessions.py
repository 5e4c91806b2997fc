"""A session is the browser's that signed in: one that was planted, or left behind, opens nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.staff.people import colleague, send, signed_in
from tests.outside import Outside

pytestmark = pytest.mark.one_database


def copied(app: Flask, client: FlaskClient) -> Outside:
    """Another browser with the same cookie."""
    cookie = client.get_cookie("session")
    assert cookie
    other = Outside(app)
    other.set_cookie("session", cookie.value)
    return other


def is_inside(client: FlaskClient | Outside) -> bool:
    return client.get("/staff/").status_code == 200


def test_a_cookie_that_was_planted_before_the_sign_in_is_worth_nothing_after_it(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    client.get("/staff/login")
    planted = copied(app, client)
    person = colleague(app, session)
    send(client, "/staff/login", email=person.email, password=person.password)
    half_way = copied(app, client)
    send(client, "/staff/tf-validate", code=person.code())
    assert is_inside(client)
    assert not is_inside(planted)
    assert not is_inside(half_way)


def test_each_sign_in_has_a_token_of_its_own(app: Flask, client: FlaskClient, session: Session) -> None:
    person, tokens = colleague(app, session), set()
    for step in (0, 1):
        send(client, "/staff/login", email=person.email, password=person.password)
        send(client, "/staff/tf-validate", code=person.code(step))
        with client.session_transaction() as kept:
            tokens.add(kept["staff_session"])
        send(client, "/staff/logout", at="/staff/")
    assert len(tokens) == 2


def test_signing_out_clears_what_the_browser_keeps_and_says_so_to_it(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    signed_in(client, colleague(app, session))
    before = copied(app, client)
    answer = send(client, "/staff/logout", at="/staff/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_inside(client)
    assert not is_inside(before)
