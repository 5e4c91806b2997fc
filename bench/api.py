"""Both APIs: CPU-ms in the application (direct WSGI calls) and requests per second of a real server on loopback."""

from __future__ import annotations

import argparse
import io
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import requests

from bench.peers.beside import Figures, measure, table
from bench.peers.seed_server import is_here
from bench.server import Server
from kyc.app import create_app
from kyc.cli import database
from kyc.config import load

KEY = "bench-key"
UNLIMITED = "10000000/minute"
Call = Callable[[], tuple[str, str, bytes]]


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench api")
    parser.add_argument("--requests", type=int, default=2000, help="of each kind in the application")
    parser.add_argument("--seconds", type=float, default=5, help="of each kind against the server")
    parser.add_argument("--peers", action="store_true", help="only this: the seed's own design beside ours")
    given = parser.parse_args(words)
    if given.peers:
        beside = peers(given.seconds)
        print("\n".join(table(beside)))
        print(json.dumps(beside))
        return
    in_app = application(given.requests)
    over_http = server(given.seconds)
    figures = {name: {**over_http[name], "cpu_ms": in_app[name]} for name in in_app}
    print(f"{'':10}{'CPU-ms':>9}{'req/s':>9}{'p99 ms':>9}")
    for name, one in figures.items():
        print(f"{name:10}{one['cpu_ms']:9.2f}{one['rps']:9.0f}{one['p99_ms']:9.1f}")
    print(json.dumps(figures))


def peers(seconds: float) -> dict[str, Figures]:
    """Ours and an Express server in front of a PocketBase; raises where Node.js or the packages are missing."""
    if not is_here():
        raise SystemExit("needs Node.js, and the packages that `sh scripts/test-tools.sh .venv/bin` installs")
    return measure(seconds)


def calls(first: dict[str, Any], session_id: str) -> dict[str, Call]:
    """One request of each kind: method, path, body."""
    numbers = count()
    person = {"name": "Bench Person", "document_type": "passport", "nationality": "SG"}

    def create() -> tuple[str, str, bytes]:
        body = {**person, "document_number": f"N{time.time_ns()}{next(numbers)}"}
        return "POST", "/api/profiles/create", json.dumps(body).encode()

    same = json.dumps({**person, "document_number": "B0000001"}).encode()
    return {
        "create": create,
        "reuse": lambda: ("POST", "/api/profiles/create", same),
        "status": lambda: ("GET", f"/api/profiles/{first['id']}", b""),
        "session": lambda: ("GET", f"/v1/sessions/{session_id}", b""),
    }


def application(number: int) -> dict[str, float]:
    """Median CPU-ms of a request inside the application, client and server excluded."""
    with tempfile.TemporaryDirectory() as folder:
        limits = {"status_limit": UNLIMITED, "create_limit": UNLIMITED, "read_limit": UNLIMITED}
        app = create_app(load(instance_dir=Path(folder), valid_api_keys=(KEY,), log_level="WARNING", **limits))
        with app.app_context():
            database.prepare(app)
        wsgi = app.wsgi_app

        def call(method: str, path: str, body: bytes) -> dict[str, Any]:
            answer: dict[str, Any] = json.loads(b"".join(wsgi(environ(method, path, body), _start)))
            return answer

        first = call("POST", "/api/profiles/create", calls({"id": ""}, "")["reuse"]()[2])
        session = call("POST", "/v1/sessions", b"{}")
        return {name: _cpu_ms(call, ask, number) for name, ask in calls(first, session["id"]).items()}


def _cpu_ms(call: Callable[[str, str, bytes], object], ask: Call, number: int) -> float:
    spent = []
    for _ in range(number + 50):
        method, path, body = ask()
        start = time.process_time()
        call(method, path, body)
        spent.append(1000 * (time.process_time() - start))
    return round(statistics.median(spent[50:]), 3)


def _start(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
    """Receives the answer's head as in a WSGI server; does nothing, but a failure must not be measured."""
    if not status.startswith("2"):
        raise RuntimeError(status)
    return lambda _: None


def environ(method: str, path: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "3000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost:3000",
        "HTTP_X_API_KEY": KEY,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def server(seconds: float) -> dict[str, dict[str, float]]:
    """Requests per second and p99 of a real gunicorn (2 processes × 16 threads) with 8 clients on the same machine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(
            Path(folder), VALID_API_KEYS=KEY, STATUS_LIMIT=UNLIMITED, CREATE_LIMIT=UNLIMITED, READ_LIMIT=UNLIMITED
        ) as running,
    ):
        headers = {"x-api-key": KEY, "content-type": "application/json"}
        reuse = calls({"id": ""}, "")["reuse"]()[2]
        first = requests.post(f"{running.url}/api/profiles/create", data=reuse, headers=headers, timeout=30).json()
        session = requests.post(f"{running.url}/v1/sessions", data=b"{}", headers=headers, timeout=30).json()
        return {name: _load(running.url, ask, headers, seconds) for name, ask in calls(first, session["id"]).items()}


def _load(url: str, ask: Call, headers: dict[str, str], seconds: float) -> dict[str, float]:
    taken: list[float] = []
    threads = [threading.Thread(target=lambda: taken.extend(_client(url, ask, headers, seconds))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slowest = statistics.quantiles(taken, n=100)[98]
    return {"rps": round(len(taken) / seconds, 1), "p99_ms": round(1000 * slowest, 1)}


def _client(url: str, ask: Call, headers: dict[str, str], seconds: float) -> Iterator[float]:
    end = time.monotonic() + seconds
    with requests.Session() as http:
        while time.monotonic() < end:
            method, path, body = ask()
            start = time.perf_counter()
            answer = http.request(method, url + path, data=body, headers=headers, timeout=30)
            answer.raise_for_status()
            yield time.perf_counter() - start
