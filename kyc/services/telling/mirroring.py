"""Reports status changes to the system a record was imported from: one job per change, in the change's own commit."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.moving import ORIGIN, StatusUpdate
from kyc.models import Profile, StatusHistory
from kyc.services.telling.deliveries import JITTER, RETRY_AFTER_S

JOB = "mirror"


def follow(session: Session, row: StatusHistory) -> None:
    """Add a history row, and if it changes the status of an imported record, queue a report."""
    profile = session.get(Profile, row.profile_id)
    moved = profile is not None and profile.origin == ORIGIN
    news = moved and _newest(session, row.profile_id) != row.status
    session.add(row)
    if news:
        session.flush()
        _enqueue(session, row.id, 0)


def prepare(session: Session, history_id: int) -> StatusUpdate | None:
    """The update to report; None if there is a newer one, which has its own job, or if the person was erased."""
    row = session.get(StatusHistory, history_id)
    profile = session.get(Profile, row.profile_id) if row else None
    if row is None or profile is None or profile.erasure_id or _later(session, row):
        return None
    return StatusUpdate(profile.id, _entry_id(row), row.status, profile.verification_status)


def settle(session: Session, history_id: int, number: int, heard: bool, random: Callable[[], float]) -> None:
    """Queue the next attempt if this one failed, in the caller's transaction, until the schedule ends."""
    if not heard and number < len(RETRY_AFTER_S):
        _enqueue(session, history_id, number + 1, RETRY_AFTER_S[number] * (1 + JITTER * random()))


def _newest(session: Session, profile_id: str) -> str | None:
    mine = select(StatusHistory.status).where(StatusHistory.profile_id == profile_id)
    return session.scalar(mine.order_by(StatusHistory.id.desc()).limit(1))


def _later(session: Session, row: StatusHistory) -> bool:
    """Whether the status has changed again since."""
    since = select(StatusHistory.id).where(StatusHistory.profile_id == row.profile_id, StatusHistory.id > row.id)
    return session.scalar(since.where(StatusHistory.status != row.status).limit(1)) is not None


def _entry_id(row: StatusHistory) -> str:
    """An id in PocketBase's format, the same for every attempt, so that the entry is added only once."""
    digest = hashlib.sha256(f"{row.profile_id}:{row.id}:{row.at.isoformat()}".encode()).digest()
    return base64.b32encode(digest).decode().lower()[:15]


def _enqueue(session: Session, history_id: int, number: int, delay: float = 0) -> None:
    jobs.enqueue(session, jobs.IO, JOB, f"{JOB}-{history_id}-{number}", history_id, number, delay=delay)
