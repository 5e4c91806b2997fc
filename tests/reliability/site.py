"""A whole server of real processes for injecting faults, on either database.

Its processes are forked from one that has imported `kyc`, so that forty of them can be killed; each leads its own
process group as a service does, and is signalled with everything it started.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import sqlalchemy as sa
from flask.cli import ScriptInfo
from gunicorn.app.wsgiapp import run as gunicorn

from bench.server import SPARING, Server
from kyc.app import create_app
from kyc.models import db
from kyc.services.examining import scenario_results
from kyc.worker import main as worker
from tests import forked

KEY = "ekyc_test_reliability"
SILENT_S = 4
"""How long a worker may be silent here; in production it is a minute."""


class Site(Server):
    """Web and workers over one instance folder; `rest_s` is how long a scenario's examination takes."""

    def __init__(self, instance: Path, database_url: str = "", *, workers: int = 2, rest_s: float = 0, **env: str):
        url = database_url or f"sqlite:///{instance / 'ekyc.db'}"
        given = {"DATABASE_URL": url, "VALID_API_KEYS": KEY, "OUTGOING_ALLOW": "127.0.0.0/8", **SPARING, **env}
        super().__init__(instance, workers, **given)
        self.database_url, self.rest_s = url, rest_s
        self.running: dict[str, BaseProcess] = {}
        self.engine = sa.create_engine(url, **({"connect_args": {"timeout": 60}} if "sqlite" in url else {}))

    def close(self) -> None:
        for name in list(self.running):
            self.signal(name, signal.SIGCONT)
            self.end(name, signal.SIGTERM)
        self.engine.dispose()
        self.log.close()

    def command(self, *words: str) -> str:
        """Run `flask kyc …` to its end; its output goes to the log."""
        process = forked.start(_command, self.env, str(self.instance / "server.log"), words)
        process.join()
        assert process.exitcode == 0, words
        return ""

    def start(self, name: str) -> None:
        work = _web if name == "web" else _worker
        log = str(self.instance / "server.log")
        self.running[name] = forked.start(work, self.env, log, name, self._web(), self.rest_s)

    def end(self, name: str, number: int = signal.SIGKILL) -> None:
        """Signal the whole group and wait until it is gone."""
        process = self.running.pop(name)
        _group(process, number)
        process.join(40)
        _group(process, signal.SIGKILL)
        process.join()

    def signal(self, name: str, number: int) -> None:
        _group(self.running[name], number)

    def log_text(self) -> str:
        return (self.instance / "server.log").read_text(errors="replace")


def _group(process: BaseProcess, number: int) -> None:
    try:
        os.killpg(process.pid or 0, number)
    except ProcessLookupError:
        return


def _apart(log: str) -> None:
    """Give the process its own group, and send its output to the log."""
    os.setsid()
    target = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(target, stream)


def _command(ready: Callable[[], None], log: str, words: tuple[str, ...]) -> None:
    _apart(log)
    app = create_app()
    app.cli.main(["kyc", *words], obj=ScriptInfo(create_app=lambda: app))


def _web(ready: Callable[[], None], log: str, name: str, command: list[str], rest_s: float) -> None:
    _apart(log)
    ready()
    sys.argv = command[2:]
    gunicorn()


def _worker(ready: Callable[[], None], log: str, name: str, command: list[str], rest_s: float) -> None:
    _apart(log)
    ready()
    if rest_s:
        _rest(rest_s)
    app = create_app()
    with app.app_context():
        worker.run(app.config["TOOLS"], db.engine, name, SILENT_S)


def _rest(seconds: float) -> None:
    """Make scenarios take time, as engines do, but no CPU, so that faults fall before they end."""
    play = scenario_results.play

    def slowly(*args: object) -> object:
        found = play(*args)  # type: ignore[arg-type]
        time.sleep(seconds)
        return found

    scenario_results.play = slowly  # type: ignore[assignment]
