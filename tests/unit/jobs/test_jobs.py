"""The durable queue: asked for inside a transaction, done once, taken over from the dead, never blocked by poison."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from kyc import jobs
from kyc.app import create_app
from kyc.domain.errors import Unavailable
from kyc.jobs import engine as queue_engine
from kyc.jobs import records
from kyc.jobs.engine import client
from kyc.jobs.worker import MAX_RECOVERIES, _redacted
from kyc.models import db, transaction
from kyc.models.base import LOCK_MS, write_engine
from tests import forked
from tests.queued import unfinished
from tests.waiting import until


def program(ready: Callable[[], None], name: str, trace: Path) -> None:
    """A worker with jobs of every temper; each notes in the file `trace` that it ran."""
    app = create_app()
    with app.app_context():
        worker = jobs.Worker(db.engine, name)

        def mark(session: Session, name: str) -> None:
            session.execute(sa.text("insert into effect(name) values (:name)"), {"name": name})

        def insert_twice(session: Session, name: str) -> None:
            for _ in range(2):
                session.execute(sa.text("insert into single(name) values (:name)"), {"name": f"{name.upper()} DOE"})

        marked, inserted_twice = worker.transaction(mark), worker.transaction(insert_twice)

        def steady(name: str) -> None:
            note(trace, name)
            time.sleep(0.3)
            marked(name)

        def poison(name: str) -> None:
            note(trace, "poison")
            os._exit(9)

        def refused(name: str) -> None:
            inserted_twice(name)

        marked_at_last = worker.transaction(Reluctant(mark).mark_at_last)

        def insists(name: str) -> None:
            marked_at_last(name)

        asked_next = worker.transaction(ask_next)

        def passes_on(name: str) -> None:
            asked_next(name)

        for work in (steady, poison, fails, refused, talks, insists, passes_on):
            worker.workflow(work)
        limits = {jobs.VERIFY: jobs.Limit(1), jobs.IO: jobs.Limit(2), jobs.DELIVER: jobs.Limit(4, share=1)}
        worker.start(limits, 0.05, [])
        ready()
        gather(worker)


def ask_next(session: Session, name: str) -> None:
    jobs.enqueue(session, jobs.VERIFY, "steady", f"steady-{name}", name)


def fails(name: str) -> None:
    raise ValueError("no")


def talks(name: str) -> None:
    raise ValueError(f"cannot read {name.upper()} DOE")


class Reluctant:
    """A disk that is full for the first two tries."""

    def __init__(self, mark: Callable[[Session, str], None]) -> None:
        self.mark, self.tries = mark, 0

    def mark_at_last(self, session: Session, name: str) -> None:
        self.mark(session, name)
        self.tries += 1
        if self.tries < 3:
            raise sa.exc.OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))


def gather(worker: jobs.Worker) -> None:
    """For ever, as the heartbeat does."""
    adrift = set[str]()
    while True:
        time.sleep(0.5)
        worker.retake(adrift & worker.adrift())
        adrift = worker.adrift()


def note(trace: Path, name: str) -> None:
    with trace.open("a") as file:
        file.write(f"{name} ")


class Host:
    """A machine that runs the program above under a name."""

    def __init__(self, app: Flask, folder: Path) -> None:
        settings = app.config["SETTINGS"]
        self.trace = folder / "trace"
        self.env = {"INSTANCE_DIR": str(settings.instance_dir), "DATABASE_URL": settings.database_url}
        self.running: list[BaseProcess] = []

    def start(self, name: str) -> BaseProcess:
        self.running.append(forked.start(program, self.env, name, self.trace))
        return self.running[-1]

    def ran(self) -> list[str]:
        return self.trace.read_text().split() if self.trace.exists() else []


@pytest.fixture
def host(app: Flask, tmp_path: Path) -> Iterator[Host]:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("create table effect (name text)")
        connection.exec_driver_sql("create table single (name text unique)")
    found = Host(app, tmp_path)
    yield found
    for process in found.running:
        forked.end(process)


def ask(
    session: Session, workflow: str, name: str, queue: str = jobs.VERIFY, delay: float = 0, share: str = ""
) -> None:
    with transaction(session):
        jobs.enqueue(session, queue, workflow, f"{workflow}-{name}", name, delay=delay, share=share)


def effects() -> list[str]:
    with db.engine.connect() as connection:
        return list(connection.scalars(sa.text("select name from effect order by name")))


def test_a_job_that_was_asked_for_twice_is_one_job(session: Session) -> None:
    ask(session, "steady", "a")
    ask(session, "steady", "a")
    assert unfinished(db.engine) == 1


def test_a_rolled_back_request_leaves_no_job(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), transaction(session):
        ask_and_fail(session)
    assert unfinished(db.engine) == 0


def ask_and_fail(session: Session) -> None:
    jobs.enqueue(session, jobs.VERIFY, "steady", "steady-a", "a")
    raise ZeroDivisionError


def test_a_job_of_a_killed_worker_is_done_when_it_comes_back_and_once(session: Session, host: Host) -> None:
    first = host.start("one")
    ask(session, "steady", "a")
    assert until(lambda: host.ran() == ["a"])
    forked.end(first)
    assert effects() == []
    host.start("one")
    assert until(lambda: effects() == ["a"])
    assert until(lambda: unfinished(db.engine) == 0)
    assert host.ran() == ["a", "a"]


def test_jobs_of_a_host_that_never_returns_are_taken_over(session: Session, host: Host) -> None:
    first = host.start("one")
    ask(session, "steady", "a")
    assert until(lambda: host.ran() == ["a"])
    forked.end(first)
    host.start("two")
    assert jobs.reclaim(db.engine, ["one"]) == 1
    assert until(lambda: effects() == ["a"])
    assert jobs.reclaim(db.engine, ["one"]) == 0


def test_a_job_that_its_worker_has_lost_hold_of_is_begun_anew_and_one_that_runs_is_left(
    session: Session, host: Host
) -> None:
    host.start("one")
    ask(session, "steady", "a", "nobody listens here")
    table = "workflow_status" if db.engine.dialect.name == "sqlite" else "dbos.workflow_status"
    with transaction(session):
        session.execute(sa.text(f"update {table} set status = 'PENDING', executor_id = 'one', queue_name = 'verify'"))
    assert until(lambda: effects() == ["a"])
    assert until(lambda: unfinished(db.engine) == 0)
    assert host.ran() == ["a"]


def test_an_effect_is_tried_again_for_as_long_as_the_disk_is_full(session: Session, host: Host) -> None:
    host.start("one")
    ask(session, "insists", "a")
    assert until(lambda: unfinished(db.engine) == 0)
    assert effects() == ["a"]
    assert jobs.failed(db.engine, "insists") == []


def test_poison_does_not_block_the_jobs_behind_it(session: Session, host: Host) -> None:
    ask(session, "poison", "p")
    ask(session, "steady", "a")
    for _ in range(MAX_RECOVERIES + 3):
        process = host.start("one")
        if until(lambda: not process.is_alive() or effects() == ["a"], 20) and effects() == ["a"]:
            break
    assert effects() == ["a"]
    assert until(lambda: jobs.failed(db.engine, "poison") == ["poison-p"])
    assert host.ran().count("poison") <= MAX_RECOVERIES + 1


def test_many_slow_jobs_of_one_share_keep_no_other_waiting(session: Session, host: Host) -> None:
    for number in range(8):
        ask(session, "steady", f"slow{number}", jobs.DELIVER, share="slow")
    ask(session, "steady", "quick", jobs.DELIVER, share="quick")
    host.start("one")
    assert until(lambda: "quick" in effects())
    assert len(effects()) < 5
    assert until(lambda: unfinished(db.engine) == 0)
    assert len(effects()) == 9


def test_a_job_that_raises_is_known_as_failed_and_can_be_forgotten(session: Session, host: Host) -> None:
    host.start("one")
    ask(session, "fails", "f")
    assert until(lambda: jobs.failed(db.engine, "fails") == ["fails-f"])
    jobs.forget(db.engine, ["fails-f"])
    assert jobs.failed(db.engine, "fails") == []


def test_a_delayed_job_waits(session: Session, host: Host) -> None:
    host.start("one")
    ask(session, "steady", "later", jobs.IO, delay=2)
    ask(session, "steady", "now", jobs.IO)
    assert until(lambda: effects() == ["now"])
    assert until(lambda: effects() == ["later", "now"])
    assert host.ran() == ["now", "later"]


def test_finished_jobs_are_found_for_the_purge(session: Session, host: Host) -> None:
    host.start("one")
    ask(session, "steady", "a")
    assert until(lambda: unfinished(db.engine) == 0)
    assert jobs.finished_before(db.engine, "2100-01-01T00:00:00+00:00") == ["steady-a"]
    assert jobs.finished_before(db.engine, "2020-01-01T00:00:00+00:00") == []


def test_an_sqlite_that_is_too_old_is_named(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_engine, "NEEDED_SQLITE", (99, 0))
    monkeypatch.setattr(sys, "version_info", (3, 12))
    engine = sa.create_engine("sqlite://")
    with pytest.raises(Unavailable, match=r"needs SQLite 3\.42"):
        jobs.prepare(engine)


def test_job_tables_hold_ids_and_nothing_else(session: Session, host: Host) -> None:
    host.start("one")
    ask(session, "steady", "sess_123")
    assert until(lambda: unfinished(db.engine) == 0)
    stored = [value for row in queue_rows() for value in row if isinstance(value, str) and "sess_123" in value]
    assert stored
    assert all(len(value) < 200 for value in stored)


@pytest.mark.parametrize(("work", "kind"), [("refused", "IntegrityError"), ("talks", "ValueError")])
def test_what_an_error_says_of_a_person_does_not_come_into_job_tables(
    session: Session, host: Host, work: str, kind: str
) -> None:
    host.start("one")
    ask(session, work, "jane")
    assert until(lambda: jobs.failed(db.engine, work) == [f"{work}-jane"])
    stored = " ".join(str(value) for row in queue_rows() for value in row)
    assert "JANE DOE" not in stored
    assert kind in stored


def test_an_error_that_is_tried_again_keeps_its_kind_and_loses_its_values() -> None:
    busy = OperationalError("insert into person values (?)", ("JANE DOE",), Exception("database is locked"))
    with pytest.raises(OperationalError) as caught, _redacted():
        raise busy
    assert "JANE DOE" not in str(caught.value)
    assert "locked" in str(caught.value)


def test_a_failed_job_within_a_job_is_still_the_first_kind() -> None:
    with pytest.raises(jobs.JobFailed, match=r"^KeyError$"), _redacted(), _redacted():
        raise KeyError("JANE DOE")


def test_a_job_that_is_asked_for_twice_keeps_the_first_request(session: Session) -> None:
    for request in ("rbb6e32edcd3422f5", "rffffffffffffffff"):
        with bound_contextvars(request=request):
            ask(session, "steady", "a")
    (row,) = client(db.engine).list_workflows()
    assert row.authenticated_user == "rbb6e32edcd3422f5"


def test_a_caller_s_own_words_for_a_request_do_not_come_into_job_tables(session: Session) -> None:
    with bound_contextvars(request="erika-mustermann"):
        ask(session, "steady", "a")
    (row,) = client(db.engine).list_workflows()
    assert row.authenticated_user is None


def test_a_job_hands_the_request_on_to_the_jobs_it_asks_for(session: Session, host: Host) -> None:
    with bound_contextvars(request="rbb6e32edcd3422f5"):
        ask(session, "passes_on", "a")
    host.start("one")
    assert until(lambda: effects() == ["a"])
    assert {row.authenticated_user for row in client(db.engine).list_workflows()} == {"rbb6e32edcd3422f5"}


def test_many_jobs_are_forgotten_at_once(session: Session) -> None:
    names = [f"steady-{number}" for number in range(7)]
    with transaction(session):
        for name in names:
            jobs.enqueue(session, jobs.VERIFY, "steady", name, name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_BATCH", 3)
        jobs.forget(db.engine, names)
    assert unfinished(db.engine) == 0


def queue_rows() -> list[sa.Row[Any]]:
    """Everything that the queue keeps of jobs and their steps."""
    schema = None if db.engine.dialect.name == "sqlite" else "dbos"
    names = [
        name for name in sa.inspect(db.engine).get_table_names(schema) if name.startswith(("workflow", "operation"))
    ]
    prefix = f"{schema}." if schema else ""
    with db.engine.connect() as connection:
        return [row for name in names for row in connection.execute(sa.text(f"select * from {prefix}{name}"))]


def test_schedules_can_be_set_while_others_write(app: Flask, session: Session) -> None:
    """A worker's start reads and writes the queue's tables; a writer in between must not make that fail."""
    stop = threading.Event()

    def write() -> None:
        engine = write_engine(db.engine)
        while not stop.is_set():
            with engine.begin() as connection:
                connection.execute(sa.text("update partner set name = name"))

    writers = [threading.Thread(target=app_bound(app, write), daemon=True) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        queue = client(db.engine)
        for number in range(40):
            queue.apply_schedules(
                [{"schedule_name": "expire", "workflow_name": "expire", "schedule": f"*/{number % 5 + 1} * * * *"}]
            )
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [one["schedule_name"] for one in queue.list_schedules()] == ["expire"]


def app_bound(app: Flask, work: Callable[[], None]) -> Callable[[], None]:
    """The same inside the application's context, for a thread."""

    def run() -> None:
        with app.app_context():
            work()

    return run


def test_a_lock_is_waited_for_as_long_on_either_database(app: Flask) -> None:
    asks = "pragma busy_timeout" if db.engine.dialect.name == "sqlite" else "show lock_timeout"
    with db.engine.connect() as connection:
        assert str(connection.exec_driver_sql(asks).scalar()) in (str(LOCK_MS), f"{LOCK_MS // 1000}s")
