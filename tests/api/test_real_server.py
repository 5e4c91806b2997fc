"""The same promise from real processes: gunicorn with two workers over one database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from flask import Flask

from bench.server import free_port
from tests.make import LIVE_KEY, person

ROOT = Path(__file__).resolve().parents[2]
LIVE = {"x-api-key": LIVE_KEY}
PATIENCE_S = 60


@pytest.fixture
def base(app: Flask) -> Iterator[str]:
    """The address of two worker processes on the test's own database."""
    settings, port = app.config["SETTINGS"], free_port()
    env = {
        **os.environ,
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "VALID_API_KEYS": LIVE_KEY,
        "LOG_LEVEL": "ERROR",
    }
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8", "--worker-class", "gthread"]
    command = [sys.executable, "-m", "gunicorn", *words, "--no-control-socket", "--log-level", "error", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/healthz", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise TimeoutError("gunicorn did not answer")


def test_eight_creates_at_once_over_processes_are_one_record(base: str) -> None:
    for number in range(5):
        body = person(document_number=f"PAR{number}")
        with ThreadPoolExecutor(8) as pool:
            calls = [pool.submit(_create, base, body) for _ in range(8)]
            answers = [call.result() for call in calls]
        assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert requests.get(f"{base}/", timeout=30).json()["recordsStored"] == 5


def _create(base: str, body: dict[str, str]) -> requests.Response:
    return requests.post(f"{base}/api/profiles/create", json=body, headers=LIVE, timeout=30)


def test_a_body_that_is_too_large_is_answered_and_not_cut_off(base: str) -> None:
    for path in ("/api/profiles/create", "/v1/sessions"):
        for size in (100_000, 1_000_000, 20_000_000):
            answer = requests.post(base + path, json={"name": "A" * size}, headers=LIVE, timeout=30)
            assert (answer.status_code, "Payload too large" in answer.text) == (413, True)
        chunks = (b"A" * 10_000 for _ in range(100))
        headers = {**LIVE, "content-type": "application/json"}
        assert requests.post(base + path, data=chunks, headers=headers, timeout=30).status_code == 413
    assert requests.get(f"{base}/", timeout=30).json()["recordsStored"] == 0
