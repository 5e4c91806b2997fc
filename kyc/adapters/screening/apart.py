"""Runs an update in a separate process: its memory is freed when it ends, and nobody waits for the parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

from kyc.adapters.screening.updating import Outcome, Update, UpdateRunning
from kyc.domain.watchlists import Source


def updated_apart(update: Update, sources: Sequence[Source]) -> list[Outcome] | None:
    """The outcome of each source; empty if another update is running, None if the process died."""
    return run_apart(partial(_outcomes, update, sources))


def run_apart(work: Callable[[], list[Outcome]]) -> list[Outcome] | None:
    """The result of `work` in a new process, which ends with this one; None if it died."""
    context = get_context("spawn")  # a fork would copy other threads' locks in whatever state they are
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(work, sending), daemon=True)
    process.start()
    sending.close()
    try:
        found: list[Outcome] = receiving.recv()
    except EOFError:
        return None
    finally:
        receiving.close()
        process.join()
    return found


def _send(work: Callable[[], list[Outcome]], sending: Connection) -> None:
    sending.send(work())
    sending.close()


def _outcomes(update: Update, sources: Sequence[Source]) -> list[Outcome]:
    try:
        return list(update.run(sources))
    except UpdateRunning:
        return []
