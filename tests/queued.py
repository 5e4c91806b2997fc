"""The contents of the job queue."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from kyc.jobs.status import depths


def unfinished(engine: Engine) -> int:
    """How many jobs are waiting, running or delayed."""
    return sum(depth.unfinished for depth in depths(engine).values())
