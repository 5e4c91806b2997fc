"""Claims: a reviewer has a case for fifteen minutes, renewed while they work, and free again after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import LostRace
from kyc.models import CaseClaim, utcnow
from kyc.services.desk import cases
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

LEASE = timedelta(minutes=15)


def claim(session: Session, verification_id: str, staff_id: int) -> CaseClaim:
    """Claim a case or renew the claim, in the caller's transaction.

    Raises `NotFound`; `LostRace` while somebody else has claimed it; `InvalidTransition` where there is nothing to
    decide.
    """
    cases.locked(session, verification_id)
    require_free(session, verification_id, staff_id)
    row = session.get(CaseClaim, verification_id) or CaseClaim(verification_id=verification_id, staff_id=staff_id)
    if row.staff_id != staff_id or row.until is None or row.until <= utcnow():
        row.staff_id, row.at = staff_id, utcnow()
        audit.note(session, Act.CASE_CLAIMED, actor(staff_id), verification_id)
    row.until = utcnow() + LEASE
    session.add(row)
    session.flush()
    return row


def release(session: Session, verification_id: str, staff_id: int) -> None:
    """Give up a claim; somebody else's stays."""
    row = session.get(CaseClaim, verification_id)
    if row is not None and row.staff_id == staff_id:
        session.delete(row)
        session.flush()


def holder(session: Session, verification_id: str) -> CaseClaim | None:
    """The present claim."""
    return holders(session, [verification_id]).get(verification_id)


def holders(session: Session, verification_ids: Iterable[str]) -> dict[str, CaseClaim]:
    """The present claims, by case."""
    wanted = CaseClaim.verification_id.in_(list(verification_ids))
    found = session.scalars(select(CaseClaim).where(wanted, CaseClaim.until > utcnow()))
    return {row.verification_id: row for row in found}


def require_free(session: Session, verification_id: str, staff_id: int) -> None:
    """Raise `LostRace` while somebody else has claimed the case."""
    held = holder(session, verification_id)
    if held is not None and held.staff_id != staff_id:
        raise LostRace
