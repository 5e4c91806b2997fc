"""A clock that went back: what was meant for moments that come a second time is put right.

The engine keeps moments by the clock on the wall. Where that is put back, a job made before waits until its hour comes
again, and a schedule, which knows that it has been at those minutes already, does nothing until they are over.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dbos import DBOSClient, WorkflowStatus
from sqlalchemy.engine import Engine

from kyc import jobs
from kyc.job_engine import client

BARE: Mapping[str, Any] = {"load_input": False, "load_output": False}
LEAST_S = 5.0
"""Less is a clock that is kept right."""


class Clock:
    """The clock on the wall, held against one that only goes forward."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._ahead = wall() - steady()

    def went_back(self) -> bool:
        """Whether it did since this was asked last."""
        before, self._ahead = self._ahead, self._wall() - self._steady()
        return before - self._ahead >= LEAST_S


def put_right(engine: Engine, schedules: Sequence[jobs.Schedule]) -> int:
    """Jobs of a future that is no more wait as long as they were to, and schedules begin anew; returns how many.

    A second time, by another worker, changes nothing.
    """
    queue, now = client(engine), datetime.now(UTC)
    waits = {one.workflow_id: _rest_s(one, now) for one in queue.list_workflows(status="DELAYED", **BARE)}
    too_long = {job_id: rest for job_id, rest in waits.items() if rest is not None}
    for job_id, rest in too_long.items():
        queue.set_workflow_delay(job_id, delay_seconds=rest)
    jobs.forget(engine, [one for each in schedules for one in _of_minutes_to_come(queue, each.name, now)])
    jobs.schedule(engine, schedules, since=now.isoformat())
    return len(too_long)


def _rest_s(job: WorkflowStatus, now: datetime) -> float | None:
    """Seconds that are left of a job's delay, where it would wait longer than that.

    When it was asked for is by this clock on SQLite and by the server's on PostgreSQL, until when it waits is by this
    clock on both: so the delay itself is kept with the job.
    """
    moment = now.timestamp()
    asked = min((job.created_at or 0) / 1000, moment)
    due = asked + float((job.attributes or {}).get(jobs.DELAY, math.inf))
    return max(0.0, due - moment) if (job.delay_until_epoch_ms or 0) / 1000 - due >= LEAST_S else None


def _of_minutes_to_come(queue: DBOSClient, schedule: str, now: datetime) -> list[str]:
    """What a schedule did at minutes that have still to come; the engine puts the minute into the id."""
    begins = f"sched-{schedule}-"
    done = queue.list_workflows(workflow_id_prefix=begins, **BARE)
    later = [one for one in done if one.workflow_id > begins + now.isoformat()]
    return [one.workflow_id for one in later if one.status not in jobs.UNFINISHED]
