"""The state of the queues for people and metrics: how deep each is, what runs where, what failed.

Read from DBOS's own table in one statement each; ids, names and times only, never arguments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from dbos._schemas import SCHEMA_PLACEHOLDER
from dbos._schemas.system_database import SystemSchema
from sqlalchemy.engine import Engine

from kyc.jobs.queues import DELIVER, IO, LIVENESS, MONITOR, VERIFY
from kyc.jobs.records import FAILED, UNFINISHED

QUEUES = (VERIFY, LIVENESS, DELIVER, IO, MONITOR)
WAITING, RUNNING, DELAYED = "ENQUEUED", "PENDING", "DELAYED"
_ROW = SystemSchema.workflow_status.c
# A delayed job has been waiting since it was due, not since it was requested.
_SINCE = sa.case(
    (_ROW.delay_until_epoch_ms > _ROW.created_at, _ROW.delay_until_epoch_ms),
    else_=_ROW.created_at,
)


@dataclass(frozen=True, slots=True)
class Depth:
    """One queue: how many jobs wait for a worker, run, or are delayed; `since` is when the oldest began to wait."""

    waiting: int = 0
    running: int = 0
    delayed: int = 0
    since: datetime | None = None

    @property
    def unfinished(self) -> int:
        return self.waiting + self.running + self.delayed

    def oldest_s(self, now: datetime) -> float:
        """For how many seconds the oldest job has been waiting; 0 where none waits."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """One job; `since` is when it started or failed, `attempts` how often it was started.

    `raised` says that it failed with an error of its own, which it would only raise again.
    """

    id: str
    name: str
    queue: str
    executor: str
    since: datetime
    attempts: int
    raised: bool = False


def depths(engine: Engine) -> dict[str, Depth]:
    """Our own queues, empty ones too, and any other that holds unfinished jobs."""
    counted = sa.select(_ROW.queue_name, _ROW.status, sa.func.count(), sa.func.min(_SINCE))
    rows = _rows(engine, counted.where(_ROW.status.in_(UNFINISHED)).group_by(_ROW.queue_name, _ROW.status))
    found: dict[str, dict[str, tuple[int, int]]] = {queue: {} for queue in QUEUES}
    for queue, status, number, since in rows:
        found.setdefault(queue or "", {})[status] = (number, since)
    return {queue: _depth(states) for queue, states in found.items()}


def running(engine: Engine, limit: int) -> list[Job]:
    """The jobs that run now, the longest-running first."""
    return _jobs(engine, [RUNNING], sa.func.coalesce(_ROW.started_at_epoch_ms, _ROW.created_at), limit)


def failed(engine: Engine, limit: int) -> list[Job]:
    """The jobs that failed and are not cleaned up yet, the oldest first."""
    return _jobs(engine, FAILED, sa.func.coalesce(_ROW.completed_at, _ROW.updated_at), limit)


def failures(engine: Engine) -> int:
    """How many jobs failed and are not cleaned up yet."""
    return int(_rows(engine, sa.select(sa.func.count()).where(_ROW.status.in_(FAILED)))[0][0])


def _depth(states: dict[str, tuple[int, int]]) -> Depth:
    number = {status: states.get(status, (0, 0))[0] for status in (WAITING, RUNNING, DELAYED)}
    since = _moment(states[WAITING][1]) if WAITING in states else None
    return Depth(number[WAITING], number[RUNNING], number[DELAYED], since)


def _jobs(engine: Engine, status: Sequence[str], since: Any, limit: int) -> list[Job]:
    known = (_ROW.workflow_uuid, _ROW.name, _ROW.queue_name, _ROW.executor_id)
    columns = (*known, since, _ROW.recovery_attempts, _ROW.status)
    wanted = sa.select(*columns).where(_ROW.status.in_(status)).order_by(since, _ROW.workflow_uuid).limit(limit)
    return [
        Job(job_id, name or "", queue or "", executor or "", _moment(at), attempts or 0, status == "ERROR")
        for job_id, name, queue, executor, at, attempts, status in _rows(engine, wanted)
    ]


def _rows(engine: Engine, statement: Any) -> Sequence[Any]:
    schema = None if engine.dialect.name == "sqlite" else "dbos"
    with engine.connect() as connection:
        options = connection.execution_options(schema_translate_map={SCHEMA_PLACEHOLDER: schema})
        return options.execute(statement).all()


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
