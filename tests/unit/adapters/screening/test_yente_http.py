"""Questions to a real server on loopback: what is sent, and every way in which no usable answer comes."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kyc.adapters.screening import yente_http
from kyc.adapters.screening.yente_http import Reply, Service
from kyc.domain.errors import Unavailable
from tests.said import said_by
from tests.unit.adapters.screening.yente_server import QUICK, Yente, serving

SECRET = "Anna Example"
BODY = {"queries": {"person": {"schema": "Person", "properties": {"name": [SECRET]}}}}


@pytest.fixture
def yente(monkeypatch: pytest.MonkeyPatch) -> Iterator[Yente]:
    monkeypatch.setattr(yente_http, "PAUSE_S", 0.0)
    with serving() as running:
        yield running


def post(service: Service) -> Reply:
    return service.post("/match/default", BODY, [("topics", "sanction"), ("topics", "sanction.linked")])


def refused(service: Service) -> str:
    """The code in the log of a question that ended in `Unavailable`; nobody's name is in log or error."""
    with said_by(yente_http) as logs, pytest.raises(Unavailable) as caught:
        post(service)
    assert caught.value.detail == "watchlist_unreachable"
    assert caught.value.__context__ is None
    assert [(one["event"], one["path"]) for one in logs] == [("yente_failed", "/match/default")]
    assert SECRET not in f"{caught.value!r} {logs}"
    code: str = logs[0]["error"]
    return code


def test_a_person_stands_in_the_body_alone(yente: Yente) -> None:
    assert post(yente.service()).status == 200
    ((method, path, params, headers, body),) = yente.asked
    assert (method, path, body) == ("POST", "/match/default", BODY)
    assert params == {"topics": ["sanction", "sanction.linked"]}
    assert SECRET not in str(headers)
    assert headers["content-type"] == "application/json"


def test_the_key_of_a_hosted_service_travels_in_its_header_and_is_never_shown(yente: Yente) -> None:
    service = yente.service("k-123")
    post(service)
    assert yente.asked[0][3]["authorization"] == "ApiKey k-123"
    assert "k-123" not in repr(service)


def test_without_a_key_none_is_taken_from_the_users_files(
    yente: Yente, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    post(yente.service())
    assert "authorization" not in yente.asked[0][3]


def test_a_proxy_of_the_environment_is_not_told_of_anybody(yente: Yente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert post(yente.service()).status == 200


def test_a_service_under_a_path_is_asked_there(yente: Yente) -> None:
    post(yente.service(path="/screening"))
    assert yente.paths() == ["POST /screening/match/default"]


def test_what_is_still_the_same_is_said_without_a_body(yente: Yente) -> None:
    yente.etag = '"v1"'
    first = yente.service().get("/catalog")
    again = yente.service().get("/catalog", first.etag)
    assert (first.status, first.etag, again) == (200, '"v1"', Reply(304, b"", '"v1"'))


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 422, 429, 500])
def test_a_status_other_than_success_is_no_answer_and_is_not_asked_again(yente: Yente, status: int) -> None:
    yente.statuses = [status]
    assert refused(yente.service()) == f"http_{status}"
    assert len(yente.asked) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_is_away_for_a_moment_is_asked_once_more(yente: Yente, status: int) -> None:
    yente.statuses = [status]
    assert post(yente.service()).status == 200
    yente.statuses = [status, status]
    assert refused(yente.service()) == f"http_{status}"
    assert len(yente.asked) == 4


def test_nobody_is_told_elsewhere_by_a_redirect(yente: Yente) -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"http://127.0.0.1:{yente.port}/elsewhere")
        handler.end_headers()

    yente.say = elsewhere
    assert refused(yente.service()) == "http_307"
    assert yente.paths() == ["POST /match/default"]


def test_a_service_that_never_answers_is_left_in_time(yente: Yente) -> None:
    yente.say = lambda handler: time.sleep(0.5)
    assert refused(yente.service()) == "timeout"


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["status", "head", "body"]
)
def test_a_service_that_drips_is_cut_off(yente: Yente, start: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        with suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b"H")
                time.sleep(0.02)

    yente.say = drip
    assert refused(yente.service()) == "timeout"


def test_an_answer_that_is_too_large_is_not_read_on(yente: Yente, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yente_http, "LARGEST_ANSWER", 1000)
    yente.match = b"x" * 1001
    assert refused(yente.service()) == "too_large"
    yente.match = b"x" * 1000
    assert len(post(yente.service()).body) == 1000


def test_an_answer_that_breaks_off_is_none(yente: Yente) -> None:
    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b'{"responses"')

    yente.say = break_off
    assert refused(yente.service()) == "connection_failed"


def test_what_is_no_http_is_no_answer(yente: Yente) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    yente.say = greet
    assert refused(yente.service()) == "connection_failed"
    assert len(yente.asked) == 2


def test_a_service_that_is_not_there_is_said_to_be_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refused(Service(f"http://127.0.0.1:{port}", times=QUICK)) == "connection_failed"


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("https://127.0.0.1:{port}", "", "tls_failed"),
        ("http://[broken", "", "invalid_url"),
        ("http://127.0.0.1:{port}", "two\nlines", "invalid_url"),
    ],
)
def test_settings_that_cannot_work_are_told_apart(yente: Yente, url: str, key: str, code: str) -> None:
    assert refused(Service(url.format(port=yente.port), key, times=QUICK)) == code
