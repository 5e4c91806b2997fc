"""A clock that went back: what was meant for moments that come a second time is put right.

The engine keeps moments by the clock on the wall. Where that is put back, a job made before waits until its hour comes
again, and a schedule, which knows that it has been at those minutes already, does nothing until they are over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sqlalchemy.engine import Engine

from kyc import jobs
from kyc.job_engine import client

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


def put_right(engine: Engine, schedules: Iterable[jobs.Schedule]) -> int:
    """Jobs of a future that is no more wait as long as they were to, and schedules begin anew; returns how many.

    A second time, by another worker, changes nothing.
    """
    queue, now = client(engine), datetime.now(UTC)
    ahead = queue.list_workflows(start_time=now.isoformat(), load_input=False, load_output=False)
    waiting = [one for one in ahead if one.status == "DELAYED" and one.created_at]
    for one in waiting:
        delay_ms = (one.delay_until_epoch_ms or 0) - (one.created_at or 0)
        if delay_ms > 0:
            queue.set_workflow_delay(one.workflow_id, delay_seconds=delay_ms / 1000)
    names = {one.name for one in schedules}
    jobs.forget(engine, [one.workflow_id for one in ahead if one.name in names and one.status not in jobs.UNFINISHED])
    jobs.schedule(engine, schedules, since=now.isoformat())
    return len(waiting)
