"""Processes forked from one that has imported `kyc`: starting an interpreter each time costs two seconds of a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from flask.cli import ScriptInfo

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["kyc.app", "kyc.worker.main"])
READY_S = 60


def start(work: Callable[..., None], settings: Mapping[str, str], *args: Any) -> BaseProcess:
    """A process that runs `work(ready, *args)` under these settings; returns once it has called `ready()`."""
    here, there = _CONTEXT.Pipe(duplex=False)
    process = _begun(_work, settings, work, there, *args)
    there.close()
    try:
        if here.poll(READY_S):
            here.recv()
    except EOFError:
        """It ended before it was ready, as some are meant to."""
    return process


def command(settings: Mapping[str, str], *words: str) -> BaseProcess:
    """Run `flask kyc …` under these settings."""
    return _begun(_command, settings, *words)


def end(process: BaseProcess) -> None:
    process.kill()
    process.join()


def _begun(what: Callable[..., None], settings: Mapping[str, str], *args: Any) -> BaseProcess:
    process = _CONTEXT.Process(target=_run, args=(what, dict(settings), args), daemon=True)
    process.start()
    return process


def _run(what: Callable[..., None], settings: dict[str, str], args: tuple[Any, ...]) -> None:
    os.environ.update(settings)
    what(*args)


def _work(work: Callable[..., None], there: Any, *args: Any) -> None:
    work(lambda: there.send(None), *args)


def _command(*words: str) -> None:
    from kyc.app import create_app

    app = create_app()
    app.cli.main(["kyc", *words], obj=ScriptInfo(create_app=lambda: app))
