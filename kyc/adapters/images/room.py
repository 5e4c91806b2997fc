"""Memory for decoding, shared by the threads of a process: who finds too little of it waits for the turn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Room:
    """So many pixels may be in decoding at once; whoever wants more than all gets all, alone."""

    def __init__(self, pixels: int) -> None:
        self._whole = self._free = pixels
        self._changed, self._turn = threading.Condition(), threading.Lock()

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Hold room for these pixels; first come, first served, so that small pictures never starve a large one."""
        share = min(pixels, self._whole)
        with self._turn, self._changed:
            self._changed.wait_for(lambda: self._free >= share)
            self._free -= share
        try:
            yield
        finally:
            with self._changed:
                self._free += share
                self._changed.notify_all()
