"""Waiting for other processes, with a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], patience_s: float = 45) -> bool:
    """Whether the condition held before the time limit."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and not holds():
        time.sleep(0.1)
    return holds()
