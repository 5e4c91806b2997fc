"""What the queue holds."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from kyc.jobs.status import depths


def unfinished(engine: Engine) -> int:
    """How many jobs wait, run or are delayed."""
    return sum(depth.unfinished for depth in depths(engine).values())
