"""Where one request ends and the next begins: what could be read in two ways is refused, and so is what is too much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException

from kyc.cli.supervisor import web_command
from kyc.config import Settings, load

pytestmark = pytest.mark.one_database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(_env_file=None, instance_dir=tmp_path)


@pytest.fixture
def config(settings: Settings) -> Config:
    """gunicorn's, as the supervisor starts it."""
    found, command = Config(), web_command(settings)
    parsed = found.parser().parse_args(command[command.index("gunicorn") + 1 : -1])
    for name, value in vars(parsed).items():
        if value is not None and name in found.settings:
            found.set(name, value)
    return found


def read(config: Config, *pieces: bytes) -> Iterator[tuple[str, bytes]]:
    """Every request that a connection of these bytes holds, by path and body."""
    for request in RequestParser(config, iter(pieces), ("203.0.113.9", 50_000)):
        yield request.path, request.body.read()


def sent(*headers: str, body: str = "", line: str = "POST /v1/sessions HTTP/1.1") -> bytes:
    return "\r\n".join((line, "Host: kyc.example", *headers, "", body)).encode()


def test_two_requests_of_one_connection_are_two(config: Config) -> None:
    both = sent("Content-Length: 2", body="{}") + sent("Transfer-Encoding: chunked", body="2\r\n[]\r\n0\r\n\r\n")
    assert list(read(config, both)) == [("/v1/sessions", b"{}"), ("/v1/sessions", b"[]")]


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 4", "Transfer-Encoding: chunked"),
        ("Content-Length: 4", "Content-Length: 5"),
        ("Content-Length: +4",),
        ("Content-Length: 0x4",),
        ("Content-Length: 4, 4",),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding : chunked",),
        ("Transfer_Encoding chunked",),
        ("X-One: 1", " folded: 2"),
        ("X-One: a\0b",),
        ("X One: 1",),
    ],
)
def test_what_two_servers_might_read_differently_is_refused(config: Config, headers: tuple[str, ...]) -> None:
    with pytest.raises((ParseException, NotImplementedError)):
        list(read(config, sent(*headers, body="0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n")))


@pytest.mark.parametrize("line", ["GET  / HTTP/1.1", "GET /a b HTTP/1.1", "get / HTTP/1.1", "GET / HTTP/9.9", "GET /"])
def test_a_request_line_of_another_shape_is_refused(config: Config, line: str) -> None:
    with pytest.raises(ParseException):
        list(read(config, sent(line=line)))


def test_too_many_too_long_and_endless_headers_are_refused(config: Config) -> None:
    with pytest.raises(LimitRequestHeaders):
        list(read(config, sent(*(f"X-{number}: 1" for number in range(200)))))
    with pytest.raises(LimitRequestHeaders):
        list(read(config, sent("X-Long: " + "x" * 10_000)))
    with pytest.raises(LimitRequestLine):
        list(read(config, sent(line=f"GET /{'x' * 10_000} HTTP/1.1")))


def test_nobody_speaks_for_a_proxy_by_a_header_of_gunicorns_own(config: Config) -> None:
    """Neither the scheme nor the root of the addresses: X-Forwarded-* counts by TRUSTED_PROXIES alone."""
    spoken = sent("X-Forwarded-Proto: https", "SCRIPT_NAME: //evil.example", "Content-Length: 0")
    (request,) = RequestParser(config, iter([spoken]), ("127.0.0.1", 50_000))
    assert request.scheme == "http"
    assert "SCRIPT_NAME" not in dict(request.headers)
