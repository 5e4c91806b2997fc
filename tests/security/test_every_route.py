"""Every address with every method and with parameters that nobody means well: headers stay whole, nothing leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from structlog.typing import EventDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from kyc.models import transaction
from kyc.web import security
from tests import make
from tests.api.staff.people import colleague, signed_in
from tests.outside import Outside

pytestmark = pytest.mark.one_database

ODD = "..%2f..%2fetc%2fpasswd%00%0d%0aX-Evil:%201"
EVIL = "\r\nX-Evil: 1\r\n\r\n<script>//evil.example\\..\\"
ASKED = ("next", "lang", "cursor", "status", "sort", "page", "box", "q", "from", "to", "tag", "view", "created_gte")
ENDING = ("security.logout",)
QUERY = urlencode(dict.fromkeys(ASKED, EVIL))
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PLACE = re.compile(r"<(?:[^>:]*:)?(\w+)>")
KEY = {"x-api-key": make.LIVE_KEY, "Idempotency-Key": "odd-1", "Accept-Language": "fr\x7f;q=9", "X-Request-ID": "a b"}


@dataclass
class Guest:
    """A browser with the token of its forms, so that what lies behind them is reached."""

    client: FlaskClient
    page: str

    def headers(self) -> dict[str, str]:
        found = TOKEN.search(self.client.get(self.page).get_data(as_text=True))
        assert found
        return KEY | {"X-CSRFToken": found[1]}


@pytest.fixture
def admin(app: Flask, session: Session) -> Guest:
    browser = signed_in(Outside(app), colleague(app, session, "admin"))
    assert browser.get("/staff/people").status_code == 200
    return Guest(browser, "/staff/")


@pytest.fixture
def record(session: Session) -> str:
    with transaction(session):
        return make.verification(session).profile_id


def calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its own methods and with one that none has."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint not in ENDING:
            yield from ((rule, method) for method in sorted({*(rule.methods or ()), "TRACE"} - {"HEAD"}))


def address(rule: Rule, record: str) -> str:
    """The applicant's pages exist under a record alone; everything else gets the odd value for each part."""
    values = {"record_id": record} if rule.endpoint.startswith("hosted.") else {}
    return PLACE.sub(lambda place: values.get(place[1], "9" * 40 if "int:" in place[0] else ODD), rule.rule)


def is_sound(answer: TestResponse) -> None:
    """What holds for each answer of this server, whoever asked for what."""
    assert answer.status_code not in (500, 501, 502)
    told = {name: answer.headers.get(name) for name in security.HEADERS if name != "Content-Security-Policy"}
    assert told == {name: value for name, value in security.HEADERS.items() if name != "Content-Security-Policy"}
    policy = answer.headers["Content-Security-Policy"]
    assert policy in (security.POLICY, security.GUIDED_POLICY)
    assert "X-Evil" not in answer.headers
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers.keys())
    assert re.fullmatch(r"no-store.*|public, max-age=31536000, immutable", answer.headers["Cache-Control"])
    if answer.location:
        assert re.match(r"/(?![/\\])|http://localhost(:3000)?/", answer.location), answer.location
    assert not answer.mimetype.startswith("text/") or "charset=utf-8" in answer.content_type.lower()
    for line in answer.headers.getlist("Set-Cookie"):
        (kept,) = SimpleCookie(line).values()
        if kept["max-age"] == "0":  # Flask-Login takes back a cookie that it was never told to set
            continue
        assert kept["httponly"], line
        assert kept["samesite"] == "Lax", line
        assert not kept["domain"], line


def test_every_address_withstands_odd_parameters_with_every_method(
    said: list[EventDict], app: Flask, admin: Guest, record: str
) -> None:
    seen, applicant = set(), Guest(Outside(app), f"/{record}/start")
    told = admin.headers(), applicant.headers()
    for rule, method in calls(app):
        guest, headers = (admin, told[0]) if rule.rule.startswith("/staff") else (applicant, told[1])
        body = {"data": dict.fromkeys((*ASKED, "file", "note"), EVIL)} if method == "POST" else {}
        answer = guest.client.open(f"{address(rule, record)}?{QUERY}", method=method, headers=headers, **body)
        try:
            is_sound(answer)
        except AssertionError as error:
            raise AssertionError(f"{method} {rule}: {error} {answer.headers}") from error
        if method == "TRACE":
            assert answer.status_code in (400, 401, 404, 405), (method, rule, answer.status_code)
        assert "root:" not in answer.get_data(as_text=True)[:10_000]
        seen.add(rule.endpoint)
    assert len(seen) > 100
    written = json.dumps(said, default=repr).lower()
    assert len(said) > len(seen)
    assert not [word for word in ("evil", "passwd", "script>") if word in written]


@pytest.mark.parametrize(
    "path", ["/staff", "/staff//cases", "/v1//sessions", "/api//profiles/create", "/abcdefghijklmno/"]
)
def test_no_redirect_leads_to_the_host_that_a_request_names(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert "evil" not in answer.headers.get("Location", "")
