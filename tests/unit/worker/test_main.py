"""The worker's process: it says that it lives, outlasts a database that is away, and stops when it is asked to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc.models import WorkerHeartbeat
from kyc.worker import main
from tests import forked
from tests.waiting import until

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("select", {}, Exception("server closed the connection")),
        IntegrityError("insert", {}, Exception("another was quicker")),
        StaleDataError("struck off in the same moment"),
    ],
)
def test_a_heartbeat_that_fails_ends_no_worker(error: Exception) -> None:
    stop, beats = threading.Event(), list[int]()

    class Present:
        pause_s = 0

        def beat(self) -> None:
            beats.append(1)
            if len(beats) < 3:
                raise error
            stop.set()

        def gather(self) -> None:
            """Nothing is lost."""

        def keep_time(self, schedules: object) -> None:
            """The clock is right."""

    main._live(Present(), stop)  # type: ignore[arg-type]
    assert len(beats) == 3


def test_a_worker_that_is_asked_to_stop_does_not_beat_again() -> None:
    stop, beats = threading.Event(), list[int]()

    class Present:
        pause_s = 0

        def beat(self) -> None:
            beats.append(1)

    stop.set()
    main._live(Present(), stop)  # type: ignore[arg-type]
    assert beats == []


@pytest.fixture
def env(app: Flask) -> dict[str, str]:
    settings = app.config["SETTINGS"]
    return {"INSTANCE_DIR": str(settings.instance_dir), "DATABASE_URL": settings.database_url, "LOG_LEVEL": "ERROR"}


def beats(session: Session) -> list[str]:
    session.rollback()
    return [one.executor_id for one in session.query(WorkerHeartbeat)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_beats_under_its_name_and_ends_well_when_asked(
    env: dict[str, str], session: Session, number: int
) -> None:
    process = forked.command(env, "worker", "--slot", "seven")
    try:
        assert until(lambda: bool(beats(session)))
        assert beats(session)[0].endswith("-seven")
        os.kill(process.pid or 0, number)
        process.join(60)
        assert process.exitcode == 0
    finally:
        forked.end(process)


def test_a_mistake_in_the_settings_stops_a_worker_before_its_first_job(env: dict[str, str], session: Session) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "kyc", "worker", "--slot", "seven"]
    wrong = {**os.environ, **env, "FACE_ENGINE": "kyc.adapters.faces:no_such_factory"}
    ended = subprocess.run(command, cwd=ROOT, env=wrong, stderr=subprocess.PIPE, timeout=120, check=False)
    assert ended.returncode != 0
    assert b"no_such_factory" in ended.stderr
    assert beats(session) == []
