"""Failed sign-ins, on the audit chain of the account they were aimed at, so that its owner and others see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, StaffUser, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

UNKNOWN = "unknown"
"""Whoever failed to show who they are."""
RECENT = timedelta(days=30)
Factor = Literal["password", "code", "recovery_code"]


@dataclass(frozen=True, slots=True)
class Failures:
    """How many there were recently, and when the last one was."""

    count: int
    last: datetime | None


def note(session: Session, address: str, factor: Factor) -> str | None:
    """Record a failure and return whose account it was; None, and no entry, for an unknown address.

    Strangers make the chain grow here: the rate limits of each account bound it, but nothing would bound unknown
    addresses.
    """
    staff_id = session.scalar(select(StaffUser.id).where(StaffUser.email == address))
    if staff_id is None:
        return None
    audit.note(session, Act.SIGN_IN_FAILED, UNKNOWN, actor(staff_id), factor=factor)
    return actor(staff_id)


def recent(session: Session, staff_id: int) -> Failures:
    """The failures of the last 30 days for one account."""
    aimed = AuditEntry.subject == actor(staff_id)
    found = session.execute(select(func.count(), func.max(AuditEntry.at)).where(aimed, *_of_late())).one()
    return Failures(found[0], found[1])


def counts(session: Session, staff_ids: Iterable[int]) -> dict[str, int]:
    """The failures of the last 30 days by actor; people without any are left out."""
    aimed = AuditEntry.subject.in_([actor(one) for one in staff_ids])
    statement = select(AuditEntry.subject, func.count()).where(aimed, *_of_late()).group_by(AuditEntry.subject)
    return {row.subject: row[1] for row in session.execute(statement)}


def _of_late() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AuditEntry.act == Act.SIGN_IN_FAILED, AuditEntry.at > utcnow() - RECENT
