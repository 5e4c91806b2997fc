"""A whole server of real processes on a free port, for measuring and for tests that kill it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60
SPARING = {"ENGINE_THREADS": "1", "JOB_POLL_SECONDS": "0.5"}
"""Settings of a server that shares the machine: single-threaded engines, and a worker that polls less often."""


class Server:
    """Web and worker processes over one instance folder; each can be killed and restarted.

    `env` adds settings; the models of this checkout's instance are used, so that nothing is downloaded twice.
    """

    def __init__(self, instance: Path, workers: int = 1, **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.instance, self.workers = instance, workers
        self.env = {
            **os.environ,
            "INSTANCE_DIR": str(instance),
            "MODELS_DIR": str(models_dir()),
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": self.url,
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            **env,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        instance.mkdir(parents=True, exist_ok=True)
        self.log = (instance / "server.log").open("ab")

    def __enter__(self) -> Self:
        try:
            self.command("init")
            for name in ("web", *(f"worker-{slot}" for slot in range(1, self.workers + 1))):
                self.start(name)
            self.wait_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process, also after a server that did not become ready."""
        for name in list(self.processes):
            self.end(name, signal.SIGTERM)
        self.log.close()

    def command(self, *words: str) -> str:
        """Run `flask kyc …` against this instance and return what it printed."""
        done = subprocess.run(
            [*flask(), *words], cwd=ROOT, env=self.env, check=True, stdout=subprocess.PIPE, stderr=self.log
        )
        return done.stdout.decode()

    def start(self, name: str) -> None:
        command = self._web() if name == "web" else [*flask(), "worker", "--slot", name]
        self.processes[name] = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def end(self, name: str, number: int = signal.SIGKILL) -> None:
        """Signal the whole process group and wait until it is gone."""
        process = self.processes.pop(name)
        try:
            os.killpg(process.pid, number)
            process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        except ProcessLookupError:
            process.wait()

    def restart(self, name: str) -> None:
        """kill -9 and start again, as a supervisor would."""
        self.end(name)
        self.start(name)

    def wait_ready(self) -> None:
        """Wait until the web server answers and a worker has reported in."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"the server did not become ready; see {self.instance / 'server.log'}")

    def _web(self) -> list[str]:
        words = ["--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "32", "--worker-class", "gthread"]
        return [sys.executable, "-m", "gunicorn", *words, "--no-control-socket", "--log-level", "warning", "wsgi:app"]


def flask() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "kyc"]


def models_dir() -> Path:
    """Where this checkout's weights are."""
    return Path(
        os.environ.get("MODELS_DIR") or Path(os.environ.get("INSTANCE_DIR", ROOT / "instance")) / "models"
    ).resolve()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def people_dir() -> Path:
    """Where photographs for demo and tests are stored."""
    return models_dir().parent / "people"
