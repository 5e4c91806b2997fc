"""The port to the durable queue: a job's row is part of the transaction that asks for it.

Behind it stands DBOS in the application's own database (docs/decisions/0003-durable-jobs.md); nothing but this and
`kyc.job_…` beside it names it. Arguments are ids only: job tables hold no personal data.
"""

from __future__ import annotations

import inspect
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from dbos import DBOS
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kyc.domain.errors import Unavailable
from kyc.job_engine import VERSION, configure, datasource, running
from kyc.job_engine import client as _client
from kyc.logs.job_lines import told
from kyc.logs.origin import origin
from kyc.meters import figures
from kyc.models.outage import passes

VERIFY, IO = "verify", "io"
# Each address in a share of its own, so that a slow one keeps no other waiting.
DELIVER = "deliver"
# A person waits for these: never behind whole verifications.
LIVENESS = "liveness"
# Nobody waits for these: long comparisons with changed lists, one at a time.
MONITOR = "monitor"
MAX_RECOVERIES = 5
DELAY = "delay_s"
"""The attribute of a job that says how long it was to wait."""
UNFINISHED = ["ENQUEUED", "PENDING", "DELAYED"]
# From Python 3.12 on the engine writes unixepoch('subsec'), which older libraries answer with NULL.
NEEDED_SQLITE = (3, 42)
TOO_OLD = "from Python 3.12 on the embedded database needs SQLite 3.42, here is {}: use Python 3.11 or DATABASE_URL"
FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"]
_BATCH = 500


class JobFailed(Exception):
    """A job gave up: the kind of error, and nothing of what it said, because the job tables keep it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many jobs of a queue run at once in one worker, and of these, how many of one share."""

    jobs: int
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that starts again and again, once per tick however many workers there are."""

    name: str
    cron: str


def enqueue(
    session: Session, queue: str, workflow: str, job_id: str, *args: str | int, delay: float = 0, share: str = ""
) -> None:
    """Ask for a job inside the caller's transaction; the same `job_id` twice is one job.

    `share` is whose jobs it is counted with, in a queue that has a `Limit` for each. The id of the request that is
    served now, or of the one that the job at work came from, goes with it into the lines that the job logs.
    """
    options: dict[str, Any] = {
        "queue_name": queue,
        "workflow_name": workflow,
        "workflow_id": job_id,
        "app_version": VERSION,
    }
    if delay:
        options["delay_seconds"] = delay
        options["attributes"] = {DELAY: delay}
    if share:
        options["queue_partition_key"] = share
    if request := origin():
        options["authenticated_user"] = request  # on whose word a job runs: no argument, so older workers run it too
    connection = session.connection()
    _client(connection.engine).enqueue_in_transaction(connection, options, *args)  # type: ignore[arg-type]  # TypedDict


def failed(engine: Engine, workflow: str) -> list[str]:
    """Ids of the jobs that gave up: raised, or took their worker down too often."""
    found = _client(engine).list_workflows(name=workflow, status=FAILED, load_input=False, load_output=False)
    return [one.workflow_id for one in found]


def unfinished(engine: Engine) -> int:
    """How many jobs wait, run or are delayed."""
    return len(_client(engine).list_workflows(status=UNFINISHED, load_input=False, load_output=False))


def forget(engine: Engine, job_ids: Iterable[str]) -> None:
    """Delete the rows of finished or failed jobs."""
    chosen = list(job_ids)
    for start in range(0, len(chosen), _BATCH):
        _client(engine).delete_workflows(chosen[start : start + _BATCH])


def finished_before(engine: Engine, moment: str) -> list[str]:
    """Ids of jobs that ended well before an ISO 8601 moment."""
    client = _client(engine)
    found = client.list_workflows(status="SUCCESS", completed_before=moment, load_input=False, load_output=False)
    return [one.workflow_id for one in found]


def reclaim(engine: Engine, executors: list[str]) -> int:
    """Hand the jobs of workers that will not return to the others, each in its own queue; returns how many."""
    client = _client(engine)
    stranded = client.list_workflows(status="PENDING", executor_id=executors, load_input=False, load_output=False)
    return _again(engine, [one.workflow_id for one in stranded], executors)


def _again(engine: Engine, job_ids: Iterable[str], executors: list[str]) -> int:
    """Back into their queues, those that still lie with these workers.

    As a restart does, and not by `resume_workflows`: that forgets how often a job took its worker down, so that one
    which ends every host it comes to would never be given up.
    """
    system = _client(engine)._sys_db
    return sum(system.reenqueue_for_recovery(job_id, executors, IO) for job_id in job_ids)


def resume(engine: Engine, job_id: str, queue: str = IO) -> None:
    """Put a job that took its worker down too often into its queue once more, with all its tries before it."""
    _client(engine).resume_workflows([job_id], queue_name=queue)


def busy(engine: Engine) -> list[str]:
    """The workers that have a job in hand, alive or not."""
    found = _client(engine).list_workflows(status="PENDING", load_input=False, load_output=False)
    return sorted({one.executor_id for one in found if one.executor_id})


def schedule(engine: Engine, schedules: Iterable[Schedule], since: str = "") -> None:
    """Start these jobs again and again; another `since` than before lets every worker count anew from its clock."""
    _client(engine).apply_schedules(
        [
            {
                "schedule_name": one.name,
                "workflow_name": one.name,
                "schedule": one.cron,
                "queue_name": IO,
                "context": since or None,
            }
            for one in schedules
        ]
    )


def prepare(engine: Engine) -> None:
    """Make or migrate the queue's own tables; raises `Unavailable` where this SQLite is too old for them."""
    if engine.dialect.name == "sqlite" and sys.version_info >= (3, 12) and sqlite3.sqlite_version_info < NEEDED_SQLITE:
        raise Unavailable(TOO_OLD.format(sqlite3.sqlite_version))
    configure(engine, "prepare")
    datasource(engine)
    DBOS.launch()
    DBOS.destroy()


