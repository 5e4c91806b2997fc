"""Repairs the queue after the system clock was set back.

DBOS keeps times by the system clock. When that is set back, a delayed job would wait until its hour comes round again,
and a schedule, which has a record of those minutes already, would do nothing until they are over.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy.engine import Engine

from kyc.jobs.engine import client
from kyc.jobs.queues import DELAY, Schedule, schedule
from kyc.jobs.records import UNFINISHED, forget

BARE: Mapping[str, Any] = {"load_input": False, "load_output": False}
LEAST_S = 5.0
"""A smaller step back is an ordinary clock correction."""


class Clock:
    """Compares the system clock with one that only goes forward."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._ahead = wall() - steady()

    def went_back(self) -> bool:
        """Whether the system clock was set back since the last call."""
        before, self._ahead = self._ahead, self._wall() - self._steady()
        return before - self._ahead >= LEAST_S


def put_right(engine: Engine, schedules: Sequence[Schedule]) -> int:
    """Give delayed jobs their intended delay again and restart the schedules; returns how many jobs were changed.

    Safe to call from several workers.
    """
    queue, now = client(engine), datetime.now(UTC)
    waits = {one.workflow_id: _rest_s(one, now) for one in queue.list_workflows(status="DELAYED", **BARE)}
    too_long = {job_id: rest for job_id, rest in waits.items() if rest is not None}
    for job_id, rest in too_long.items():
        queue.set_workflow_delay(job_id, delay_seconds=rest)
    forget(engine, [one for each in schedules for one in _of_minutes_to_come(queue, each.name, now)])
    schedule(engine, schedules, since=now.isoformat())
    return len(too_long)


def _rest_s(job: WorkflowStatus, now: datetime) -> float | None:
    """Seconds left of a job's delay, or None where it would wait no longer than that anyway.

    The delay itself is kept with the job, because the two times are by different clocks: the start of the wait by the
    database server's on PostgreSQL, its end by this host's.
    """
    moment = now.timestamp()
    asked = min((job.created_at or 0) / 1000, moment)
    due = asked + float((job.attributes or {}).get(DELAY, math.inf))
    return max(0.0, due - moment) if (job.delay_until_epoch_ms or 0) / 1000 - due >= LEAST_S else None


def _of_minutes_to_come(queue: DBOSClient, name: str, now: datetime) -> list[str]:
    """Jobs that a schedule finished at minutes still to come; DBOS puts the minute into the id."""
    begins = f"sched-{name}-"
    done = queue.list_workflows(workflow_id_prefix=begins, **BARE)
    later = [one for one in done if one.workflow_id > begins + now.isoformat()]
    return [one.workflow_id for one in later if one.status not in UNFINISHED]
