"""The log lines of a job: its ids in each of them, and at the end how long it took, or how it failed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from structlog.contextvars import bound_contextvars

log = structlog.get_logger(__name__)


@contextmanager
def told(job_id: str | None, about: Mapping[str, object]) -> Iterator[None]:
    """Wraps one run of a job; a scheduled job, which has no ids, ends without a line."""
    started = time.perf_counter()
    with bound_contextvars(job=job_id, **about):
        try:
            yield
        except Exception as error:
            log.warning("job_failed", error=type(error).__name__, ms=_since(started))
            raise
        if about:
            log.info("job_done", ms=_since(started))


def _since(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 1)
