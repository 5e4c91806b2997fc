"""Approvals that have grown old: the document expires soon or has expired, or the term is over; each told once.

An approval is never changed: the partner decides what follows, and opens a session when the person is to be verified
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from kyc.domain.dates import iso_date
from kyc.domain.lifecycle import State
from kyc.models import Correction, Reverification, Verification
from kyc.services.telling import events
from kyc.services.verification import corrected

EVENT = "profile.reverification_due"
FIELD = "expiry_date"


class Reason(StrEnum):
    """Why somebody should be verified again."""

    EXPIRING = "document_expiring"
    EXPIRED = "document_expired"
    TERM = "term_over"


@dataclass(frozen=True, slots=True)
class Terms:
    """Days before the document's expiry at which the partner is told, and after which an approval is old; 0: never."""

    notice_days: int
    term_days: int


def due(session: Session, terms: Terms, now: datetime, limit: int) -> list[tuple[str, Reason]]:
    """What is to be told now: ids of the newest approvals of their profiles, each with the reason."""
    return [
        (verification_id, reason)
        for reason, condition in _conditions(terms, now).items()
        for verification_id in session.scalars(_untold(reason).where(condition).limit(limit))
    ]


def tell(session: Session, verification_id: str, reason: Reason, terms: Terms, now: datetime) -> bool:
    """Tell the partner, in the caller's transaction; False where it was told already, or no longer applies."""
    verification = session.get(Verification, verification_id, with_for_update=True)
    if verification is None or verification.erasure_id or session.get(Reverification, (verification_id, reason.value)):
        return False
    due_on = dict(_dates(session, verification, terms, now.date())).get(reason)
    if due_on is None:
        return False
    session.add(Reverification(verification_id=verification_id, reason=reason.value, at=now))
    more = {"reverification": {"reason": reason.value, "due_on": due_on.isoformat()}}
    events.announce(session, verification, EVENT, more)
    return True


def _untold(reason: Reason) -> Select[str]:
    newer = aliased(Verification)
    told = exists().where(Reverification.verification_id == Verification.id, Reverification.reason == reason.value)
    again = exists().where(
        newer.profile_id == Verification.profile_id,
        newer.state == State.APPROVED,
        newer.decided_at > Verification.decided_at,
    )
    approved = (Verification.state == State.APPROVED) & Verification.erasure_id.is_(None)
    return select(Verification.id).where(approved, ~told, ~again).order_by(Verification.decided_at)


def _conditions(terms: Terms, now: datetime) -> dict[Reason, ColumnElement[bool]]:
    """By reason, the condition on stored verifications; days are stored as text that sorts by time."""
    today, last_day = now.date(), _last_day()
    soon = (today + timedelta(days=terms.notice_days)).isoformat()
    found: dict[Reason, ColumnElement[bool]] = {Reason.EXPIRED: last_day < today.isoformat()}
    if terms.notice_days:
        found[Reason.EXPIRING] = (last_day >= today.isoformat()) & (last_day <= soon)
    if terms.term_days:
        found[Reason.TERM] = Verification.decided_at <= now - timedelta(days=terms.term_days)
    return found


def _last_day() -> ColumnElement[str]:
    """The document's expiry date: as a reviewer corrected it, else as it was read."""
    mine = (Correction.verification_id == Verification.id) & (Correction.field == FIELD)
    newest = select(Correction.value).where(mine).order_by(Correction.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(newest, Verification.reading["fields"][FIELD]["value"].as_string())


def _dates(session: Session, verification: Verification, terms: Terms, today: date) -> Iterator[tuple[Reason, date]]:
    """Every reason that applies today, with the day since when it does."""
    last_day = _day(session, verification)
    if last_day and last_day < today:
        yield Reason.EXPIRED, last_day + timedelta(days=1)
    elif last_day and terms.notice_days and last_day <= today + timedelta(days=terms.notice_days):
        yield Reason.EXPIRING, last_day - timedelta(days=terms.notice_days)
    if terms.term_days and verification.decided_at:
        over = (verification.decided_at + timedelta(days=terms.term_days)).date()
        if over <= today:
            yield Reason.TERM, over


def _day(session: Session, verification: Verification) -> date | None:
    """The date in a text; None for anything else."""
    read = ((verification.reading or {}).get("fields") or {}).get(FIELD) or {}
    said = corrected.of(session, verification.id).values.get(FIELD, read.get("value"))
    return iso_date(said) if said else None
