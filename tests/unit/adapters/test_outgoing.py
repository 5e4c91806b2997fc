"""Posting to real receivers on loopback, kind and hostile; and not posting inwards."""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kyc.adapters.outgoing import HttpSender, create
from kyc.domain.ports import Sender
from tests.unit.adapters.test_addresses import INTERNAL, MALFORMED

LOOPBACK = ("127.0.0.0/8", "::1/128")
BODY = b'{"event":"verification.completed"}'


@dataclass
class Receiver:
    """A local HTTP server that keeps what it gets and answers as it is told."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"

    def url(self, host: str = "127.0.0.1", path: str = "/hook") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(receiver: Receiver, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(receiver.body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.scheme = "https"
    receiver.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as running:
        yield running


@pytest.fixture
def sender() -> HttpSender:
    return create(LOOPBACK)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A receiver below HTTP: whatever `answer` does with each connection; yields host and port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    answer(connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def dripping(start: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Sends a start, then a drop for ever, each too soon for a socket's own timeout to notice."""

    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.02)

    return answer


def test_it_fills_the_port_and_posts_the_exact_bytes(receiver: Receiver, sender: HttpSender) -> None:
    filled: Sender = sender
    answer = filled.post(receiver.url(), BODY, {"content-type": "application/json", "webhook-id": "evt_1"})
    assert (answer.status, answer.body, answer.error, answer.retry_after_s) == (200, "ok", None, None)
    path, headers, body = receiver.got[0]
    assert (path, body) == ("/hook", BODY)
    assert headers["webhook-id"] == "evt_1"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == "ekyc-webhooks/1"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert answer.elapsed_ms >= 0


def test_the_host_header_is_the_name_and_not_the_pinned_address(receiver: Receiver, sender: HttpSender) -> None:
    assert sender.post(receiver.url("localhost"), BODY, {}).status == 200
    assert receiver.got[0][1]["host"] == f"localhost:{receiver.port}"


