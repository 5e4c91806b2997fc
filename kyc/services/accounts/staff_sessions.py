"""Sessions of the staff: each sign-in has a row, and a cookie is valid only as long as its row says."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, select, update
from sqlalchemy.orm import Session

from kyc.domain.browsers import browser_name
from kyc.models import StaffSession, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import SYSTEM, Act, actor

WORKDAY = timedelta(hours=12)
"""Longest session, however busy."""
COARSE = timedelta(minutes=1)
"""How far `seen_at` may be behind: one write a minute and no more."""
KEPT = timedelta(days=30)
"""How long a row stays after its end, to say why; the audit chain has the end for ever."""


class Ending(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    REPLACED = "replaced"
    PASSWORD = "password"  # noqa: S105  (a word of the record)
    CODE_APP = "code_app"
    RESET = "reset"
    CLOSED = "closed"
    IDLE = "idle"
    WORKDAY = "workday"


def begin(session: Session, staff_id: int, agent: str) -> str:
    """Record a sign-in with both factors, and return the token for the cookie (256 random bits).

    Call it at the end of every way of signing in. Of `agent`, the User-Agent header, only the families are kept.
    """
    token = secrets.token_urlsafe(32)
    row = StaffSession(id=_digest(token), staff_id=staff_id, device=browser_name(agent))
    session.add(row)
    session.flush()
    audit.note(session, Act.SIGNED_IN, actor(staff_id), actor(staff_id), sign_in=short(row.id))
    return token


def known(session: Session, token: str) -> StaffSession | None:
    """The session of a cookie's token, ended or not: one lookup by primary key."""
    return session.get(StaffSession, _digest(token)) if token else None


def over(row: StaffSession, idle: timedelta, now: datetime | None = None) -> Ending | None:
    """Why a session is over; None while it is active. A limit counts from its moment, whenever the end is recorded."""
    now = now or utcnow()
    if row.ended_at is not None:
        return Ending(row.ending or Ending.REVOKED)
    if now - row.started_at >= WORKDAY:
        return Ending.WORKDAY
    return Ending.IDLE if now - row.seen_at >= idle else None


def is_stale(row: StaffSession) -> bool:
    """Whether it is time to record activity."""
    return utcnow() - row.seen_at >= COARSE


def see(session: Session, row_id: str) -> None:
    """Record activity; never reopens a session that has ended meanwhile."""
    open_one = (StaffSession.id == row_id, StaffSession.ended_at.is_(None))
    session.execute(update(StaffSession).where(*open_one).values(seen_at=utcnow()))


def going_on(session: Session, idle: timedelta, staff_id: int | None = None) -> Sequence[StaffSession]:
    """The active sessions of one person or of everybody, the most recently active first."""
    now = utcnow()
    limits = (StaffSession.seen_at > now - idle, StaffSession.started_at > now - WORKDAY)
    statement = select(StaffSession).where(StaffSession.ended_at.is_(None), *limits)
    if staff_id is not None:
        statement = statement.where(StaffSession.staff_id == staff_id)
    return session.scalars(statement.order_by(StaffSession.seen_at.desc(), StaffSession.id)).all()


def end(session: Session, staff_id: int, row_id: str, ending: Ending, who: str) -> int:
    """End one session of a person; returns 0 where it is not theirs, or over already."""
    return _end(session, ending, who, StaffSession.staff_id == staff_id, StaffSession.id == row_id)


def end_all(session: Session, staff_id: int, ending: Ending, who: str, besides: str = "") -> int:
    """End every session of a person but one; returns how many there were."""
    return _end(session, ending, who, StaffSession.staff_id == staff_id, StaffSession.id != besides)


def end_named(session: Session, staff_id: int, beginning: str, ending: Ending, who: str) -> int:
    """End the sessions of a person whose `short` name begins like this; returns how many there were."""
    begins = StaffSession.id.startswith(beginning, autoescape=True)
    return _end(session, ending, who, StaffSession.staff_id == staff_id, begins)


def sweep(session: Session, idle: timedelta) -> int:
    """Record the ends that limits have brought, and delete long-ended rows; returns how many ended."""
    now = utcnow()
    ended = _end(session, Ending.WORKDAY, SYSTEM, StaffSession.started_at <= now - WORKDAY)
    ended += _end(session, Ending.IDLE, SYSTEM, StaffSession.seen_at <= now - idle)
    session.execute(delete(StaffSession).where(StaffSession.ended_at < now - KEPT))
    return ended


def short(row_id: str) -> str:
    """The name of a session on the audit chain and the command line."""
    return row_id[:12]


def _end(session: Session, ending: Ending, who: str, *which: ColumnElement[bool]) -> int:
    """Each end is one statement, which only the first of two simultaneous ones wins, so that it is recorded once."""
    session.flush()
    going = StaffSession.ended_at.is_(None)
    rows = session.execute(select(StaffSession.id, StaffSession.staff_id).where(going, *which)).all()
    return sum(_closed(session, ending, who, row.id, row.staff_id) for row in rows)


def _closed(session: Session, ending: Ending, who: str, row_id: str, staff_id: int) -> bool:
    open_one = (StaffSession.id == row_id, StaffSession.ended_at.is_(None))
    values = {"ended_at": utcnow(), "ending": ending.value}
    done = session.execute(update(StaffSession).where(*open_one).values(**values))
    if cast(CursorResult[Any], done).rowcount != 1:
        return False
    audit.note(session, Act.SIGNED_OUT, who, actor(staff_id), sign_in=short(row_id), reason=ending.value)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
