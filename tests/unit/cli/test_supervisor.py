"""The supervisor: what falls is started again, and the end is orderly."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from flask import Flask

from kyc.cli import supervisor
from kyc.cli.supervisor import Child
from kyc.config import load
from tests import forked
from tests.waiting import until

GRACE_S = 30
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]


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
    supervisor._end([child], GRACE_S)
    assert child.fell()


def test_the_end_reaches_every_child(stop: threading.Event) -> None:
    children = [Child("one", SLEEPER), Child("two", SLEEPER)]
    for child in children:
        child.start()
    supervisor._end(children, GRACE_S)
    assert [child.process and child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def test_a_child_that_will_not_end_is_killed() -> None:
    child = Child("stubborn", STUBBORN)
    child.start()
    time.sleep(0.5)
    supervisor._end([child], 0.5)
    assert child.process is not None
    assert child.process.wait(10) == -signal.SIGKILL


STOPPED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def serving(ready: Callable[[], None], folder: Path, first: str) -> None:
    """A supervisor whose web and worker do `first`, write down who they are, and wait."""
    lines = ["import os, signal, time", first, f"open('{folder}/' + str(os.getpid()), 'w')", "time.sleep(60)"]
    said = [sys.executable, "-c", "\n".join(lines)]
    supervisor.web_command = lambda settings: said  # type: ignore[assignment]
    supervisor.worker_command = lambda slot: said  # type: ignore[assignment]
    for number in STOPPED_BY:  # whoever runs the tests in the background lets a shell ignore some
        signal.signal(number, signal.SIG_DFL)
    ready()
    supervisor.run(load(_env_file=None, instance_dir=folder / "instance"), workers=1)


def alive(folder: Path) -> list[int]:
    """The children that wrote their number down and still run."""
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
    return [number for number in numbers if Path(f"/proc/{number}").exists()]


@pytest.mark.parametrize("number", STOPPED_BY)
def test_a_supervisor_that_is_asked_to_stop_ends_well_and_leaves_no_child(tmp_path: Path, number: int) -> None:
    process = forked.start(serving, {}, tmp_path, "")
    assert until(lambda: len(alive(tmp_path)) == 2)
    os.kill(process.pid or 0, number)
    process.join(60)
    assert (process.exitcode, alive(tmp_path)) == (0, [])


def ended_by_asking(process: BaseProcess) -> bool:
    """Asks once more, in case that the one before was not noticed yet."""
    if process.is_alive():
        os.kill(process.pid or 0, signal.SIGTERM)
    return not process.is_alive()


def test_a_supervisor_that_is_asked_twice_waits_for_nobody(tmp_path: Path) -> None:
    process = forked.start(serving, {}, tmp_path, DEAF)
    assert until(lambda: len(alive(tmp_path)) == 2)
    os.kill(process.pid or 0, signal.SIGTERM)
    assert not until(lambda: not process.is_alive(), 0.5)
    assert until(lambda: ended_by_asking(process))
    process.join(60)
    assert (process.exitcode, alive(tmp_path)) == (0, [])


def test_a_child_that_was_never_started_ends_quietly() -> None:
    child = Child("never", SLEEPER)
    supervisor._end([child], GRACE_S)
    assert not child.fell()


def test_the_web_command_follows_the_settings(tmp_path: Path) -> None:
    settings = load(_env_file=None, instance_dir=tmp_path, port=4711)
    command = supervisor.web_command(settings)
    assert command[-1] == "wsgi:app"
    assert "0.0.0.0:4711" in command
    assert "--no-control-socket" in command


def test_each_worker_has_a_name_that_it_keeps() -> None:
    assert supervisor.worker_command(2)[-2:] == ["--slot", "2"]


NOTHING = [sys.executable, "-c", ""]


def fallen(child: Child) -> Child:
    """A child whose process has ended."""
    child.start()
    assert child.process is not None
    child.process.wait(20)
    return child


def pauses(child: Child, times: int) -> list[float]:
    """How long each fall keeps it waiting, when it falls as soon as it stands."""
    found = []
    for _ in range(times):
        now = child.started + 0.5
        child.revive(now)
        found.append((child.due or now) - now)
        child.due = None
    return found


def test_a_process_that_falls_at_once_for_ever_is_given_ever_longer_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    child = fallen(Child("web", NOTHING))
    monkeypatch.setattr(child, "start", lambda: None)
    assert pauses(child, 7) == [1, 3, 7, 15, 30, 30, 30]


def test_a_process_that_had_stood_for_a_while_starts_again_at_once() -> None:
    child = fallen(Child("web", NOTHING))
    child.falls = 4
    first = child.process
    child.revive(child.started + supervisor.QUICK_S + 1)
    assert child.process is not first
    assert (child.falls, child.due) == (0, None)
    supervisor._end([child], GRACE_S)


def test_nothing_is_started_before_its_pause_is_over() -> None:
    child = fallen(Child("web", NOTHING))
    first, fell = child.process, child.started + 0.1
    child.revive(fell)
    child.revive(fell + 0.5)
    assert child.process is first
    child.revive(fell + 1.1)
    assert child.process is not first
    supervisor._end([child], GRACE_S)


def test_a_child_that_cannot_be_started_leaves_no_other_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[Child] = []

    class Noted(Child):
        def start(self) -> None:
            if started:
                raise OSError(12, "Cannot allocate memory")
            self.command = SLEEPER
            super().start()
            started.append(self)

    monkeypatch.setattr(supervisor, "Child", Noted)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(OSError, match="memory"):
        supervisor.run(load(_env_file=None, instance_dir=tmp_path), workers=1)
    assert [child.fell() for child in started] == [True]


def test_a_port_that_another_server_has_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "127.0.0.1")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not supervisor.port_is_free(port)
    assert supervisor.port_is_free(port)


def test_serving_on_a_port_that_is_taken_says_so_before_anything_is_made(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "port_is_free", lambda port: False)
    monkeypatch.setattr(supervisor, "run", lambda *_: pytest.fail("started all the same"))
    found = app.test_cli_runner().invoke(args=["kyc", "serve"])
    assert found.exit_code == 1
    assert "port 3000 is taken" in found.output
    assert "eKYC server" not in found.output
