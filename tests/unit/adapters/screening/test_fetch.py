"""Fetching files of lists from a real server on loopback, kind and hostile."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kyc.adapters.screening import fetch as fetching
from kyc.adapters.screening.fetch import FetchFailed, Limits, Stamp, fetch, file_name
from tests.unit.adapters.screening.publisher import Published, Publisher, pointing, publishing, say
from tests.unit.adapters.test_outgoing import certificate, dripping, raw_server

HTTP = Limits(seconds=10, allow_http=True)
BODY = b"id,name\n1,Viktor\n"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as running:
        running.files["/list.csv"] = Published(BODY)
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def test_a_file_comes_whole_with_its_date_and_how_to_know_it_again(publisher: Publisher, target: Path) -> None:
    stamp = fetch(publisher.url("/list.csv"), target, None, HTTP)
    assert target.read_bytes() == BODY
    assert target.stat().st_mtime == 1_763_600_000
    assert (stamp.etag, stamp.modified[:16], len(stamp.sha256)) == ('"1"', "Thu, 20 Nov 2025", 64)


@pytest.mark.parametrize("etag", ['"1"', ""])
def test_what_did_not_change_is_not_sent_again(publisher: Publisher, target: Path, etag: str) -> None:
    publisher.files["/list.csv"] = Published(BODY, etag=etag)
    stamp = fetch(publisher.url("/list.csv"), target, None, HTTP)
    target.unlink()
    assert fetch(publisher.url("/list.csv"), target, stamp, HTTP) is stamp
    assert not target.exists()
    assert publisher.asked == [("/list.csv", False), ("/list.csv", True)]


def test_what_changed_is_fetched_and_known_by_its_new_stamp(publisher: Publisher, target: Path) -> None:
    first = fetch(publisher.url("/list.csv"), target, None, HTTP)
    publisher.files["/list.csv"] = Published(BODY + b"2,Anna\n", etag='"2"', modified=None)
    second = fetch(publisher.url("/list.csv"), target, first, HTTP)
    assert target.read_bytes().endswith(b"Anna\n")
    assert (second.etag, second.modified) == ('"2"', "")
    assert second.sha256 != first.sha256


def test_plain_http_is_refused_unless_allowed(publisher: Publisher, target: Path) -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1: only https is fetched"):
        fetch(publisher.url("/list.csv"), target, None, replace(HTTP, allow_http=False))
    assert publisher.asked == []


def test_a_redirect_within_the_host_is_followed(publisher: Publisher, target: Path) -> None:
    publisher.files["/latest"] = pointing("/list.csv")
    fetch(publisher.url("/latest"), target, None, HTTP)
    assert target.read_bytes() == BODY


def test_a_redirect_to_an_inner_address_is_refused_unless_it_is_listed(publisher: Publisher, target: Path) -> None:
    publisher.files["/latest"] = pointing(publisher.url("/list.csv", host="127.0.0.2").replace("127.0.0.2", "127.1"))
    with pytest.raises(FetchFailed, match="points on to an address that is not public"):
        fetch(publisher.url("/latest"), target, None, HTTP)
    assert [path for path, _ in publisher.asked] == ["/latest"]
    fetch(publisher.url("/latest"), target, None, replace(HTTP, allow=("127.0.0.0/8",)))
    assert target.read_bytes() == BODY


def test_a_mirror_with_a_certificate_of_its_own_is_trusted_by_ca_file_and_leads_to_no_plain_http(
    tmp_path: Path, target: Path
) -> None:
    tls = certificate(tmp_path, "localhost")
    limits = Limits(seconds=10, ca_file=tmp_path / "cert.pem")
    with publishing(tls) as mirror:
        mirror.files |= {"/list.csv": Published(BODY), "/latest": pointing(mirror.url("/list.csv", "localhost"))}
        secure = mirror.url("/list.csv", "localhost").replace("http:", "https:")
        fetch(secure, target, None, limits)
        assert target.read_bytes() == BODY
        with pytest.raises(FetchFailed, match="localhost: only https is fetched"):
            fetch(secure.replace("list.csv", "latest"), target, None, limits)
        with pytest.raises(FetchFailed, match="certificate is not trusted"):
            fetch(secure, target, None, Limits(seconds=10))


def test_a_circle_of_redirects_ends(publisher: Publisher, target: Path) -> None:
    publisher.files["/latest"] = pointing("/latest")
    with pytest.raises(FetchFailed, match="points on more than 5 times"):
        fetch(publisher.url("/latest"), target, None, HTTP)
    assert len(publisher.asked) == 6


@pytest.mark.parametrize("status", [204, 304, 404, 500, 503])
def test_any_other_answer_is_a_failure_with_its_number(publisher: Publisher, target: Path, status: int) -> None:
    publisher.files["/list.csv"] = lambda asked: say(asked, status, b"", {})
    with pytest.raises(FetchFailed, match=f"127.0.0.1: answered {status}"):
        fetch(publisher.url("/list.csv"), target, None, HTTP)


def test_an_address_that_may_hold_a_token_is_not_repeated(publisher: Publisher, target: Path) -> None:
    with pytest.raises(FetchFailed) as problem:
        fetch(publisher.url("/missing?token=s3cret"), target, None, HTTP)
    assert "s3cret" not in str(problem.value)


@pytest.mark.parametrize("told", [True, False])
def test_a_file_over_the_limit_is_refused_by_what_it_says_or_what_comes(
    publisher: Publisher, target: Path, told: bool
) -> None:
    def chunked(asked: BaseHTTPRequestHandler) -> None:
        say(asked, 200, b"", {"Transfer-Encoding": "chunked", "Content-Length": ""})
        for _ in range(100):
            asked.wfile.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        asked.wfile.write(b"0\r\n\r\n")

    publisher.files["/list.csv"] = Published(b"x" * 2000) if told else chunked
    with pytest.raises(FetchFailed, match="larger than 1000 bytes"):
        fetch(publisher.url("/list.csv"), target, None, replace(HTTP, max_bytes=1000))


def test_a_download_that_breaks_off_is_no_file(publisher: Publisher, target: Path) -> None:
    publisher.files["/list.csv"] = lambda asked: say(asked, 200, BODY, {"Content-Length": "9999"})
    with pytest.raises(FetchFailed, match="broke off"):
        fetch(publisher.url("/list.csv"), target, None, HTTP)


def test_a_body_of_unknown_length_is_refused(publisher: Publisher, target: Path) -> None:
    publisher.files["/list.csv"] = lambda asked: say(asked, 200, BODY, {"Content-Length": ""})
    with pytest.raises(FetchFailed, match="does not say how long the file is"):
        fetch(publisher.url("/list.csv"), target, None, HTTP)


def test_a_compressed_body_is_refused(publisher: Publisher, target: Path) -> None:
    publisher.files["/list.csv"] = lambda asked: say(asked, 200, BODY, {"Content-Encoding": "gzip"})
    with pytest.raises(FetchFailed, match="compressed"):
        fetch(publisher.url("/list.csv"), target, None, HTTP)


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "], ids=["body", "head"]
)
def test_a_server_that_drips_is_cut_off(target: Path, start: bytes) -> None:
    with raw_server(dripping(start, b"x")) as place:
        before = time.monotonic()
        with pytest.raises(FetchFailed, match="took too long"):
            fetch(f"http://{place}/list.csv", target, None, replace(HTTP, seconds=0.5))
        assert time.monotonic() > before


def test_a_server_that_is_away_is_said_so(target: Path) -> None:
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetch("http://127.0.0.1:9/list.csv", target, None, HTTP)


def test_a_full_disk_is_called_one(publisher: Publisher, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetching, "_written", full)
    with pytest.raises(FetchFailed, match="no room"):
        fetch(publisher.url("/list.csv"), target, None, HTTP)


@pytest.mark.parametrize("url", ["https://me:word@lists.example/x.csv", "https://", "https://exa mple/x"])
def test_an_address_that_is_none_is_refused(target: Path, url: str) -> None:
    with pytest.raises(FetchFailed, match="not an address that can be fetched"):
        fetch(url, target, None, HTTP)


def test_without_anything_to_go_by_no_condition_is_made() -> None:
    assert Stamp(sha256="0" * 64).conditions() == {}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://lists.example/exports/SDN.CSV", "SDN.CSV"),
        ("https://lists.example/a%20b/..%2f..%2fetc%2Fpasswd?token=x", "passwd"),
        ("https://lists.example/", "list"),
        ("https://lists.example/.hidden", "hidden"),
        ("https://lists.example/n%00me.xml", "n_me.xml"),
    ],
)
def test_the_name_of_the_file_is_the_end_of_the_path_and_nothing_else(url: str, name: str) -> None:
    assert file_name(url) == name
