"""Runs web server and workers as child processes and starts again what falls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from kyc.config import Settings

log = structlog.get_logger(__name__)
GRACE_S = 35
PAUSE_S = 1.0
WEB_PROCESSES, WEB_THREADS = 2, 16  # 2×4 let 12 trickling clients starve the health check; 2×16 did not


@dataclass
class Child:
    """One process that should always run."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command)

    def fell(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)


def run(settings: Settings, workers: int) -> None:
    """Until SIGINT or SIGTERM; then every child finishes what it has in hand."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [
        Child("web", web_command(settings)),
        *(Child(f"worker-{slot}", worker_command(slot)) for slot in _slots(workers)),
    ]
    for child in children:
        child.start()
    _watch(children, stop.wait, stop.is_set)
    _end(children)


def web_command(settings: Settings) -> list[str]:
    """gunicorn with threads: slow clients hold a thread each, never a process."""
    options = {
        "--bind": f"{os.environ.get('HOST', '0.0.0.0')}:{settings.port}",  # noqa: S104  (phones must reach it)
        "--workers": str(WEB_PROCESSES),
        "--threads": str(WEB_THREADS),
        "--worker-class": "gthread",
        "--graceful-timeout": "30",
        "--keep-alive": "15",
        "--max-requests": "20000",
        "--max-requests-jitter": "2000",
        "--log-level": "warning",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "gunicorn", *flat, "--no-control-socket", "wsgi:app"]


def worker_command(slot: int) -> list[str]:
    """One worker under a name it keeps over restarts, so that it takes up its own jobs again."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "kyc", "worker", "--slot", str(slot)]


def _slots(workers: int) -> range:
    return range(1, workers + 1)


def _watch(children: list[Child], wait: Callable[[float], bool], stopped: Callable[[], bool]) -> None:
    while not stopped():
        for child in children:
            if child.fell():
                log.warning("process_restarted", process=child.name, code=child.process and child.process.returncode)
                child.start()
        wait(PAUSE_S)


def _end(children: list[Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    for child in children:
        if child.process:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.signal(signal.SIGKILL)
