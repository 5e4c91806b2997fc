"""Memory for decoding, shared by the threads of a process: who finds too little of it waits, and what is freed goes."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kyc.domain.errors import Unavailable

# glibc's mallopt(3): pieces from this size on are mapped, each by itself, and the threads share so many heaps.
_M_MMAP_THRESHOLD, _M_ARENA_MAX, _HEAPS = -3, -8, 2
MAPPED_FROM = 16_000_000
"""Bytes. From 1 MB on, a reader of documents in the same process would take a sixth more processor time."""


def give_back(mapped_from: int = MAPPED_FROM) -> None:
    """Have this process return the memory of a picture as soon as it is freed, where the C library is glibc.

    Otherwise every thread keeps a heap as large as its largest picture: with 16 threads and the heaviest uploads a
    process grew to 836 MB and stayed at 591. A server of many threads asks for it from 4 MB on: it goes back to 260
    where it would keep 375.
    """
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, mapped_from)
        library.mallopt(_M_ARENA_MAX, _HEAPS)


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
