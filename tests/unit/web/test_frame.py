"""The frame of the doors: one commit, ordered JSON, limits that wait, errors in the door's own words."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.domain.errors import LostRace
from kyc.models import Partner
from kyc.web import fallback, limits
from kyc.web.answers import answer
from kyc.web.guards import marked, public
from kyc.web.security import HEADERS
from kyc.web.unit_of_work import commits, session, settings, tools
from tests.make import LIVE_KEY


def partners(found: Session) -> int:
    found.rollback()
    return found.scalar(select(func.count()).select_from(Partner)) or 0


def new_partner() -> None:
    session().add(Partner(id="ptn_x", name="X", sealed_webhook_secret=b"x"))


def test_what_a_view_changes_is_committed(app: Flask) -> None:
    before = partners(session())
    commits(new_partner)()
    assert partners(session()) == before + 1


def test_what_a_view_changes_before_it_fails_is_not(app: Flask) -> None:
    def fails() -> None:
        new_partner()
        raise RuntimeError

    before = partners(session())
    with pytest.raises(RuntimeError):
        commits(fails)()
    assert partners(session()) == before


def test_a_stale_row_is_a_lost_race(app: Flask) -> None:
    def stale() -> None:
        raise StaleDataError

    with pytest.raises(LostRace):
        commits(stale)()


def test_settings_and_tools_are_the_applications_own(app: Flask) -> None:
    assert settings() is app.config["SETTINGS"]
    assert tools() is app.config["TOOLS"]


def test_tools_say_where_webhooks_may_not_go(app: Flask) -> None:
    assert tools().check_url("http://127.0.0.1/") == "blocked_address"
    assert tools().check_url("https://user@partner.example/") == "invalid_url"


def test_json_keeps_its_order_and_its_letters() -> None:
    made = answer({"b": 1, "a": "é"}, 418)
    assert (made.status_code, made.mimetype) == (418, "application/json")
    assert made.get_data() == '{"b": 1, "a": "é"}'.encode()


def test_guards_are_named_on_the_view() -> None:
    def view() -> None: ...

    assert public(view).__dict__["guard"] == "public"
    assert marked(view, "other").__dict__["guard"] == "other"


@pytest.mark.parametrize(
    ("headers", "same_as"),
    [
        ({"x-api-key": LIVE_KEY}, {"x-api-key": LIVE_KEY, "Authorization": "Bearer other"}),
        ({"Authorization": f"Bearer {LIVE_KEY}"}, {"x-api-key": LIVE_KEY}),
        ({}, {"x-session-token": "anything"}),
        ({}, {"x-api-key": "made up"}),
    ],
)
def test_a_caller_is_a_key_or_an_address(app: Flask, headers: dict[str, str], same_as: dict[str, str]) -> None:
    found = []
    for one in (headers, same_as):
        with app.test_request_context(headers=one, environ_base={"REMOTE_ADDR": "192.0.2.7"}):
            found.append(limits.caller())
    assert found[0] == found[1]
    assert LIVE_KEY not in found[0]
    assert (found[0] == "192.0.2.7") == (not headers)


def test_no_wait_where_no_limit_was_met(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limiter", SimpleNamespace(current_limit=None))
    assert limits.wait_s() == 1


@pytest.mark.parametrize(("in_s", "least", "most"), [(30, 29, 30), (-5, 1, 1), (0.2, 1, 1)])
def test_the_wait_is_until_the_window_ends(monkeypatch: pytest.MonkeyPatch, in_s: float, least: int, most: int) -> None:
    import time

    current = SimpleNamespace(reset_at=time.time() + in_s)
    monkeypatch.setattr(limits, "limiter", SimpleNamespace(current_limit=current))
    assert least <= limits.wait_s() <= most


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """Every door with a view that crashes, one without a database and one that is forbidden."""
    app.testing = False

    def crash() -> None:
        raise ValueError("Jane Doe")

    def away() -> None:
        raise OperationalError("select", None, Exception("locked"))

    for number, prefix in enumerate(("/v1", "/api", "/somewhere")):
        for name, view in (("crash", crash), ("away", away), ("forbidden", lambda: abort(403))):
            app.add_url_rule(f"{prefix}/{name}", f"{name}{number}", view)
    return app.test_client()


@pytest.mark.parametrize(("name", "status"), [("crash", 500), ("away", 503), ("forbidden", 403), ("missing", 404)])
def test_each_door_words_its_own_errors(failing: FlaskClient, name: str, status: int) -> None:
    modern = failing.get(f"/v1/{name}")
    legacy = failing.get(f"/api/{name}")
    page = failing.get(f"/somewhere/{name}")
    assert {modern.status_code, legacy.status_code, page.status_code} == {status}
    assert (modern.mimetype, legacy.mimetype, page.mimetype) == (
        "application/problem+json",
        "application/json",
        "text/html",
    )
    assert list(legacy.get_json()) == ["error"]
    assert "Jane" not in modern.text + legacy.text + page.text
    for name, value in HEADERS.items():
        assert page.headers[name] == value


def test_a_database_that_is_away_asks_to_wait(failing: FlaskClient) -> None:
    assert failing.get("/v1/away").headers["Retry-After"] == fallback.RETRY_S
