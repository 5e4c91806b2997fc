"""A worker that is asked to stop: what it has in hand is finished or given back, and nothing new is taken."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from kyc.app import create_app
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import Decision, Verification, WorkerHeartbeat, db, transaction
from kyc.services.examining import scenario_results
from kyc.services.verification import verifications
from kyc.worker import main
from tests import forked, make
from tests.waiting import until

Start = Callable[..., BaseProcess]


def program(ready: Callable[[], None], slot: str, rest_s: float) -> None:
    """A worker whose examinations take so long."""
    play = scenario_results.play

    def slowly(*args: object) -> object:
        time.sleep(rest_s)
        return play(*args)  # type: ignore[arg-type]

    scenario_results.play = slowly  # type: ignore[assignment]
    app = create_app()
    with app.app_context():
        ready()
        main.run(app.config["TOOLS"], db.engine, slot)


@pytest.fixture
def start(app: Flask) -> Iterator[Start]:
    settings, running = app.config["SETTINGS"], list[BaseProcess]()
    env = {"INSTANCE_DIR": str(settings.instance_dir), "DATABASE_URL": settings.database_url, "LOG_LEVEL": "ERROR"}

    def run(slot: str, rest_s: float, stop_s: int = 60) -> BaseProcess:
        running.append(forked.start(program, {**env, "STOP_SECONDS": str(stop_s)}, slot, rest_s))
        return running[-1]

    yield run
    for process in running:
        forked.end(process)


def submitted(session: Session, number: int) -> str:
    with transaction(session):
        made = make.photographed(session, make.numbered(session, f"TESTAPPROVE-{number:04}"))
        verifications.submit(session, made, "partner")
    return made.id


def states(session: Session, *ids: str) -> list[State]:
    session.rollback()
    return [session.get_one(Verification, one, populate_existing=True).state for one in ids]


def beating(session: Session) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(WorkerHeartbeat)) or 0


def asked_to_stop(process: BaseProcess) -> None:
    os.kill(process.pid or 0, signal.SIGTERM)


def test_the_job_in_hand_is_finished_the_next_is_left_and_the_worker_strikes_itself_off(
    session: Session, start: Start
) -> None:
    held, waits = submitted(session, 1), submitted(session, 2)
    worker = start("one", rest_s=2)
    assert until(lambda: State.PROCESSING in states(session, held, waits))
    assert beating(session) == 1
    asked_to_stop(worker)
    worker.join(60)
    assert worker.exitcode == 0
    assert sorted(states(session, held, waits)) == [State.APPROVED, State.SUBMITTED]
    assert beating(session) == 0
    start("two", rest_s=0)
    assert until(lambda: states(session, held, waits) == [State.APPROVED] * 2)


def test_a_job_that_takes_too_long_is_given_back_at_once_and_done_elsewhere_once(
    session: Session, start: Start
) -> None:
    held = submitted(session, 1)
    worker = start("one", rest_s=300, stop_s=1)
    assert until(lambda: states(session, held) == [State.PROCESSING])
    asked_to_stop(worker)
    worker.join(60)
    assert (worker.exitcode, beating(session)) == (0, 0)
    assert states(session, held) == [State.PROCESSING]
    assert in_hand() == 0
    start("two", rest_s=0)
    assert until(lambda: states(session, held) == [State.APPROVED])
    assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 1


def catches(process: BaseProcess, number: signal.Signals) -> bool:
    """Whether a signal goes to the process, and not to the kernel's own way with it."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(mask, 16) & 1 << number - 1)


def in_hand() -> int:
    """Jobs that a worker holds."""
    found = client(db.engine).list_workflows(status="PENDING", load_input=False, load_output=False)
    return len(found)


def test_a_second_signal_ends_it_at_once(session: Session, start: Start) -> None:
    held = submitted(session, 1)
    worker = start("one", rest_s=300)
    assert until(lambda: states(session, held) == [State.PROCESSING])
    assert catches(worker, signal.SIGTERM)
    asked_to_stop(worker)
    assert until(lambda: not catches(worker, signal.SIGTERM))  # it has noticed the first
    assert worker.is_alive()
    asked_to_stop(worker)
    worker.join(60)
    assert worker.exitcode == -signal.SIGTERM


def test_a_database_that_is_away_keeps_no_worker_from_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody:
        executor = "nobody"

        def stop(self, patience_s: int) -> None:
            """Nothing in hand."""

        def leave(self) -> int:
            raise sa.exc.OperationalError("delete", {}, Exception("server closed the connection"))

    ended = list[int]()
    main._leave(Nobody(), Nobody(), 1, ended.append)  # type: ignore[arg-type]
    assert ended == [0]
