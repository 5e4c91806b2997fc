"""The supervisor: what falls is started again, and the end is orderly."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kyc.cli import supervisor
from kyc.cli.supervisor import Child
from kyc.config import load

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not holds():
        time.sleep(0.02)
    return holds()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


def watching(child: Child, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(
        target=supervisor._watch, args=([child], lambda _: stop.wait(0.02), stop.is_set), daemon=True
    )
    thread.start()
    return thread


def test_a_process_that_falls_is_started_again(stop: threading.Event) -> None:
    child = Child("sleeper", SLEEPER)
    child.start()
    thread = watching(child, stop)
    assert child.process is not None
    first = child.process.pid
    child.signal(signal.SIGKILL)
    assert until(lambda: child.process is not None and child.process.pid != first)
    stop.set()
    thread.join()
    supervisor._end([child])
    assert child.fell()


def test_the_end_reaches_every_child(stop: threading.Event) -> None:
    children = [Child("one", SLEEPER), Child("two", SLEEPER)]
    for child in children:
        child.start()
    supervisor._end(children)
    assert [child.process and child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE_S", 0.5)
    child = Child("stubborn", STUBBORN)
    child.start()
    time.sleep(0.5)
    supervisor._end([child])
    assert child.process is not None
    assert child.process.wait(10) == -signal.SIGKILL


def test_a_child_that_was_never_started_ends_quietly() -> None:
    child = Child("never", SLEEPER)
    supervisor._end([child])
    assert not child.fell()


def test_the_web_command_follows_the_settings(tmp_path: Path) -> None:
    settings = load(_env_file=None, instance_dir=tmp_path, port=4711)
    command = supervisor.web_command(settings)
    assert command[-1] == "wsgi:app"
    assert "0.0.0.0:4711" in command
    assert "--no-control-socket" in command


def test_each_worker_has_a_name_that_it_keeps() -> None:
    assert supervisor.worker_command(2)[-2:] == ["--slot", "2"]
