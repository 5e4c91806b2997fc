"""Ours and the seed's own design in one run: the same client, the same calls, alternating."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import requests

from bench.peers.load import Ask, idle, load
from bench.peers.seed_server import Seed
from bench.server import Server

KEY = "bench-key"
CLIENTS, TURNS, IDLE_S = 8, 3, 4.0
UNLIMITED = "10000000/minute"
HEADERS = {"x-api-key": KEY, "Content-Type": "application/json"}
PERSON = {"name": "Bench Person", "document_type": "passport", "nationality": "SG"}
SAME = json.dumps({**PERSON, "document_number": "B0000001"}).encode()
_numbers = count()
Figures = dict[str, dict[str, float]]


def measure(seconds: float) -> dict[str, Figures]:
    """Requests per second, CPU-ms of all server-side processes above their idle use, and p99."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        server = Server(
            folder / "ours", VALID_API_KEYS=KEY, STATUS_LIMIT=UNLIMITED, CREATE_LIMIT=UNLIMITED, READ_LIMIT=UNLIMITED
        )
        with server as ours, Seed(folder, KEY) as seed:
            sides = {
                "ours": (ours.url, [one.pid for one in ours.processes.values()]),
                "seed": (seed.url, seed.pids),
            }
            return _in_turn(sides, seconds / TURNS)


def _in_turn(sides: Mapping[str, tuple[str, Sequence[int]]], seconds: float) -> dict[str, Figures]:
    calls = {name: _calls(url) for name, (url, _) in sides.items()}
    found: dict[str, Figures] = {name: {} for name in sides}
    resting = {name: idle(pids, IDLE_S) for name, (_, pids) in sides.items()}
    for kind in ("create", "reuse", "status"):
        turns: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for _ in range(TURNS):
            for name, (url, pids) in sides.items():
                turns[name].append(load(url, calls[name][kind], HEADERS, pids, seconds, CLIENTS, resting[name]).figures)
        for name, each in turns.items():
            found[name][kind] = {key: statistics.median(one[key] for one in each) for key in each[0]}
    return found


def _calls(url: str) -> dict[str, Ask]:
    """One request of each kind; creates the record for the last two."""
    made = requests.post(f"{url}/api/profiles/create", data=SAME, headers=HEADERS, timeout=30)
    made.raise_for_status()
    path = f"/api/profiles/{made.json()['id']}"
    return {
        "create": _create,
        "reuse": lambda: ("POST", "/api/profiles/create", SAME),
        "status": lambda: ("GET", path, b""),
    }


def _create() -> tuple[str, str, bytes]:
    body = {**PERSON, "document_number": f"N{time.time_ns()}{next(_numbers)}"}
    return "POST", "/api/profiles/create", json.dumps(body).encode()


def table(figures: Mapping[str, Figures]) -> list[str]:
    """The results as lines of text."""
    lines = [f"{'':10}{'':6}{'req/s':>9}{'CPU-ms':>9}{'p99 ms':>9}"]
    for kind in figures["ours"]:
        for name, one in figures.items():
            said = one[kind]
            lines.append(f"{kind:10}{name:6}{said['rps']:9.0f}{said['cpu_ms']:9.2f}{said['p99_ms']:9.1f}")
    return lines
