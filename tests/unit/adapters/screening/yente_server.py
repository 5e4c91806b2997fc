"""A yente on loopback that answers in the documented form, or as it is told; everyone in it is made up.

Form: the OpenAPI description of yente 5.5 and https://www.opensanctions.org/docs/api/response/.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kyc.adapters.screening.yente_http import Service, Times

QUICK = Times(connect=1.0, silence=0.3, total=0.3)


def result(**changes: Any) -> dict[str, Any]:
    """One scored entity, with every key that the documentation has."""
    properties = {
        "name": ["Viktor Sampleman", "Виктор Семплеман"],
        "alias": ["Victor Samplov", "Viktor Sampleman"],
        "weakAlias": ["Samply"],
        "firstName": ["Viktor"],
        "birthDate": ["1970-05-05", "1971"],
        "nationality": ["cz"],
        "country": ["cz", "suhh"],
        "passportNumber": ["D00050505"],
        "topics": ["sanction", "role.pep"],
        "programId": ["EU-FRAUD"],
        "sourceUrl": ["https://lists.example/fraud"],
        "addressEntity": [{"id": "addr-1", "caption": "Utopia 1", "schema": "Address", "properties": {}}],
    }
    return {
        "id": "NK-sampleman",
        "caption": "Viktor Sampleman",
        "schema": "Person",
        "properties": properties | changes.pop("properties", {}),
        "datasets": ["eu_fsf", "ut_fraud"],
        "referents": ["eu-fsf-1"],
        "target": True,
        "first_seen": "2021-01-01T00:00:00",
        "last_seen": "2026-11-20T00:00:00",
        "last_change": "2026-10-01T00:00:00",
        "score": 0.93,
        "explanations": {
            "name_match": {
                "detail": "[sampleman≈semplman]",
                "score": 0.93,
                "query": "sampleman",
                "candidate": "semplman",
            },
            "vessel_imo_mmsi_match": {"detail": "Not a vessel", "score": 0.0, "query": None, "candidate": None},
            "dob_year_disjoint": {"detail": "Birth year match: 1970", "score": 0.0, "query": None, "candidate": None},
            "dob_day_disjoint": {"detail": "Birth day match", "score": 0.0, "query": None, "candidate": None},
        },
        "match": True,
        **changes,
    }


def answer(*results: object, **changes: object) -> dict[str, Any]:
    """The body of POST /match/{dataset}."""
    total = {"value": len(results), "relation": "eq"}
    found = {"status": 200, "results": list(results), "total": total, "query": {"schema": "Person", "properties": {}}}
    return {"responses": {"person": found | changes}, "limit": 10}


def dataset(name: str = "default", **changes: Any) -> dict[str, Any]:
    """One entry of the catalogue."""
    return {
        "name": name,
        "title": f"Synthetic {name}",
        "version": "20261122101500-new",
        "updated_at": "2026-11-22T10:15:00",
        "entity_count": 1200,
        "thing_count": 900,
        "load": True,
        "index_version": "20261121041500-abc",
        "index_current": False,
        "children": [],
        **changes,
    }


def catalogue(*datasets: object) -> dict[str, Any]:
    return {"datasets": list(datasets) or [dataset()], "current": [], "outdated": ["default"], "index_stale": True}


Say = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Yente:
    """What it will say, and what it was asked: method, path, parameters, headers in small letters, body."""

    catalog: Any = field(default_factory=catalogue)
    match: Any = field(default_factory=lambda: answer(result()))
    etag: str | None = None
    statuses: list[int] = field(default_factory=list)
    say: Say | None = None
    asked: list[tuple[str, str, dict[str, list[str]], dict[str, str], Any]] = field(default_factory=list)
    port: int = 0

    def service(self, key: str = "", path: str = "", times: Times = QUICK) -> Service:
        return Service(f"http://127.0.0.1:{self.port}{path}", key, times=times)

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, *_ in self.asked]


@contextmanager
def serving() -> Iterator[Yente]:
    yente = Yente()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._note(None)
            same = yente.etag is not None and self.headers.get("If-None-Match") == yente.etag
            self._reply(304 if same else 200, b"" if same else _body(yente.catalog))

        def do_POST(self) -> None:
            self._note(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self._reply(200, _body(yente.match))

        def _note(self, body: Any) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            yente.asked.append((self.command, parts.path, parse_qs(parts.query), headers, body))

        def _reply(self, status: int, body: bytes) -> None:
            if yente.say:
                yente.say(self)
                return
            self.send_response(yente.statuses.pop(0) if yente.statuses else status)
            if yente.etag:
                self.send_header("ETag", yente.etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    yente.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield yente
    finally:
        server.shutdown()
        server.server_close()


def _body(said: Any) -> bytes:
    return said if isinstance(said, bytes) else json.dumps(said).encode()
