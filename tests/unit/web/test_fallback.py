"""Errors that no view caught: each door's own words, a 503 where waiting helps, and no value of a person anywhere."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator

import psycopg
import psycopg.errors
import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.http.errors import InvalidChunkSize
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from bench.server import free_port
from kyc.app import create_app
from kyc.config import Settings
from kyc.domain.errors import LostRace, Unavailable
from kyc.models import db
from kyc.web import fallback

SECRET = "JANE DOE"
PROBLEM = "application/problem+json"
DOORS = {
    "/v1/broken": PROBLEM,
    "/api/broken": "application/json",
    "/staff-broken": "text/html; charset=utf-8",
    "/v1brokenrecord0": "text/html; charset=utf-8",
    "/apibrokenrecord": "text/html; charset=utf-8",
}
LOCKED = OperationalError("insert into profile values (?)", (SECRET,), Exception("database is locked"))
BROKEN = InterfaceError("select", {}, psycopg.InterfaceError("the connection is closed"))
STANDBY = InternalError("insert", {}, psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"))
AWAY = (LOCKED, BROKEN, STANDBY, NoConnectionFree(), Unavailable("the image store does not answer"), LostRace())


@pytest.fixture
def raising(settings: Settings) -> Iterator[Callable[[Exception], FlaskClient]]:
    """An application whose extra addresses raise what a test says."""
    app = create_app(settings)
    current: list[Exception] = []

    def view() -> str:
        raise current[0]

    for number, path in enumerate(DOORS):
        app.add_url_rule(path, f"broken{number}", view)

    def prepared(error: Exception) -> FlaskClient:
        current[:] = [error]
        return app.test_client()

    yield prepared
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("path", "kind"), DOORS.items())
def test_a_crash_is_worded_by_the_door_at_whose_address_it_happened(
    raising: Callable[[Exception], FlaskClient], path: str, kind: str
) -> None:
    answer = raising(ValueError(f"cannot read {SECRET}")).get(path)
    assert (answer.status_code, answer.content_type) == (500, kind)
    assert SECRET not in answer.text


@pytest.mark.parametrize(("path", "kind"), DOORS.items())
def test_a_chunk_that_is_none_is_the_callers_fault(
    raising: Callable[[Exception], FlaskClient], logged: io.StringIO, path: str, kind: str
) -> None:
    answer = raising(InvalidChunkSize(SECRET.encode())).get(path)
    assert (answer.status_code, answer.content_type, logged.getvalue()) == (400, kind, "")
    assert SECRET not in answer.text


def test_the_contracts_words_for_a_crash(raising: Callable[[Exception], FlaskClient]) -> None:
    assert raising(KeyError(SECRET)).get("/api/broken").get_json() == {"error": "Internal server error"}
    problem = raising(KeyError(SECRET)).get("/v1/broken").get_json()
    assert (problem["status"], problem["code"], problem["instance"]) == (500, "internal_server_error", "/v1/broken")


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the fallback writes to its log, line by line."""
    written = io.StringIO()
    lines = structlog.wrap_logger(structlog.PrintLogger(written), processors=[structlog.processors.JSONRenderer()])
    monkeypatch.setattr(fallback, "log", lines)
    return written


def test_the_log_of_a_crash_says_where_and_no_value(
    raising: Callable[[Exception], FlaskClient], logged: io.StringIO
) -> None:
    raising(IntegrityError(f"insert {SECRET}", {"name": SECRET}, Exception(SECRET))).get("/api/broken")
    line = json.loads(logged.getvalue())
    assert (line["event"], line["error"]) == ("request_failed", "IntegrityError")
    assert line["where"][-1].startswith("test_fallback.py:")
    assert SECRET not in logged.getvalue()


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_what_is_away_for_a_while_asks_to_come_again(
    raising: Callable[[Exception], FlaskClient], path: str, error: Exception
) -> None:
    answer = raising(error).get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.content_type == DOORS[path]
    assert SECRET not in answer.text


