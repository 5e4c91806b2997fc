"""A publisher of lists on loopback: files with the usual headers, and whatever a test makes of them."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Published:
    """One file: its bytes and its date; `etag` empty for a server that gives none."""

    body: bytes
    etag: str = '"1"'
    modified: float | None = 1_763_600_000.0

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        stamps = {"ETag": self.etag, "Last-Modified": formatdate(self.modified, usegmt=True) if self.modified else ""}
        same = self.etag and asked.headers.get("If-None-Match") == self.etag
        same = same or (stamps["Last-Modified"] and asked.headers.get("If-Modified-Since") == stamps["Last-Modified"])
        say(asked, 304 if same else 200, b"" if same else self.body, {k: v for k, v in stamps.items() if v})


@dataclass
class Publisher:
    """What is published under which path, and what was asked for (path and whether on conditions)."""

    files: dict[str, Published | Answer] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    port: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def say(asked: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    """An answer as a server makes it."""
    asked.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | headers).items():
        if value:
            asked.send_header(name, value)
    asked.end_headers()
    asked.wfile.write(body)


def pointing(location: str) -> Answer:
    return lambda asked: say(asked, 302, b"gone there", {"Location": location})


@contextmanager
def publishing(tls: ssl.SSLContext | None = None) -> Iterator[Publisher]:
    publisher = Publisher()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
            publisher.asked.append((self.path, conditional))
            found = publisher.files.get(self.path)
            with suppress(OSError):
                if found is None:
                    say(self, 404, b"no such file", {})
                elif isinstance(found, Published):
                    found.answer(self)
                else:
                    found(self)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    publisher.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
