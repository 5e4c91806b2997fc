"""From a new list to a flag: noticed by the schedule, compared by one job, taken up again where it was cut off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.jobs.engine import client
from kyc.models import Event, MonitoringProgress, ProfileFlag, Verification, db, transaction
from kyc.services.screening import monitoring as service
from kyc.tools import Tools
from kyc.worker import monitoring
from tests.screenings import LISTED, OTHER, breakdown, concluded, decided, loaded

ROOT = Path(__file__).parents[3]
Sessions = Callable[[], Session]


class Idle:
    """A worker that has a database, and does nothing."""

    def __init__(self) -> None:
        self.executor, self.engine = "host-1", db.engine


@pytest.fixture
def tools(app: Flask) -> Tools:
    made: Tools = app.config["TOOLS"]
    return made


@pytest.fixture
def sessions(app: Flask) -> Sessions:
    return sessionmaker(db.engine, expire_on_commit=False)


@pytest.fixture
def lists(settings: Settings) -> Path:
    """A first list, on which nobody is who was ever verified."""
    loaded(settings.watchlists_dir, "v1", OTHER)
    return settings.watchlists_dir


def approved(session: Session, number: int = 1, ago: timedelta = timedelta(hours=1), **versions: str) -> list[str]:
    """Profiles of people who were approved, screened with the first list unless others are named."""
    with transaction(session):
        made = [concluded(session, breakdown(**(versions or {"List": "v1"}))) for _ in range(number)]
        for one in made:
            decided(session, one, ago)
    return sorted(one.profile_id for one in made)


def run(tools: Tools, sessions: Sessions) -> int:
    """The schedule's turn, and the jobs that it asked for; returns how many."""
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    asked = client(db.engine).list_workflows(name="monitor", status=["ENQUEUED"], load_output=False)
    for job in asked:
        monitoring.go_on(tools, sessions, job.workflow_id.split("-")[1])
    jobs.forget(db.engine, [job.workflow_id for job in asked])
    return len(asked)


def flagged(session: Session) -> list[str]:
    session.rollback()
    return sorted(session.scalars(select(ProfileFlag.profile_id)))


def progress(session: Session) -> MonitoringProgress:
    session.rollback()
    return session.get_one(MonitoringProgress, "sanctions", populate_existing=True)


def test_nothing_is_done_while_nothing_is_loaded(session: Session, tools: Tools, sessions: Sessions) -> None:
    approved(session)
    assert run(tools, sessions) == 0
    assert session.scalars(select(MonitoringProgress)).all() == []


def test_a_new_list_flags_who_is_approved_and_on_it(
    session: Session, tools: Tools, sessions: Sessions, lists: Path
) -> None:
    people = approved(session, 3)
    run(tools, sessions)
    assert flagged(session) == []
    loaded(lists, "v2", OTHER, LISTED)
    assert run(tools, sessions) == 1
    assert flagged(session) == people
    bodies = session.scalars(select(Event.body).where(Event.type == "profile.flagged"))
    assert {json.loads(body)["flag"]["entity_id"] for body in bodies} == {"house-1"}
    assert set(session.scalars(select(Verification.state))) == {State.APPROVED}
    assert run(tools, sessions) == 0


def test_a_changed_entity_is_raised_again_and_an_unchanged_one_is_not(
    session: Session, tools: Tools, sessions: Sessions, lists: Path
) -> None:
    approved(session)
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    run(tools, sessions)
    loaded(lists, "v3", replace(OTHER, programmes=("NEW",)), LISTED)
    run(tools, sessions)
    assert len(flagged(session)) == 1
    loaded(lists, "v4", OTHER, replace(LISTED, programmes=("MORE",)))
    run(tools, sessions)
    assert len(flagged(session)) == 2


def test_who_was_approved_with_an_older_list_before_the_first_turn_is_compared_with_the_present_one(
    session: Session, tools: Tools, sessions: Sessions, lists: Path
) -> None:
    older = approved(session)
    loaded(lists, "v2", OTHER, LISTED)
    approved(session, List="v2")
    run(tools, sessions)
    assert flagged(session) == older


def test_who_waited_for_a_person_while_the_list_changed_is_compared_after_the_approval(
    session: Session, tools: Tools, sessions: Sessions, lists: Path
) -> None:
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    run(tools, sessions)
    assert progress(session).target is None
    late = approved(session, List="v1")
    assert run(tools, sessions) == 1
    assert flagged(session) == late
    assert run(tools, sessions) == 0


