"""The worker's process: takes jobs until it is asked to stop."""

from __future__ import annotations

import signal
import socket
import threading

import structlog
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from kyc import jobs
from kyc.tools import Tools
from kyc.worker import challenges, deliveries, monitoring, presence, rulings, updates, upkeep, verify, watchdog

log = structlog.get_logger(__name__)
PATIENCE_S = 30
IO_CONCURRENCY = 8


def run(tools: Tools, engine: Engine, slot: str, silent_s: float = presence.SILENT_S) -> None:
    """Run until SIGTERM or SIGINT; the job in hand is finished first.

    `slot` names this worker on its host: one that comes back under the same name takes its own jobs up again. The
    others' are taken from those that have said nothing for `silent_s` seconds.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sessions: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
    worker = jobs.Worker(engine, f"{socket.gethostname()}-{slot}")
    verify.register(worker, tools, sessions)
    challenges.register(worker, tools, sessions)
    deliveries.register(worker, tools.sender, tools.keyring, sessions)
    rulings.register(worker)
    upkeep.register(worker, sessions, tools.settings.portrait_reuse_days, tools.settings.staff_idle)
    monitoring.register(worker, tools, sessions)
    updates.register(worker, tools)
    tools.build()
    settings = tools.settings
    alone = {jobs.LIVENESS: 1, jobs.MONITOR: 1}
    concurrency = {jobs.VERIFY: settings.worker_concurrency, jobs.IO: IO_CONCURRENCY, **alone}
    schedules = (*upkeep.SCHEDULES, monitoring.SCHEDULE, *updates.schedules(settings.watchlist_update_cron))
    worker.start(concurrency, settings.job_poll_seconds, schedules)
    log.info("worker_ready", executor=worker.executor)
    updates.warn_of_old(tools)
    _live(presence.Presence(worker, sessions, silent_s), stop)
    worker.stop(PATIENCE_S)


def _live(present: presence.Presence, stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            watchdog.still_running()
            _beat(present)
            stop.wait(present.pause_s)
    finally:
        watchdog.leaving()


def _beat(present: presence.Presence) -> None:
    try:
        present.beat()
    except SQLAlchemyError as error:  # the database is away: jobs wait there, we wait here
        log.warning("heartbeat_failed", error=type(error).__name__)
