"""Runs web server and workers as child processes and restarts those that crash."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from kyc.config import Settings

log = structlog.get_logger(__name__)
# Added to STOP_SECONDS, the time a child has to finish once asked.
GRACE_S = 10
PAUSE_S = 1.0
QUICK_S, LONGEST_PAUSE_S = 10.0, 30.0
WEB_PROCESSES, WEB_THREADS = 2, 32  # 24 slow clients that all land on one process leave threads for the health check


@dataclass
class Child:
    """One process that should always run.

    `falls` counts the crashes in a row, each soon after a start; they lengthen the pause before the next start (`due`),
    so that a wrong setting does not keep the machine busy.
    """

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = field(default=None)
    started: float = 0.0
    falls: int = 0
    due: float | None = None

    def start(self) -> None:
        """Start in a process group of its own: Ctrl-C reaches us alone, and each child once, as SIGTERM."""
        self.process = subprocess.Popen(self.command, process_group=0)
        self.started, self.due = time.monotonic(), None

    def revive(self, now: float) -> None:
        """Start it again, at once where it had run for a while."""
        if self.due is None:
            self.falls = self.falls + 1 if now - self.started < QUICK_S else 0
            pause = min(LONGEST_PAUSE_S, 2.0**self.falls - 1)
            self.due = now + pause
            code = self.process.returncode if self.process else None
            log.warning("process_fell", process=self.name, code=code, again_in_s=pause)
        if now >= self.due:
            self.start()

    def fell(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """Kill it and everything it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


def run(settings: Settings, workers: int) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP; then every child finishes its work in hand. A second signal kills them."""
    children = [
        Child("web", web_command(settings)),
        *(Child(f"worker-{slot}", worker_command(slot)) for slot in _slots(workers)),
    ]
    stop = _asked(children)
    try:
        for child in children:
            child.start()
        _watch(children, stop.wait, stop.is_set)
    finally:
        _end(children, settings.stop_seconds + GRACE_S)


def _asked(children: list[Child]) -> threading.Event:
    """Set by the first signal; the second kills at once."""
    stop = threading.Event()

    def ask(*_: object) -> None:
        for child in children if stop.is_set() else ():
            child.kill()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup, a terminal that closes does not stop us
            signal.signal(number, ask)
    return stop


def port_is_free(port: int) -> bool:
    """Whether the web server can listen there; without this a second start would crash again and again."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_host(), port))
        except OSError:
            return False
    return True


def _host() -> str:
    return os.environ.get("HOST", "0.0.0.0")  # noqa: S104  (phones must reach it)


def web_command(settings: Settings) -> list[str]:
    """gunicorn with threads: slow clients hold a thread each, never a process."""
    options = {
        "--bind": f"{_host()}:{settings.port}",
        "--workers": str(WEB_PROCESSES),
        "--threads": str(WEB_THREADS),
        "--worker-class": "kyc.cli.web_worker.WebWorker",
        "--graceful-timeout": str(settings.stop_seconds),
        "--keep-alive": "15",
        "--max-requests": "20000",
        "--max-requests-jitter": "2000",
        "--log-level": "warning",
        # Proxies' headers count by TRUSTED_PROXIES alone; gunicorn would trust some of those from this machine.
        "--forwarded-allow-ips": "",
    }
    flat = [word for pair in options.items() for word in pair]
    return [sys.executable, "-m", "gunicorn", *flat, "--no-control-socket", "wsgi:app"]


def worker_command(slot: int) -> list[str]:
    """One worker, under a name it keeps over restarts, so that it resumes its own jobs."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "kyc", "worker", "--slot", str(slot)]


def _slots(workers: int) -> range:
    return range(1, workers + 1)


def _watch(children: list[Child], wait: Callable[[float], bool], stopped: Callable[[], bool]) -> None:
    while not stopped():
        for child in children:
            if child.fell():
                child.revive(time.monotonic())
        wait(PAUSE_S)


def _end(children: list[Child], grace_s: float) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    for child in children:
        if child.process:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
