"""Processes forked from one that has imported the house: an interpreter of its own costs two seconds of a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["kyc.app", "kyc.worker.main"])
READY_S = 60


def start(work: Callable[..., None], settings: Mapping[str, str], *args: Any) -> BaseProcess:
    """A process that does `work(ready, *args)` under these settings, once it has called `ready()`."""
    here, there = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_run, args=(work, dict(settings), there, args), daemon=True)
    process.start()
    there.close()
    try:
        if here.poll(READY_S):
            here.recv()
    except EOFError:
        """It ended before it was ready, as some are meant to."""
    return process


def _run(work: Callable[..., None], settings: dict[str, str], there: Any, args: tuple[Any, ...]) -> None:
    os.environ.update(settings)
    work(lambda: there.send(None), *args)


def end(process: BaseProcess) -> None:
    process.kill()
    process.join()
