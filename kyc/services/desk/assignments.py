"""Assignments: a case belongs to one person until they have decided it, whoever has it open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, FieldError, Invalid
from kyc.domain.rights import Right, allows
from kyc.models import CaseAssignment, StaffUser, Verification, utcnow
from kyc.services.desk import cases
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

OPEN = CaseAssignment.ended_at.is_(None)
NOBODY = "nobody"


def assign(session: Session, verification_id: str, to: int | None, by: int, *, any_one: bool = False) -> None:
    """Assign a case to a person, None for nobody, in the caller's transaction.

    Without `any_one` a person may take an unassigned case and give back their own. Raises `Denied` beyond that,
    `Invalid` for a person who cannot be assigned cases, and as `cases.locked`.
    """
    cases.locked(session, verification_id)
    before = of_case(session, verification_id)
    owner = before.staff_id if before else None
    if not any_one and not ({to, owner} <= {by, None}):
        raise Denied
    if to is not None and to not in people(session):
        raise Invalid([FieldError("/to", "invalid_value", "Choose somebody who may decide cases.")])
    if to == owner:
        return
    end(session, verification_id)
    if to is not None:
        session.add(CaseAssignment(verification_id=verification_id, staff_id=to, by_id=by))
    audit.note(session, Act.CASE_ASSIGNED, actor(by), verification_id, to=actor(to) if to else NOBODY)
    session.flush()


def end(session: Session, verification_id: str, staff_id: int | None = None) -> None:
    """End the assignment; with `staff_id` only where it was theirs."""
    found = of_case(session, verification_id)
    if found and staff_id in (None, found.staff_id):
        found.ended_at = utcnow()
        session.flush()


def of_case(session: Session, verification_id: str) -> CaseAssignment | None:
    """The present assignment."""
    return session.scalar(select(CaseAssignment).where(CaseAssignment.verification_id == verification_id, OPEN))


def owners(session: Session, verification_ids: Sequence[str]) -> dict[str, int]:
    """Whose each of these cases is now; unassigned ones are left out."""
    mine = select(CaseAssignment).where(CaseAssignment.verification_id.in_(verification_ids), OPEN)
    return {row.verification_id: row.staff_id for row in session.scalars(mine)}


def history(session: Session, verification_id: str) -> Sequence[CaseAssignment]:
    """Every assignment of a case, in order."""
    mine = select(CaseAssignment).where(CaseAssignment.verification_id == verification_id)
    return session.scalars(mine.order_by(CaseAssignment.id)).all()


def people(session: Session, right: Right = Right.DECIDE) -> dict[int, str]:
    """The addresses, by number, of those with open accounts who have a right."""
    found = session.scalars(select(StaffUser).where(StaffUser.active).order_by(StaffUser.email))
    return {one.id: one.email for one in found if allows((role.name for role in one.roles), right)}


def belongs_to(staff_id: int | None) -> ColumnElement[bool]:
    """A condition on verifications: assigned to this person, or to nobody."""
    given = select(CaseAssignment.verification_id).where(OPEN)
    if staff_id is None:
        return Verification.id.not_in(given)
    return Verification.id.in_(given.where(CaseAssignment.staff_id == staff_id))
