"""The few verbs of S3 that the store speaks, on loopback: put, get, delete, list."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


class S3Server(ThreadingHTTPServer):
    """Objects by path; `broken` makes every answer a 403."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.broken = False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: S3Server

    def do_PUT(self) -> None:
        self._kept()[self._path] = self.rfile.read(int(self.headers["content-length"]))
        self._answer(200)

    def do_DELETE(self) -> None:
        self._kept().pop(self._path, None)
        self._answer(204)

    def do_POST(self) -> None:
        """Delete several objects, as the client asks when it has a list of one."""
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        keys = [part.split("</Key>")[0] for part in text.split("<Key>")[1:]]
        for key in keys:
            self._kept().pop(f"{self._path.rstrip('/')}/{key}", None)
        deleted = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if self.server.broken:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        elif "list-type" in query:
            self._answer(200, self._listing(query.get("prefix", [""])[0]))
        elif self._path in self._kept():
            self._answer(200, self._kept()[self._path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    @property
    def _path(self) -> str:
        return urlsplit(self.path).path

    def _kept(self) -> dict[str, bytes]:
        return self.server.objects

    def _listing(self, prefix: str) -> bytes:
        bucket = self._path.rstrip("/") + "/"
        found = [path.removeprefix(bucket) for path in self._kept() if path.startswith(bucket + prefix)]
        rows = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>e</ETag>"
            f"<Size>1</Size></Contents>"
            for key in found
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"e"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def s3_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    server = S3Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": "something",
        "AWS_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    yield server
    server.shutdown()
    server.server_close()
