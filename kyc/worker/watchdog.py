"""Ends a process whose examination hangs: a thread cannot be stopped, but a process can, and is restarted."""

from __future__ import annotations

import faulthandler
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context

import structlog

log = structlog.get_logger(__name__)
EXIT_CODE = 70
# How long the interpreter may be unable to run before the process is ended from outside.
STUCK_S = 120


@contextmanager
def watched(limit_s: int, give_up: Callable[[], None], end: Callable[[int], object] = os._exit) -> Iterator[None]:
    """Give the block this long; then call `give_up` and end the process, with everything that runs in it.

    Only seconds in which this process ran count, so one that was suspended for an hour still has its time.
    """
    done = threading.Event()

    def watch() -> None:
        for _ in range(limit_s):
            if done.wait(1):
                return
        log.error("examination_hangs", seconds=limit_s)
        try:
            give_up()
        except Exception as error:  # noqa: BLE001  (the job is done again, and watched again)
            log.error("giving_up_failed", error=type(error).__name__)
        if not done.is_set():
            end(EXIT_CODE)

    threading.Thread(target=copy_context().run, args=(watch,), name="watchdog", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def still_running() -> None:
    """Call this every few seconds; where that stops, the process is ended, even if no Python code can run any more.

    A pattern or library that holds the interpreter's lock for ever would otherwise leave a worker that neither works
    nor dies.
    """
    faulthandler.dump_traceback_later(STUCK_S, exit=True)


def leaving() -> None:
    """The process ends in its own time: stop watching it."""
    faulthandler.cancel_dump_traceback_later()