def test_the_log_of_what_is_away_names_its_kind_alone(
    raising: Callable[[Exception], FlaskClient], logged: io.StringIO
) -> None:
    raising(LOCKED).get("/v1/broken")
    raising(NoConnectionFree(SECRET)).get("/v1/broken")
    assert [json.loads(line)["error"] for line in logged.getvalue().splitlines()] == ["Exception", "TimeoutError"]
    assert SECRET not in logged.getvalue()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/nothing", PROBLEM),
        ("/v1", PROBLEM),
        ("/api/nothing", "application/json"),
        ("/api", "application/json"),
        ("/v1abcdefghijklm/selfie/nothing", "text/html; charset=utf-8"),
        ("/apiabcdefghijkl/nothing/here", "text/html; charset=utf-8"),
        ("/no/such/page", "text/html; charset=utf-8"),
    ],
)
def test_an_unknown_address_is_worded_by_the_door_it_lies_under(client: FlaskClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (404, kind)


@pytest.mark.parametrize(
    ("path", "method"), [("/v1/sessions", "PUT"), ("/api/profiles/create", "DELETE"), ("/", "POST")]
)
def test_a_wrong_method_says_which_ones_there_are(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"]
    assert answer.is_json or answer.content_type == PROBLEM


def test_an_answer_that_an_error_carries_is_left_as_it_is(app: Flask) -> None:
    from werkzeug.exceptions import NotFound
    from werkzeug.wrappers import Response

    error = NotFound(response=Response("mine"))
    with app.test_request_context("/v1/anything"):
        assert fallback.worded(error) is error


@pytest.mark.parametrize("path", ["/", "/api/profiles/abcdefghijklmno", "/v1/sessions", "/abcdefghijklmno", "/metrics"])
def test_without_its_database_every_door_says_503_and_recovers(app: Flask, path: str) -> None:
    from tests.make import LIVE_KEY

    def gone(*_: object) -> None:
        raise OperationalError("select", {"name": SECRET}, Exception("server closed the connection unexpectedly"))

    client, headers = app.test_client(), {"x-api-key": LIVE_KEY}
    event.listen(db.engine, "before_cursor_execute", gone)
    try:
        answer = client.get(path, headers=headers)
    finally:
        event.remove(db.engine, "before_cursor_execute", gone)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert SECRET not in answer.text
    assert client.get(path, headers=headers).status_code in (200, 404)


def test_an_error_after_the_view_is_a_plain_500(settings: Settings) -> None:
    app = create_app(settings)

    @app.after_request
    def broken(_: object) -> object:
        raise ZeroDivisionError

    answer = app.test_client().get("/api/nothing")
    assert (answer.status_code, answer.get_json()) == (500, {"error": "Internal server error"})
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/api/profiles/abcdefghijklmno", "/v1/sessions", "/abcdefghijklmno"])
def test_a_database_server_that_nobody_runs_is_503_at_every_door(settings: Settings, path: str) -> None:
    nobody = f"postgresql+psycopg://ekyc:{SECRET.replace(' ', '')}@127.0.0.1:{free_port()}/ekyc"
    app = create_app(settings.model_copy(update={"database_url": nobody}))
    answer = app.test_client().get(path, headers={"x-api-key": "some-other-key", "Authorization": "Bearer x"})
    expected = 401 if path == "/v1/sessions" else 503
    assert answer.status_code == expected
    assert "127.0.0.1" not in answer.text
    with app.app_context():
        db.engine.dispose()


def test_readiness_says_which_part_is_away(settings: Settings) -> None:
    nobody = f"postgresql+psycopg://ekyc@127.0.0.1:{free_port()}/ekyc"
    app = create_app(settings.model_copy(update={"database_url": nobody}))
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["parts"]["database"]) == (503, "unavailable")
    assert client.get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()
