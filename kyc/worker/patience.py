"""Retries while the database or the image store is unreachable, so that no verification goes to a person for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import structlog

from kyc.domain.errors import Unavailable
from kyc.models.outage import passes

log = structlog.get_logger(__name__)
T = TypeVar("T")
PAUSES_S = (1.0, 5.0, 15.0, 30.0, *[60.0] * 60)


def patiently(work: Callable[[], T], sleep: Callable[[float], object] = time.sleep) -> T:
    """The result of the work, retried after each pause for an hour; then its last error is raised.

    An outage is no fault of the verifications that meet it, and those queued behind would meet it too.
    """
    for pause in PAUSES_S:
        try:
            return work()
        except Exception as error:
            if not (isinstance(error, Unavailable) or passes(error)):
                raise
            log.warning("job_waits", error=type(error).__name__, seconds=pause)
            sleep(pause)
    return work()
