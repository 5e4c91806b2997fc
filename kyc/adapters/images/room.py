"""Memory for decoding, shared by the threads of a process: who finds too little of it waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kyc.domain.errors import Unavailable


class Room:
    """So much may be in use at once, in pixels or whatever is counted; whoever wants more than all gets all, alone.

    `waiting` is how many may wait for their turn, where waiting can take long and threads are needed for others.
    """

    def __init__(self, whole: int, waiting: int = 1000) -> None:
        self._whole = self._free = whole
        self._places = threading.BoundedSemaphore(waiting)
        self._changed, self._turn = threading.Condition(), threading.Lock()

    @contextmanager
    def taken(self, wanted: int) -> Iterator[None]:
        """Hold so much; first come, first served, so that small pictures never starve a large one.

        Raises `Unavailable` where too many wait.
        """
        share = min(wanted, self._whole)
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many pictures at once")
        try:
            with self._turn, self._changed:
                self._changed.wait_for(lambda: self._free >= share)
                self._free -= share
        finally:
            self._places.release()
        try:
            yield
        finally:
            with self._changed:
                self._free += share
                self._changed.notify_all()