@pytest.mark.parametrize("status", [204, 400, 410, 500, 503])
def test_the_status_is_reported_as_it_is(receiver: Receiver, sender: HttpSender, status: int) -> None:
    receiver.status = status
    answer = sender.post(receiver.url(), BODY, {})
    assert (answer.status, answer.error) == (status, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_refused_and_not_followed(receiver: Receiver, sender: HttpSender, status: int) -> None:
    receiver.status, receiver.headers = status, {"Location": receiver.url(path="/elsewhere")}
    answer = sender.post(receiver.url(), BODY, {})
    assert (answer.status, answer.error) == (status, "redirect_refused")
    assert [path for path, _, _ in receiver.got] == ["/hook"]


def test_a_redirect_with_an_endless_body_is_not_read_to_its_end(sender: HttpSender) -> None:
    sent = [0]

    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n")
        while sent[0] < 64 * 1024 * 1024:
            sent[0] += connection.send(b"x" * 65536)

    with raw_server(answer) as host:
        assert sender.post(f"http://{host}/", BODY, {}).status == 302
    assert sent[0] < 32 * 1024 * 1024


@pytest.mark.parametrize("url", INTERNAL)
def test_no_spelling_of_an_internal_address_is_posted_to(url: str) -> None:
    answer = create(()).post(url, BODY, {})
    assert (answer.status, answer.error) == (0, "blocked_address")


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_address_is_not_posted_to(url: str) -> None:
    answer = create(LOOPBACK).post(url, BODY, {})
    assert (answer.status, answer.error) == (0, "invalid_url")


def test_loopback_outside_the_list_gets_nothing(receiver: Receiver) -> None:
    for allow in ((), ("10.0.0.0/8",), ("127.0.0.2/32",)):
        assert create(allow).post(receiver.url(), BODY, {}).error == "blocked_address"
        assert create(allow).post(receiver.url("localhost"), BODY, {}).error == "blocked_address"
    assert receiver.got == []


def test_a_name_that_turns_inwards_after_the_check_is_not_followed(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when the URL was accepted, loopback when it is posted to."""
    real = socket.getaddrinfo
    inwards = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]

    def rebinding(host: str, *args: object, **rest: object) -> object:
        return inwards if host == "partner.example" and not rest.get("flags") else real(host, *args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert create(()).post(receiver.url("partner.example"), BODY, {}).error == "blocked_address"
    assert receiver.got == []


def test_a_name_is_resolved_once_for_judging_and_connecting(
    receiver: Receiver, sender: HttpSender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer, which nobody may ask for, is an address that would answer as well."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def lookup(host: str, *args: object, **rest: object) -> object:
        if host != "partner.example" or rest.get("flags"):
            return real(host, *args, **rest)  # type: ignore[arg-type]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert sender.post(receiver.url("partner.example"), BODY, {}).status == 200
    assert asked == ["partner.example"]


def test_the_environment_gives_neither_a_proxy_nor_a_password(
    receiver: Receiver, sender: HttpSender, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login someone password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert sender.post(receiver.url(), BODY, {}).status == 200
    assert "authorization" not in receiver.got[0][1]


def test_only_the_first_kilobyte_of_an_answer_is_kept(receiver: Receiver, sender: HttpSender) -> None:
    receiver.body = b"a" * 100_000
    assert sender.post(receiver.url(), BODY, {}).body == "a" * 1024


def test_an_answer_that_is_no_text_is_kept_without_what_databases_refuse(
    receiver: Receiver, sender: HttpSender
) -> None:
    receiver.body = b"\x00\xff\xfeok\x00"
    assert sender.post(receiver.url(), BODY, {}).body == "��ok"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0", 0.0), ("soon", None), ("-5", None), ("1.5", None), ("", None), ("٣", None)],
)
def test_retry_after_in_seconds(receiver: Receiver, sender: HttpSender, value: str, seconds: float | None) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": value.encode().decode("latin-1")}
    assert sender.post(receiver.url(), BODY, {}).retry_after_s == seconds


def test_retry_after_as_a_date(receiver: Receiver, sender: HttpSender) -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    receiver.status, receiver.headers = 429, {"Retry-After": email.utils.format_datetime(moment, usegmt=True)}
    waited = sender.post(receiver.url(), BODY, {}).retry_after_s
    assert waited is not None
    assert 3500 < waited <= 3600


def test_a_date_in_the_past_means_at_once(receiver: Receiver, sender: HttpSender) -> None:
    receiver.status, receiver.headers = 503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert sender.post(receiver.url(), BODY, {}).retry_after_s == 0


def test_nobody_listening_is_a_failed_connection(sender: HttpSender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = sender.post(f"http://127.0.0.1:{port}/", BODY, {})
    assert (answer.status, answer.error) == (0, "connection_failed")


def test_a_name_that_does_not_exist_is_a_failed_connection(sender: HttpSender) -> None:
    assert sender.post("http://nobody.invalid/", BODY, {}).error == "connection_failed"


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200"])
def test_a_receiver_that_speaks_no_http_is_a_failed_connection(sender: HttpSender, said: bytes) -> None:
    def answer(connection: socket.socket) -> None:
        got = b""
        while BODY not in got:  # what is left unread resets the connection, and the answer with it
            got += connection.recv(65536)
        connection.sendall(said)

    with raw_server(answer) as host:
        answered = sender.post(f"http://{host}/", BODY, {})
    assert (answered.status, answered.error) in {(0, "connection_failed"), (200, None)}
    assert (answered.status == 200) == said.endswith(b"200")


@pytest.mark.parametrize(
    "hostile",
    [
        dripping(b"", b""),
        dripping(b"", b"H"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"x-drip: 1\r\n"),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silent", "status", "headers", "continue"],
)
def test_a_receiver_that_never_comes_to_an_answer_is_left_at_the_deadline(
    hostile: Callable[[socket.socket], None],
) -> None:
    with raw_server(hostile) as host:
        answer = HttpSender(LOOPBACK, None, total_s=0.3).post(f"http://{host}/", BODY, {})
    assert (answer.status, answer.error) == (0, "timeout")


def test_a_body_that_drips_is_left_at_the_deadline_and_the_status_counts() -> None:
    with raw_server(dripping(b"HTTP/1.1 200 OK\r\n\r\nhello ", b".")) as host:
        answer = HttpSender(LOOPBACK, None, total_s=0.3).post(f"http://{host}/", BODY, {})
    assert (answer.status, answer.error) == (200, None)
    assert answer.body.startswith("hello .")
    assert len(answer.body) < 1024


def test_a_handshake_that_drips_is_left_at_the_deadline() -> None:
    with raw_server(dripping(b"", b"\x16")) as host:
        answer = HttpSender(LOOPBACK, None, total_s=0.3).post(f"https://{host}/", BODY, {})
    assert answer.status == 0
    assert answer.error in {"timeout", "tls_failed"}


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """A server's context with a self-signed certificate for one name, written to `cert.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    with suppress(ValueError):
        names = [x509.IPAddress(ipaddress.ip_address(name))]
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_tls_is_verified_for_the_name_though_the_address_is_pinned(tmp_path: Path, name: str) -> None:
    with serving(Receiver(), certificate(tmp_path, name)) as receiver:
        answer = create(LOOPBACK, ca_file=str(tmp_path / "cert.pem")).post(receiver.url(name), BODY, {})
    assert (answer.status, answer.error) == (200, None)
    assert receiver.got[0][2] == BODY


def test_a_certificate_for_another_name_fails(tmp_path: Path) -> None:
    with serving(Receiver(), certificate(tmp_path, "other.example")) as receiver:
        answer = create(LOOPBACK, ca_file=str(tmp_path / "cert.pem")).post(receiver.url("localhost"), BODY, {})
    assert (answer.status, answer.error, receiver.got) == (0, "tls_failed", [])


def test_a_certificate_of_an_unknown_authority_fails(tmp_path: Path) -> None:
    with serving(Receiver(), certificate(tmp_path, "localhost")) as receiver:
        answer = create(LOOPBACK).post(receiver.url("localhost"), BODY, {})
    assert (answer.status, answer.error, receiver.got) == (0, "tls_failed", [])


def test_many_posts_leave_no_descriptor_and_no_thread_behind(receiver: Receiver, sender: HttpSender) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    sender.post(receiver.url(), BODY, {})
    before = descriptors()
    for _ in range(30):
        assert sender.post(receiver.url(), BODY, {}).status == 200
    assert descriptors() <= before + 3
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