class Worker:
    """Runs jobs in this process: register workflows first, then `start`."""

    def __init__(self, engine: Engine, executor: str) -> None:
        configure(engine, executor)
        self.engine, self.executor = engine, executor
        self._source = datasource(engine)

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        """A function whose effect and checkpoint commit together; it gets the session first."""

        def run(*args: Any) -> None:
            session = self._source.sql_session()
            with _wordless():
                work(session, *args)
                session.flush()

        run.__name__ = run.__qualname__ = work.__name__
        return self._source.transaction(run)

    def step(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose (small, impersonal) result is kept, so that it is not done again."""
        return DBOS.step(name=work.__name__)(work)

    def workflow(self, work: Callable[..., None]) -> Callable[..., None]:
        """A job; what it raises ends it as failed, and only the kind of the error is kept.

        Every line that it logs names it, the request it came from, and the ids it was given: `verification_id` stands
        there as `verification`.
        """
        parameters = inspect.signature(work).parameters
        ids = [name.removesuffix("_id") if name.endswith("_id") else "" for name in parameters]

        @wraps(work)
        def run(*args: Any) -> None:
            about = {name: value for name, value in zip(ids, args, strict=False) if name}
            if request := DBOS.authenticated_user:
                about["request"] = request
            with figures.job(work.__name__), _wordless(), told(DBOS.workflow_id, about):
                work(*args)

        return DBOS.workflow(name=work.__name__, max_recovery_attempts=MAX_RECOVERIES)(run)

    def start(self, limits: Mapping[str, Limit], poll_s: float, schedules: Iterable[Schedule]) -> None:
        """Begin to take jobs; what this executor left unfinished before is taken up again."""
        DBOS.listen_queues(list(limits))
        DBOS.launch()
        for name, most in limits.items():
            DBOS.register_queue(
                name,
                worker_concurrency=most.jobs,
                partition_worker_concurrency=most.share,
                polling_interval_sec=poll_s,
            )
        schedule(self.engine, schedules)

    def adrift(self) -> set[str]:
        """Jobs that this worker took and does not run: what became of them could not be written down, as on a full
        disk. One that is just beginning, or ending, may be among them for a moment."""
        mine = {"status": "PENDING", "executor_id": self.executor, "load_input": False, "load_output": False}
        taken = {one.workflow_id for one in _client(self.engine).list_workflows(**mine)}  # type: ignore[arg-type]
        return taken - running()

    def retake(self, job_ids: Iterable[str]) -> int:
        """Begin such jobs anew, from what is written down of them; returns how many."""
        return _again(self.engine, job_ids, [self.executor])

    def stop(self, patience_s: int) -> None:
        """Finish the job in hand, at most so long."""
        DBOS.destroy(workflow_completion_timeout_sec=patience_s)


@contextmanager
def _wordless() -> Iterator[None]:
    """Errors without what they say: databases repeat the values that they refuse, and job tables keep errors.

    Those that pass by themselves keep their kind, because such transactions are tried again.
    """
    try:
        yield
    except JobFailed:
        raise
    except Exception as error:
        if not passes(error):
            raise JobFailed(type(error).__name__) from None
        if isinstance(error, DBAPIError):
            error.statement = error.params = None
        raise
