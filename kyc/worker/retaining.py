"""Retention in short turns: what has outlived its term goes a little at a time, and once a day orphaned objects."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import delete
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from kyc import jobs
from kyc.domain.data_classes import DataClass
from kyc.domain.errors import Closed, Unavailable
from kyc.domain.ports import Blobs
from kyc.domain.retention import Terms
from kyc.meters import figures
from kyc.models import DiscardedObject, Sessions, transaction, utcnow
from kyc.services.privacy import forgetting, orphans, retention
from kyc.services.privacy.orphans import Shelf
from kyc.tools import Tools

log = structlog.get_logger(__name__)
SCHEDULES = (jobs.Schedule("retain", "*/5 * * * *"), jobs.Schedule("sweep_objects", "41 4 * * *"))
TURN_S = 60
BATCH = 100
COPIES_DAYS = 30


def register(worker: jobs.Worker, tools: Tools, sessions: Sessions) -> None:
    """Register the two periodic jobs; a schedule passes them its time and context, which they do not need."""

    def retain(moment: object, context: object) -> None:
        take_turn(sessions, tools.blobs, tools.settings.terms)

    def sweep_objects(moment: object, context: object) -> None:
        sweep(sessions, tools.blobs)
        drop_copies(worker.engine, time.time())

    for work in (retain, sweep_objects):
        worker.workflow(work)


def take_turn(sessions: Sessions, blobs: Blobs, standard: Terms, turn_s: float = TURN_S) -> int:
    """Purge until nothing is due or the turn is over; returns how many verifications lost something.

    Each is purged in a transaction of its own, so that nobody waits long for the database.
    """
    deadline, count, now = time.monotonic() + turn_s, 0, utcnow()
    while time.monotonic() < deadline:
        done = _batch(sessions, standard, now, deadline)
        empty_bin(sessions, blobs)
        if not done:
            break
        count += done
    _cut(sessions, standard, now)
    if count:
        log.info("retention_turn", verifications=count)
    return count


def empty_bin(sessions: Sessions, blobs: Blobs) -> None:
    """Delete the objects that no row refers to any more; what cannot be deleted now is left for the next turn."""
    while True:
        with sessions() as session:
            names = retention.discarded(session, BATCH)
        try:
            for name in names:
                blobs.delete(name)
        except Unavailable:
            log.warning("objects_wait", number=len(names))
            return
        if not names:
            return
        with sessions() as session, transaction(session):
            session.execute(delete(DiscardedObject).where(DiscardedObject.name.in_(names)))


def sweep(sessions: Sessions, shelf: Shelf) -> int:
    """Delete the objects that nothing has referred to for a day; returns how many."""
    with sessions() as session:
        found = orphans.find(session, shelf, utcnow())
    count = orphans.remove(shelf, found.orphans)
    figures.ORPHANS.inc(count)
    log.info("objects_swept", objects=found.seen, removed=count)
    return count


def drop_copies(engine: Engine, now: float) -> int:
    """Delete the copies of an SQLite file that upgrades left: they still hold whoever was erased or purged since."""
    path = Path(engine.url.database or "")
    copies = path.parent.glob(f"{path.stem}.before-*.db") if engine.dialect.name == "sqlite" else ()
    old = [one for one in copies if one.stat().st_mtime < now - COPIES_DAYS * 86_400]
    for one in old:
        one.unlink()
    return len(old)


def _batch(sessions: Sessions, standard: Terms, now: datetime, deadline: float) -> int:
    with sessions() as session:
        terms = retention.terms_of(session, standard)
        over = forgetting.due(session, terms, now, BATCH)
        due = retention.due(session, terms, now, BATCH)
    work: list[Callable[[Session], bool]] = [_forgetting(one) for one in over]
    work += [_purging(one, kinds) for one, kinds in due.items() if one not in set(over)]
    done = 0
    for one in work:
        if time.monotonic() > deadline:
            break
        done += _alone(sessions, one)
    return done


def _alone(sessions: Sessions, work: Callable[[Session], bool]) -> bool:
    """Do it in a transaction; what somebody else changes or erases at the same moment is left for the next turn."""
    try:
        with sessions() as session, transaction(session):
            return work(session)
    except (StaleDataError, Closed):
        return False


def _forgetting(verification_id: str) -> Callable[[Session], bool]:
    return lambda session: forgetting.forget(session, verification_id)


def _purging(verification_id: str, kinds: set[DataClass]) -> Callable[[Session], bool]:
    return lambda session: retention.purge(session, verification_id, kinds)


def _cut(sessions: Sessions, standard: Terms, now: datetime) -> None:
    before = standard.ended_before(DataClass.RECORD, now)
    if before:
        with sessions() as session, transaction(session):
            forgetting.cut_chain(session, before)
