"""Runs an update in a process of its own: its memory goes with it, and nobody waits for the parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

from kyc.adapters.screening.updating import Outcome, Update, UpdateRunning
from kyc.domain.watchlists import Source


def updated_apart(update: Update, sources: Sequence[Source]) -> list[Outcome] | None:
    """What came of each source; empty where another update is at it, None where the process died."""
    return run_apart(partial(_outcomes, update, sources))


def run_apart(work: Callable[[], list[Outcome]]) -> list[Outcome] | None:
    """What `work` gives in a new process, which ends with this one; None where it died."""
    context = get_context("spawn")  # a fork would copy the locks of other threads in whatever state they are
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
