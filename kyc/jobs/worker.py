"""The process that runs jobs: it registers the workflows, takes jobs from their queues, and keeps errors impersonal."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from dbos import DBOS
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from kyc.jobs.engine import configure, datasource, running
from kyc.jobs.queues import Schedule, schedule
from kyc.jobs.records import in_hand, requeue
from kyc.logs.job_lines import told
from kyc.meters import figures
from kyc.models.outage import passes

MAX_RECOVERIES = 5


class JobFailed(Exception):
    """A job failed; holds only the name of the error's class, because the job tables keep it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many jobs of a queue one worker runs at once, and how many of those may belong to the same share."""

    jobs: int
    share: int | None = None


class Worker:
    """Runs jobs in this process: register workflows first, then `start`."""

    def __init__(self, engine: Engine, executor: str) -> None:
        configure(engine, executor)
        self.engine, self.executor = engine, executor
        self._source = datasource(engine)

    def transaction(self, work: Callable[..., None]) -> Callable[..., None]:
        """A step whose effect and checkpoint commit together; `work` gets the session as its first argument."""

        def run(*args: Any) -> None:
            session = self._source.sql_session()
            with _redacted():
                work(session, *args)
                session.flush()

        run.__name__ = run.__qualname__ = work.__name__
        return self._source.transaction(run)

    def step(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """A step whose result is kept, so that it is not done again; the result must be small and impersonal."""
        return DBOS.step(name=work.__name__)(work)

    def workflow(self, work: Callable[..., None]) -> Callable[..., None]:
        """A job, named after the function; an error ends it as failed, and only the error's class is kept.

        Every line that it logs carries its id, the id of the request it came from, and its arguments whose names end
        in `_id`, without that ending.
        """
        parameters = inspect.signature(work).parameters
        ids = [name.removesuffix("_id") if name.endswith("_id") else "" for name in parameters]

        @wraps(work)
        def run(*args: Any) -> None:
            about = {name: value for name, value in zip(ids, args, strict=False) if name}
            if request := DBOS.authenticated_user:
                about["request"] = request
            with figures.job(work.__name__), _redacted(), told(DBOS.workflow_id, about):
                work(*args)

        return DBOS.workflow(name=work.__name__, max_recovery_attempts=MAX_RECOVERIES)(run)

    def start(self, limits: Mapping[str, Limit], poll_s: float, schedules: Iterable[Schedule]) -> None:
        """Begin to take jobs; those that this executor left unfinished are recovered first."""
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
        """Jobs that this worker has taken but is not running, because their outcome could not be written (a full disk).

        A job that is just starting or ending may be among them for a moment.
        """
        return set(in_hand(self.engine, [self.executor])) - running()

    def retake(self, job_ids: Iterable[str]) -> int:
        """Start such jobs again, from their last checkpoint; returns how many."""
        return requeue(self.engine, job_ids, [self.executor])

    def stop(self, patience_s: int) -> None:
        """Take no more jobs, and wait at most this long for those in hand."""
        DBOS.destroy(workflow_completion_timeout_sec=patience_s)


@contextmanager
def _redacted() -> Iterator[None]:
    """Strips errors of their messages: databases quote the values they refuse, and the job tables keep errors.

    Transient database errors keep their class, because the engine retries those transactions.
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
