"""The server of benches and kill tests: its processes end with it, whatever happened."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench import server
from bench.server import Server, free_port, models_dir

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


class Asleep(Server):
    """A server whose processes do nothing."""

    def command(self, *words: str) -> str:
        return ""

    def start(self, name: str) -> None:
        self.processes[name] = subprocess.Popen(SLEEPER, start_new_session=True)

    def wait_ready(self) -> None:
        """At once."""


class NeverReady(Asleep):
    """One that does not come up."""

    def wait_ready(self) -> None:
        self.started = dict(self.processes)
        raise TimeoutError


def test_every_process_runs_inside_and_none_afterwards(tmp_path: Path) -> None:
    with Asleep(tmp_path, workers=2) as running:
        started = dict(running.processes)
        assert list(started) == ["web", "worker-1", "worker-2"]
        assert [process.poll() for process in started.values()] == [None] * 3
    assert {process.poll() for process in started.values()} == {-signal.SIGTERM}


def test_a_server_that_does_not_become_ready_leaves_no_process_behind(tmp_path: Path) -> None:
    failed = NeverReady(tmp_path)
    with pytest.raises(TimeoutError), failed:
        pytest.fail("entered")
    assert {process.poll() for process in failed.started.values()} == {-signal.SIGTERM}
    assert failed.log.closed


def test_a_restart_is_a_kill_and_a_new_process(tmp_path: Path) -> None:
    with Asleep(tmp_path) as running:
        first = running.processes["web"]
        running.restart("web")
        assert first.poll() == -signal.SIGKILL
        assert running.processes["web"].poll() is None


def test_ending_a_process_that_is_gone_already_is_no_error(tmp_path: Path) -> None:
    with Asleep(tmp_path) as running:
        running.processes["web"].kill()
        running.processes["web"].wait()
        running.end("web")
        assert "web" not in running.processes


def test_a_server_that_never_answers_is_given_up_with_the_place_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE_S", 0.3)
    unanswered = Server(tmp_path)
    with pytest.raises(TimeoutError, match=r"server\.log"):
        unanswered.wait_ready()
    unanswered.close()


def test_settings_of_a_bench_reach_every_process_and_stay_on_loopback(tmp_path: Path) -> None:
    made = Server(tmp_path, VALID_API_KEYS="bench-key")
    assert (made.env["VALID_API_KEYS"], made.env["HOST"]) == ("bench-key", "127.0.0.1")
    assert made.env["PORT"] in made.url
    assert made.env["INSTANCE_DIR"] == str(tmp_path)
    assert f"127.0.0.1:{made.port}" in made._web()
    made.close()


def test_weights_are_those_of_the_checkout_unless_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MODELS_DIR", raising=False)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path))
    assert models_dir() == tmp_path / "models"
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "weights"))
    assert models_dir() == tmp_path / "weights"


def test_ports_are_free_when_they_are_given() -> None:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))
        assert probe.getsockname()[1] > 0
