"""The queues, and how a job gets into one: asked for in a transaction, or by a schedule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.jobs.engine import VERSION, client
from kyc.logs.origin import origin

VERIFY, IO = "verify", "io"
# Limited per URL too, so that a slow receiver does not hold up the others.
DELIVER = "deliver"
# An applicant waits for these, so they never queue behind whole verifications.
LIVENESS = "liveness"
# Nobody waits for these: long comparisons with changed lists, one at a time.
MONITOR = "monitor"
DELAY = "delay_s"
"""The attribute that keeps a job's requested delay."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that starts at every tick of a cron expression (UTC), once however many workers there are."""

    name: str
    cron: str


def enqueue(
    session: Session, queue: str, workflow: str, job_id: str, *args: str | int, delay: float = 0, share: str = ""
) -> None:
    """Ask for a job inside the caller's transaction; asking twice for the same `job_id` makes one job.

    `delay` is in seconds. `share` is the group the job counts towards in a queue with a `Limit` per share. The id of
    the current request goes with the job, and into every line that it logs.
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
        options["authenticated_user"] = request  # not an argument: workers of an older version can still run the job
    connection = session.connection()
    client(connection.engine).enqueue_in_transaction(connection, options, *args)  # type: ignore[arg-type]  # TypedDict


def schedule(engine: Engine, schedules: Iterable[Schedule], since: str = "") -> None:
    """Put these schedules into force; with a new `since` every worker counts their ticks anew from its own clock."""
    client(engine).apply_schedules(
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
