"""The queue's records of its jobs: which failed, finished or are in hand, and putting them back or deleting them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dbos import WorkflowStatus
from sqlalchemy.engine import Engine

from kyc.jobs.engine import client
from kyc.jobs.queues import IO

UNFINISHED = ["ENQUEUED", "PENDING", "DELAYED"]
FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"]
_BATCH = 500


def failed(engine: Engine, workflow: str) -> list[str]:
    """Ids of the jobs that failed for good: they raised, or their worker died too often."""
    return _ids(engine, name=workflow, status=FAILED)


def finished_before(engine: Engine, moment: str) -> list[str]:
    """Ids of jobs that succeeded before an ISO 8601 moment."""
    return _ids(engine, status="SUCCESS", completed_before=moment)


def in_hand(engine: Engine, executors: list[str]) -> list[str]:
    """Ids of the jobs that these workers have taken and not finished."""
    return _ids(engine, status="PENDING", executor_id=executors)


def busy(engine: Engine) -> list[str]:
    """The workers that have a job in hand, alive or not."""
    return sorted({one.executor_id for one in _found(engine, status="PENDING") if one.executor_id})


def forget(engine: Engine, job_ids: Iterable[str]) -> None:
    """Delete the records of finished or failed jobs."""
    chosen = list(job_ids)
    for start in range(0, len(chosen), _BATCH):
        client(engine).delete_workflows(chosen[start : start + _BATCH])


def reclaim(engine: Engine, executors: list[str]) -> int:
    """Give the jobs of workers that will not return to the others, each in its own queue; returns how many."""
    return requeue(engine, in_hand(engine, executors), executors)


def requeue(engine: Engine, job_ids: Iterable[str], executors: list[str]) -> int:
    """Put back into their queues those jobs that these workers still have in hand; returns how many.

    Not by `resume_workflows`: that resets the count of attempts, so a job that kills every worker it reaches would
    never be given up.
    """
    system = client(engine)._sys_db
    return sum(system.reenqueue_for_recovery(job_id, executors, IO) for job_id in job_ids)


def resume(engine: Engine, job_id: str, queue: str) -> None:
    """Put a job whose worker died too often back into its queue, with its count of attempts reset."""
    client(engine).resume_workflows([job_id], queue_name=queue)


def _ids(engine: Engine, **wanted: Any) -> list[str]:
    return [one.workflow_id for one in _found(engine, **wanted)]


def _found(engine: Engine, **wanted: Any) -> list[WorkflowStatus]:
    return client(engine).list_workflows(**wanted, load_input=False, load_output=False)
