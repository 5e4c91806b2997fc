"""Where the staff type passwords: hidden, open to paste and to managers, taken whole; and the way out on every page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.staff.people import PASSWORD, colleague, send, signed_in
from tests.outside import Outside

pytestmark = pytest.mark.one_database
FIELD = re.compile(r"<input[^>]*\bname=\"[^\"]*password[^\"]*\"[^>]*>")
LONG = "seventy eight letters of a quiet unrelated sentence that nobody else has typed"


def test_what_is_typed_is_hidden_and_may_be_pasted_or_filled_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    fields = FIELD.findall(client.get("/staff/login").get_data(as_text=True))
    signed_in(client, colleague(app, session))
    fields += FIELD.findall(client.get("/staff/change").get_data(as_text=True))
    assert len(fields) == 4
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(?:current|new)-password"', field)
        assert not re.search(r"onpaste|readonly|maxlength", field)


def test_a_password_is_taken_to_its_last_letter(app: Flask, client: FlaskClient, session: Session) -> None:
    person = colleague(app, session)
    signed_in(client, person)
    send(client, "/staff/change", password=PASSWORD, new_password=LONG, new_password_confirm=LONG)
    for given, led in ((LONG[:-1], None), (LONG.upper(), None), (f" {LONG}", None), (LONG, "/staff/tf-validate")):
        answer = send(Outside(app), "/staff/login", email=person.email, password=given)
        assert (answer.location or "").partition("?")[0] == (led or ""), given


def test_every_page_of_the_staff_has_the_way_out(app: Flask, client: FlaskClient, session: Session) -> None:
    signed_in(client, colleague(app, session, "admin"))
    pages = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff.") and not rule.arguments and "GET" in (rule.methods or ())
    ]
    shown = {page: client.get(page) for page in pages}
    plain = {
        page: answer for page, answer in shown.items() if answer.status_code == 200 and answer.mimetype == "text/html"
    }
    assert len(plain) > 8
    assert [
        page for page, answer in plain.items() if 'action="/staff/logout"' not in answer.get_data(as_text=True)
    ] == []