def test_a_batch_that_is_cut_off_is_done_again_and_those_before_it_are_not(
    session: Session, tools: Tools, sessions: Sessions, lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = approved(session, 5)
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    monkeypatch.setattr(monitoring, "BATCH", 2)
    moves = list[str]()
    move = service.move

    def second_fails(session: Session, *rest: object) -> int | None:
        moves.append("move")
        return move(session, *rest) if len(moves) != 2 else 1 // 0  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(service, "move", second_fails)
        with pytest.raises(ZeroDivisionError):
            run(tools, sessions)
    assert (flagged(session), progress(session).position) == (people[:2], people[1])
    monitoring.go_on(tools, sessions, "sanctions")
    assert flagged(session) == people
    assert (progress(session).target, progress(session).position) == (None, "")


def test_a_list_that_is_replaced_meanwhile_is_left_to_the_next_turn(
    session: Session, tools: Tools, sessions: Sessions, lists: Path
) -> None:
    people = approved(session)
    run(tools, sessions)
    loaded(lists, "v2", OTHER)
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    loaded(lists, "v3", OTHER, LISTED)
    monitoring.go_on(tools, sessions, "sanctions")
    assert flagged(session) == []
    run(tools, sessions)
    assert flagged(session) == people
    assert progress(session).seen == tools.list_history.version("sanctions")


def test_the_compared_version_is_held_until_another_was_compared(tools: Tools, sessions: Sessions, lists: Path) -> None:
    run(tools, sessions)
    first = tools.list_history.version("sanctions")
    held = lists / "sanctions" / "held-monitoring"
    assert held.read_text() == f"{first}.sqlite"
    loaded(lists, "v2", OTHER, LISTED)
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    assert held.read_text() == f"{first}.sqlite"
    run(tools, sessions)
    run(tools, sessions)
    assert held.read_text() == f"{tools.list_history.version('sanctions')}.sqlite"


def test_a_job_that_gave_up_is_asked_for_again(session: Session, tools: Tools, sessions: Sessions, lists: Path) -> None:
    people = approved(session)
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    (job,) = client(db.engine).list_workflows(name="monitor", status=["ENQUEUED"])
    client(db.engine).cancel_workflow(job.workflow_id)
    assert run(tools, sessions) == 1
    assert flagged(session) == people


def test_job_tables_hold_nothing_of_a_person(session: Session, tools: Tools, sessions: Sessions, lists: Path) -> None:
    approved(session)
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    (job,) = client(db.engine).list_workflows(name="monitor")
    assert (job.workflow_id, job.input) == ("monitor-sanctions-3", {"args": ("sanctions",), "kwargs": {}})


def test_the_schedule_and_the_job_are_taught(tools: Tools, sessions: Sessions, lists: Path) -> None:
    taught: dict[str, Callable[..., None]] = {}

    class Pupil(Idle):
        def workflow(self, work: Callable[..., None]) -> None:
            taught[work.__name__] = work

    monitoring.register(Pupil(), tools, sessions)  # type: ignore[arg-type]
    assert set(taught) == {monitoring.SCHEDULE.name, service.JOB}
    taught["watch_lists"]("moment", "context")
    taught["monitor"]("sanctions")
    taught["monitor"]("pep")
    with sessions() as session:
        assert [row.kind for row in session.scalars(select(MonitoringProgress))] == ["sanctions"]


KILLED = """
import os, signal, sys
from kyc.app import create_app
from kyc.models import db
from kyc.services.screening import monitoring as service
from kyc.worker import monitoring
from sqlalchemy.orm import sessionmaker

moves, commit_after = 0, int(sys.argv[1])
move = service.move

def cut_off(*given):
    global moves
    moves += 1
    done = move(*given)
    if moves > commit_after:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

app = create_app()
service.move, monitoring.BATCH = cut_off, 2
with app.app_context():
    monitoring.go_on(app.config["TOOLS"], sessionmaker(db.engine, expire_on_commit=False), "sanctions")
"""


def test_kill_9_between_raising_and_committing_loses_nothing_and_raises_nothing_twice(
    session: Session, tools: Tools, sessions: Sessions, lists: Path, settings: Settings
) -> None:
    people = approved(session, 6)
    run(tools, sessions)
    loaded(lists, "v2", OTHER, LISTED)
    monitoring.look(Idle(), tools, sessions)  # type: ignore[arg-type]
    session.rollback()
    env = {**os.environ, "INSTANCE_DIR": str(settings.instance_dir), "DATABASE_URL": settings.database_url}
    for commits, done in ((0, 0), (1, 2)):
        command = [sys.executable, "-c", KILLED, str(commits)]
        ended = subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True)
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
        assert flagged(session) == people[:done]
    monitoring.go_on(tools, sessions, "sanctions")
    assert flagged(session) == people
    events = session.scalars(select(Event.profile_id).where(Event.type == "profile.flagged"))
    assert sorted(events) == people
