"""Talking to a PocketBase that is busy, away, or has forgotten who we are."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kyc.adapters.pocketbase import Access, Client, Mirror, Names
from kyc.domain.moving import MovingStopped, StatusUpdate

UPDATE = StatusUpdate("a" * 15, "b" * 15, "approved", "verified")


class Scripted(BaseHTTPRequestHandler):
    """Answers what it was told to, one after the other; sign-ins always succeed unless the script says 400."""

    script: list[tuple[int, dict[str, str]]]
    seen: list[tuple[str, str, str]]
    knows = True

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "auth-with-password" in self.path:
            status, headers, said = (200 if self.knows else 400), {}, json.dumps({"token": f"t{len(self.seen)}"})
        else:
            status, headers = self.script.pop(0)
            said = "{}"
        self.seen.append((self.command, self.path, body))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(said))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said.encode())

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815  (the library calls them so)

    def log_message(self, *words: object) -> None:
        """Quietly."""


@pytest.fixture
def handler() -> type[Scripted]:
    return type("Fresh", (Scripted,), {"script": [], "seen": []})


@pytest.fixture
def url(handler: type[Scripted]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def client(url: str, waited: list[float], waits_s: tuple[float, ...] = (1.0, 2.0)) -> Client:
    return Client(Access(url, "admin@example.test", "secret"), waits_s, waited.append)


def test_a_server_that_is_busy_is_waited_for_as_long_as_it_asks(url: str, handler: type[Scripted]) -> None:
    waited: list[float] = []
    handler.script += [(429, {"Retry-After": "7"}), (503, {}), (200, {})]
    assert client(url, waited).ask("GET", "/api/x").status_code == 200
    assert waited == [7.0, 2.0]


def test_who_never_answers_stops_it_with_a_word_how_to_go_on(url: str, handler: type[Scripted]) -> None:
    waited: list[float] = []
    handler.script += [(503, {})] * 3
    with pytest.raises(MovingStopped, match=r"answers 503.*again to go on"):
        client(url, waited).ask("GET", "/api/x")
    with pytest.raises(MovingStopped, match="does not answer"):
        client("http://127.0.0.1:9", waited).ask("GET", "/api/x")
    assert waited == [1.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize("status", [401, 403])
def test_a_sign_in_that_lapsed_is_done_again(url: str, handler: type[Scripted], status: int) -> None:
    handler.script += [(status, {}), (200, {})]
    assert client(url, []).ask("GET", "/api/x").status_code == 200
    assert [path for _, path, _ in handler.seen][1] == "/api/collections/_superusers/auth-with-password"


def test_a_wrong_password_is_told_and_never_repeated(url: str, handler: type[Scripted]) -> None:
    handler.knows = False
    handler.script += [(401, {})]
    with pytest.raises(MovingStopped, match="does not know this superuser") as told:
        client(url, []).ask("GET", "/api/x")
    assert "secret" not in str(told.value)
    assert "secret" not in repr(Access(url, "a", "secret"))


def test_a_redirect_leads_nowhere(url: str, handler: type[Scripted]) -> None:
    handler.script += [(302, {"Location": "http://127.0.0.1:9/"})]
    assert client(url, []).ask("GET", "/api/x").status_code == 302


@pytest.mark.parametrize("address", ["ftp://pb", "http://pb.example", "https://user:pass@pb.example", "pb"])
def test_no_address_over_which_others_read_along(address: str) -> None:
    with pytest.raises(MovingStopped):
        Access(address, "a", "b")
    assert Access("http://localhost:8090", "a", "b")
    assert Access("https://pb.example", "a", "b")


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ([200, 200], True),  # the record, the entry
        ([200, 400, 200], True),  # an attempt before this one left the entry there
        ([200, 400, 404], False),
        ([404], True),  # no such record any more
        ([400], False),
        ([503], False),
    ],
)
def test_what_the_mirror_was_told(url: str, handler: type[Scripted], script: list[int], heard: bool) -> None:
    handler.script += [(status, {}) for status in script]
    assert Mirror(client(url, [], ()), Names()).tell(UPDATE) is heard
    assert handler.script == []
    method, path, body = handler.seen[0]
    assert (method, path) == ("PATCH", f"/api/collections/kyc_profiles/records/{UPDATE.record_id}")
    assert json.loads(body) == {"verification_status": "verified"}
    if len(script) > 1:
        entry = {"id": UPDATE.entry_id, "profile": UPDATE.record_id, "status": "approved"}
        assert json.loads(handler.seen[1][2]) == entry
