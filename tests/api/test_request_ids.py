"""Every request by an id of its own, in its answer and in every line; its line and its figures name no address."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from kyc.app import create_app
from kyc.config import Settings
from kyc.jobs.engine import client as queue_client
from kyc.models import db
from kyc.web import fallback
from tests.api.calls import LIVE, opened, ready

pytestmark = pytest.mark.one_database
SANE = ["abcdef12", "0b7f4c1e-4d0c-4a55-9a53-1d1a2b3c4d5e", "A" * 64]
STRANGE = ["short", "", "with space", "a" * 65, 'quote"quote', "new\tline1", "-leading1", "ümlaut-umlaut", "<script>1"]


class Telling:
    """An application whose lines are read; `lines` are those of its requests."""

    def __init__(self, app: Flask, stream: io.StringIO) -> None:
        self.app, self._stream = app, stream

    def lines(self, event: str = "request") -> list[dict[str, Any]]:
        every = [json.loads(line) for line in self._stream.getvalue().splitlines() if line.startswith("{")]
        return [line for line in every if line["event"] == event]


@pytest.fixture
def telling(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    before, stream = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    app = create_app(settings)
    with app.app_context():
        yield Telling(app, stream)
        db.session.remove()
        db.engine.dispose()
    structlog.configure(**before)


def test_a_sane_id_is_taken_and_given_back_and_any_other_replaced(client: FlaskClient) -> None:
    for given in SANE:
        assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    for given in STRANGE:
        found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
        assert re.fullmatch("r[0-9a-f]{16}", found), given


def test_every_answer_has_one_of_its_own(client: FlaskClient) -> None:
    for path in ("/", "/v1/sessions", "/nowhere/at/all", "/staff/", "/docs", "/openapi.json"):
        first, second = (client.get(path).headers.getlist("X-Request-ID") for _ in range(2))
        assert len(first) == len(second) == 1
        assert first != second


def test_a_request_is_one_line_with_the_pattern_of_its_address(telling: Telling) -> None:
    client = telling.app.test_client()
    made = opened(client)
    client.get(f"/v1/sessions/{made['id']}?secret=hush", headers={**LIVE, "X-Request-ID": "shop-4711-a"})
    line = telling.lines()[-1]
    assert line["request"] == "shop-4711-a"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/sessions/{session_id}", 200)
    assert line["verification"] == made["id"]
    assert line["key"].startswith("env_")
    assert line["ms"] > 0


@pytest.mark.parametrize(("given", "kept"), [("4bf92f3577b34da6a3ce929d0e0e4736", True), ("jane-doe-1", False)])
def test_the_job_of_a_submit_goes_on_under_the_id_of_its_request(client: FlaskClient, given: str, kept: bool) -> None:
    made = ready(client)
    answer = client.post(f"/v1/sessions/{made['id']}/submit", headers=LIVE | {"X-Request-ID": given})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (202, given)
    assert [job.authenticated_user for job in queue_client(db.engine).list_workflows()] == [given if kept else None]


def test_what_opens_a_record_is_in_no_line(telling: Telling) -> None:
    client = telling.app.test_client()
    made = opened(client)
    for path in (f"/{made['record_id']}", f"/api/profiles/{made['record_id']}", "/0123456789abcde?token=hush"):
        client.get(path, headers={"User-Agent": "Jane's browser", "Referer": "https://jane.example/"})
    said = json.dumps(telling.lines())
    routes = [line["route"] for line in telling.lines()][-3:]
    assert [route.replace("{record_id}", "X") for route in routes] == ["/X", "/api/profiles/X", "/X"]
    for hidden in (made["record_id"], "hush", "Jane", "jane", "127.0.0.1", made["session_token"]):
        assert hidden not in said


def test_an_address_that_leads_nowhere_and_an_odd_method_are_told_without_their_words(telling: Telling) -> None:
    client = telling.app.test_client()
    client.get("/v1/Jane/Doe/passport")
    client.open("/healthz", method="JANE")
    nowhere, odd = telling.lines()[-2:] if len(telling.lines()) > 1 else (telling.lines()[0], None)
    assert "Jane" not in json.dumps(telling.lines())
    assert "JANE" not in json.dumps(telling.lines())
    assert nowhere["status"] == 404
    assert odd is None or odd["method"] == "OTHER"


def test_what_is_asked_all_the_time_says_nothing(telling: Telling) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        telling.app.test_client().get(path)
    assert telling.lines() == []


def test_lines_of_a_request_carry_its_id(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("Jane Doe")

    monkeypatch.setattr(fallback, "log", structlog.get_logger())
    monkeypatch.setitem(telling.app.view_functions, "ops.healthz", broken)
    telling.app.test_client().get("/healthz", headers={"X-Request-ID": "shop-4711-b"})
    (line,) = telling.lines("request_failed")
    assert (line["request"], line["error"]) == ("shop-4711-b", "RuntimeError")
    assert "Jane" not in json.dumps(line)


def test_the_level_of_the_settings_leaves_the_lines_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before, stream = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    app = create_app(settings.model_copy(update={"log_level": "WARNING"}))
    with app.app_context():
        answer = app.test_client().get("/v1/sessions")
        db.engine.dispose()
    structlog.configure(**before)
    assert answer.headers["X-Request-ID"]
    assert stream.getvalue() == ""
