"""Rate-limit counts in this process's memory: a number and an expiry for each caller, swept now and then.

The library's own store starts a thread for every sweep, a hundred of them a second under load: a tenth of the CPU of
the calls it counts (docs/decisions/0090-beside-the-seed.md).
"""

from __future__ import annotations

import threading
import time

from limits.storage.base import Storage

SWEEP_S = 60.0
ADDRESS = "process://"


class Counts(Storage):
    """Takes the place of `memory://`, for fixed windows."""

    STORAGE_SCHEME = [ADDRESS.removesuffix("://")]  # noqa: RUF012  (the library registers a class by its own list)

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._lock, self._found, self._swept = threading.Lock(), dict[str, tuple[int, float]](), time.time()

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors of a store that is away; this one never raises them."""
        return ConnectionError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and return the total; a window that is over starts anew with `expiry` seconds."""
        now = time.time()
        with self._lock:
            if now - self._swept > SWEEP_S:
                self._found = {name: kept for name, kept in self._found.items() if kept[1] > now}
                self._swept = now
            number, until = self._found.get(key, (0, 0.0))
            number, until = (number + amount, until) if until > now else (amount, now + expiry)
            self._found[key] = (number, until)
        return number

    def get(self, key: str) -> int:
        """The total of the current window; 0 without one."""
        number, until = self._found.get(key, (0, 0.0))
        return number if until > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now without one."""
        return max(time.time(), self._found.get(key, (0, 0.0))[1])

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        """Forget every count."""
        with self._lock:
            forgotten, self._found = len(self._found), {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._found.pop(key, None)
