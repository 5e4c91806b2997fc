"""The worker's heartbeat: it takes over the jobs of silent workers, and recovers its own that went adrift."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import delete, select

from kyc import jobs
from kyc.jobs.clock import Clock, put_right
from kyc.models import Sessions, WorkerHeartbeat, transaction, utcnow

log = structlog.get_logger(__name__)
BEAT_S, SILENT_S = 5.0, 60.0


class Presence:
    """This worker among the others.

    Silence is measured by this process's monotonic clock, as the time for which a heartbeat has not changed. So a
    system clock that is set, or that differs between hosts, neither strikes anybody off nor hides a death.
    """

    def __init__(
        self,
        worker: jobs.Worker,
        sessions: Sessions,
        silent_s: float = SILENT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._worker, self._sessions, self._silent_s, self._clock = worker, sessions, silent_s, clock
        self._seen: dict[str, tuple[datetime, float]] = {}
        self._looked = -math.inf
        self._adrift = set[str]()
        self._wall, self._behind = Clock(), False

    @property
    def pause_s(self) -> float:
        """Seconds between two heartbeats."""
        return min(BEAT_S, self._silent_s / 4)

    def beat(self) -> None:
        """Write the heartbeat, and reclaim the jobs of workers that have been silent too long."""
        with self._sessions() as session, transaction(session):
            session.merge(WorkerHeartbeat(executor_id=self._worker.executor, at=utcnow()))
            said = {one.executor_id: one.at for one in session.scalars(select(WorkerHeartbeat))}
        silent = self._silent(said)
        if silent:
            log.warning("worker_silent", executors=silent, jobs=jobs.reclaim(self._worker.engine, silent))
            with self._sessions() as session, transaction(session):
                session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.executor_id.in_(silent)))

    def leave(self) -> int:
        """Strike this worker off, and hand its unfinished jobs to the others; returns how many."""
        handed = jobs.reclaim(self._worker.engine, [self._worker.executor])
        with self._sessions() as session, transaction(session):
            session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.executor_id == self._worker.executor))
        return handed

    def gather(self) -> None:
        """Restart the jobs that went adrift here, once they are seen to be adrift twice in a row."""
        adrift = self._worker.adrift()
        lost = adrift & self._adrift
        if lost:
            log.warning("jobs_adrift", jobs=self._worker.retake(lost))
        self._adrift = adrift - lost

    def keep_time(self, schedules: Sequence[jobs.Schedule]) -> None:
        """After the system clock was set back, put delayed jobs and schedules right."""
        self._behind = self._wall.went_back() or self._behind
        if self._behind:
            log.warning("clock_went_back", jobs=put_right(self._worker.engine, schedules))
            self._behind = False

    def _silent(self, said: Mapping[str, datetime]) -> list[str]:
        now = self._clock()
        if now - self._looked > self._silent_s / 2:  # this one slept, or the database was away: so may have the others
            self._seen.clear()
        self._looked = now
        self._seen = {who: self._since(who, at, now) for who, at in said.items() if who != self._worker.executor}
        return sorted(who for who, (_, since) in self._seen.items() if now - since > self._silent_s)

    def _since(self, who: str, at: datetime, now: float) -> tuple[datetime, float]:
        """The heartbeat, and the time since when it has been unchanged."""
        known = self._seen.get(who)
        return known if known and known[0] == at else (at, now)
