"""`python -m bench soak [--seconds 600] [--database sqlite|postgresql|both]`: hours of work in minutes, and what grows.

On each database a real server and one worker: first requests of each kind alone, then everything at once for so long,
verifications with real engines among it. Fails where memory grew by 5 % or more, open files rose, the write-ahead log
passed 64 MB, or any request or verification failed.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import requests

from bench import api
from bench._growth import Growth, Sample, growth, look
from bench.pipeline import cpu_s, spread, verify
from bench.server import Server, people_dir
from kyc.demo.client import Client
from kyc.demo.story import acts
from tests.databases import Postgres, Sqlite

KEY = "ekyc_test_soak"
HEADERS = {"x-api-key": KEY, "content-type": "application/json"}
MEMORY_SHARE, WAL_MB = 0.05, 64
WARM = 8
"""Verifications before the first look."""
PAUSE_S, LOOK_S = 0.05, 2.0
"""Between two requests of a client (it is the server that is measured, not the clients), and between two looks."""


@dataclass
class Work:
    """What was done in a soak."""

    requests: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    decided: list[tuple[float, str]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="of everything at once, on each database")
    parser.add_argument("--alone", type=float, default=5, help="seconds of each kind of request alone")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = parser.parse_args(words)
    chosen = ["sqlite", "postgresql"] if given.database == "both" else [given.database]
    figures = {name: soaked(name, given.seconds, given.alone) for name in chosen}
    for name, one in figures.items():
        print(f"\n{name}")
        for what, value in one.items():
            print(f"  {what:28} {value}")
    print(json.dumps(figures))
    if any(one["faults"] for one in figures.values()):
        raise SystemExit(1)


def soaked(database: str, seconds: float, alone_s: float) -> dict[str, Any]:
    """Every figure of one database."""
    with tempfile.TemporaryDirectory() as folder, _address(database, Path(folder)) as url:
        instance = Path(folder) / "instance"
        limits = dict.fromkeys(("STATUS_LIMIT", "CREATE_LIMIT", "READ_LIMIT"), api.UNLIMITED)
        with Server(instance, workers=1, DATABASE_URL=url, VALID_API_KEYS=KEY, **limits) as server:
            calls = _calls(server)
            alone = {name: api._load(server.url, ask, HEADERS, alone_s) for name, ask in calls.items()}
            warm(server.url)
            wal = Path(url.removeprefix("sqlite:///") + "-wal") if database == "sqlite" else None
            worker = server.processes["worker-1"].pid
            before = cpu_s(worker)
            work, samples = run(server, calls, seconds, wal)
            spent = cpu_s(worker) - before
    return _told(alone, work, growth(samples), seconds, spent)


def warm(url: str) -> None:
    """Models are loaded, and every thread has worked once, before anything is measured."""
    client = Client(url, KEY)
    for act in acts(WARM, people_dir()):
        verify(client, act)


def run(server: Server, calls: dict[str, api.Call], seconds: float, wal: Path | None) -> tuple[Work, list[Sample]]:
    """Everything at once: a client for each kind of request, and one that verifies."""
    work, samples, begun = Work(), list[Sample](), time.monotonic()
    threads = [threading.Thread(target=_ask, args=(server.url, name, ask, work)) for name, ask in calls.items()]
    threads.append(threading.Thread(target=_verify, args=(server.url, work)))
    for thread in threads:
        thread.start()
    while time.monotonic() < begun + seconds:
        samples.append(look(time.monotonic() - begun, (one.pid for one in server.processes.values()), wal))
        time.sleep(LOOK_S)
    work.ended.set()
    for thread in threads:
        thread.join()
    return work, samples


def _told(alone: Any, work: Work, grown: Growth, seconds: float, spent_s: float) -> dict[str, Any]:
    """Figures by name; `faults` is empty for a run that passed."""
    faults = {
        "memory": grown.memory_share >= MEMORY_SHARE,
        "files": not grown.flat_files,
        "wal": grown.wal_mb > WAL_MB,
        "requests": bool(work.failed),
        "verifications": not work.decided,
    }
    number = len(work.decided)
    return {
        "alone": alone,
        "requests": dict(work.requests),
        "failed": dict(work.failed),
        "verifications": number,
        "outcomes": dict(Counter(word for _, word in work.decided)),
        "decision_s_under_load": spread([one for one, _ in work.decided]) if number else {},
        "verifications_per_hour": round(3600 * number / seconds),
        "verifications_per_core_hour": round(3600 * number / spent_s) if spent_s else 0,
        **asdict(grown),
        "memory_growth_percent": round(100 * grown.memory_share, 1),
        "seconds": seconds,
        "faults": [name for name, wrong in faults.items() if wrong],
    }


def _calls(server: Server) -> dict[str, api.Call]:
    reuse = api.calls({"id": ""}, "")["reuse"]()[2]
    first = requests.post(f"{server.url}/api/profiles/create", data=reuse, headers=HEADERS, timeout=30).json()
    session = requests.post(f"{server.url}/v1/sessions", data=b"{}", headers=HEADERS, timeout=30).json()
    return api.calls(first, session["id"])


def _ask(url: str, name: str, ask: api.Call, work: Work) -> None:
    with requests.Session() as http:
        while not work.ended.wait(PAUSE_S):
            method, path, body = ask()
            try:
                answer = http.request(method, url + path, data=body, headers=HEADERS, timeout=30)
                fault = "" if answer.ok else str(answer.status_code)
            except requests.RequestException as error:
                fault = type(error).__name__
            work.requests[name] += 1
            if fault:
                work.failed[f"{name} {fault}"] += 1


def _verify(url: str, work: Work) -> None:
    prepared, number, client = acts(8, people_dir()), 0, Client(url, KEY)
    while not work.ended.is_set():
        try:
            work.decided.append(verify(client, prepared[number % len(prepared)]))
        except (requests.RequestException, RuntimeError) as error:
            work.failed[f"verification {type(error).__name__}"] += 1
        number += 1


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """A database of its own, with nothing in it."""
    if database == "sqlite":
        with nullcontext(Sqlite(folder)) as made:
            yield made.empty()
        return
    with Postgres(folder / "template") as server:
        yield server.empty()
