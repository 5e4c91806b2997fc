"""A partner's webhook receiver: a real HTTP server on loopback that records what it receives."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


class Receiver:
    """Answers 200 (or what `answers` says next) and keeps every request: headers in lower case and parsed body."""

    def __init__(self, port: int = 0) -> None:
        self.got: list[tuple[dict[str, str], dict[str, Any], bytes]] = []
        self.answers: list[int] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hooks"

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def events(self, name: str) -> list[dict[str, Any]]:
        return [body for _, body, _ in self.got if body["event"] == name]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(
                    ({name.lower(): value for name, value in self.headers.items()}, json.loads(raw), raw)
                )
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler
