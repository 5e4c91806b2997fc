"""A budget of memory for decoding, shared by the threads of a process: a thread that finds too little left waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kyc.domain.errors import Unavailable


class Room:
    """A limit on what is in use at once, in pixels or any other unit; a request for more than all gets all, alone.

    `waiting` is how many may wait for their turn; it keeps threads free for others where waiting can take long.
    """

    def __init__(self, whole: int, waiting: int = 1000) -> None:
        self._whole = self._free = whole
        self._places = threading.BoundedSemaphore(waiting)
        self._changed, self._turn = threading.Condition(), threading.Lock()

    @contextmanager
    def taken(self, wanted: int) -> Iterator[None]:
        """Hold this amount during the block; first come, first served, so that small pictures never starve a large one.

        Raises `Unavailable` when too many wait.
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
