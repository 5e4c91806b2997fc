"""The worker's process: takes jobs until it is asked to stop."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from kyc import jobs
from kyc.adapters import heap
from kyc.config import Settings
from kyc.models import Sessions
from kyc.tools import Tools
from kyc.worker import (
    challenges,
    deliveries,
    erasures,
    exposure,
    mirror,
    monitoring,
    presence,
    retaining,
    reverifying,
    rulings,
    updates,
    upkeep,
    verify,
    watchdog,
)

log = structlog.get_logger(__name__)
LIMITS = {
    jobs.IO: jobs.Limit(8),
    jobs.DELIVER: jobs.Limit(32, share=4),  # so seven addresses that keep us waiting leave room for the eighth
    jobs.LIVENESS: jobs.Limit(1),
    jobs.MONITOR: jobs.Limit(1),
}


def run(tools: Tools, engine: Engine, slot: str, silent_s: float = presence.SILENT_S) -> None:
    """Run until SIGTERM or SIGINT, and finish the job in hand first. A second signal ends the process at once.

    `slot` identifies this worker on its host: one that restarts under the same name recovers its own jobs. Jobs of
    other workers are reclaimed once those have been silent for `silent_s` seconds.
    """
    heap.bound()
    stop = _asked()
    sessions = sessionmaker(engine, expire_on_commit=False)
    worker = jobs.Worker(engine, f"{socket.gethostname()}-{slot}")
    _register(worker, tools, sessions)
    tools.build()
    settings, schedules = tools.settings, _schedules(tools.settings)
    limits = {jobs.VERIFY: jobs.Limit(settings.worker_concurrency), **LIMITS}
    worker.start(limits, settings.job_poll_seconds, schedules)
    exposure.serve(settings)
    log.info("worker_ready", executor=worker.executor)
    updates.warn_of_old(tools)
    present = presence.Presence(worker, sessions, silent_s)
    _live(present, stop, schedules)
    _leave(present, worker, settings.stop_seconds)


def _register(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Every job that any process asks for."""
    verify.register(worker, tools, sessions)
    challenges.register(worker, tools, sessions)
    deliveries.register(worker, tools.sender, tools.keyring, sessions)
    mirror.register(worker, tools.mirror, sessions)
    rulings.register(worker)
    erasures.register(worker, tools, sessions)
    upkeep.register(worker, sessions, tools.settings.portrait_reuse_days, tools.settings.staff_idle)
    monitoring.register(worker, tools, sessions)
    updates.register(worker, tools)
    retaining.register(worker, tools, sessions)
    reverifying.register(worker, sessions, tools.settings)


def _schedules(settings: Settings) -> tuple[jobs.Schedule, ...]:
    fetching = updates.schedules(settings.watchlist_update_cron)
    return (*upkeep.SCHEDULES, *retaining.SCHEDULES, monitoring.SCHEDULE, reverifying.SCHEDULE, *fetching)


def _asked() -> threading.Event:
    """An event that the first signal sets; a second signal is left to the kernel, which ends the process."""
    stop = threading.Event()

    def ask(*_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop


def _live(present: presence.Presence, stop: threading.Event, schedules: Sequence[jobs.Schedule] = ()) -> None:
    try:
        while not stop.is_set():
            watchdog.still_running()
            _beat(present, schedules)
            stop.wait(present.pause_s)
    finally:
        watchdog.leaving()


def _beat(present: presence.Presence, schedules: Sequence[jobs.Schedule]) -> None:
    try:
        present.beat()
        present.gather()
        present.keep_time(schedules)
    except SQLAlchemyError as error:  # the database is away: jobs wait there, we wait here
        log.warning("heartbeat_failed", error=type(error).__name__)


def _leave(
    present: presence.Presence, worker: jobs.Worker, patience_s: int, end: Callable[[int], object] = os._exit
) -> None:
    """Take no new job, finish those in hand, and hand back what takes too long, so that others can start it at once."""
    log.info("worker_stops", executor=worker.executor)
    worker.stop(patience_s)
    try:
        handed = present.leave()
    except SQLAlchemyError as error:  # the database is away: the others notice our silence
        log.warning("leaving_failed", error=type(error).__name__)
        handed = 1
    log.info("worker_stopped", executor=worker.executor, handed_back=handed)
    if handed:  # a running thread cannot be stopped, and the interpreter would wait for it
        end(0)
