"""Escalations: a case leaves the ordinary queue for the leads, until they decide it or give it back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Denied, LostRace, require_valid
from kyc.domain.escalating import REASONS
from kyc.models import CaseEscalation, Verification, utcnow
from kyc.services.desk import assignments, cases, claims
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

OPEN = CaseEscalation.ended_at.is_(None)
NOTE_LIMIT = 2000
TAKEN_BACK, RETURNED, DECIDED = "taken_back", "returned", "decided"


def escalate(session: Session, verification_id: str, staff_id: int, reason: str, note: str = "") -> CaseEscalation:
    """Escalate a case to the leads, in the caller's transaction; claim and assignment end.

    Raises `Invalid` for an unknown reason or `other` without a note; `LostRace` where it is escalated already or
    somebody else has claimed it; and as `cases.locked`.
    """
    cases.locked(session, verification_id)
    _check(reason, note)
    claims.require_free(session, verification_id, staff_id)
    if of_case(session, verification_id):
        raise LostRace
    row = CaseEscalation(verification_id=verification_id, staff_id=staff_id, reason=reason, note=note.strip())
    session.add(row)
    claims.release(session, verification_id, staff_id)
    assignments.end(session, verification_id)
    audit.note(session, Act.CASE_ESCALATED, actor(staff_id), verification_id, reason=reason)
    session.flush()
    return row


def give_back(session: Session, verification_id: str, staff_id: int, *, settles: bool) -> None:
    """Back to the ordinary queue: by whoever escalated it while no lead has claimed it, or by a lead.

    Raises `LostRace` where it is back already or a lead has claimed it, `Denied` for anybody else.
    """
    cases.locked(session, verification_id)
    row = of_case(session, verification_id)
    if row is None:
        raise LostRace
    if not settles and row.staff_id != staff_id:
        raise Denied
    claims.require_free(session, verification_id, staff_id)
    claims.release(session, verification_id, staff_id)
    assignments.end(session, verification_id)
    how = TAKEN_BACK if row.staff_id == staff_id else RETURNED
    _end(session, row, staff_id, how)
    audit.note(session, Act.CASE_RETURNED, actor(staff_id), verification_id, how=how)


def decided(session: Session, verification_id: str, staff_id: int) -> None:
    """Close the escalation of a case that was decided."""
    if row := of_case(session, verification_id):
        _end(session, row, staff_id, DECIDED)


def require_right(session: Session, verification_id: str, *, settles: bool) -> None:
    """Raise `Denied` for an escalated case and somebody who is not a lead."""
    if not settles and of_case(session, verification_id):
        raise Denied


def of_case(session: Session, verification_id: str) -> CaseEscalation | None:
    """The present escalation."""
    return session.scalar(select(CaseEscalation).where(CaseEscalation.verification_id == verification_id, OPEN))


def history(session: Session, verification_id: str) -> Sequence[CaseEscalation]:
    """Every escalation of a case, in order."""
    mine = select(CaseEscalation).where(CaseEscalation.verification_id == verification_id)
    return session.scalars(mine.order_by(CaseEscalation.id)).all()


def escalated() -> ColumnElement[bool]:
    """A condition on verifications: escalated now."""
    return Verification.id.in_(select(CaseEscalation.verification_id).where(OPEN))


def _end(session: Session, row: CaseEscalation, staff_id: int, how: str) -> None:
    row.ended_at, row.ended_by, row.ended_how = utcnow(), staff_id, how
    session.flush()


def _check(reason: str, note: str) -> None:
    faults = {
        ("/reason", "Choose why the leads should decide this."): reason not in REASONS,
        ("/note", "Say in the note what the other reason is."): reason == "other" and not note.strip(),
        ("/note", f"The note may have {NOTE_LIMIT} characters at most."): len(note) > NOTE_LIMIT,
    }
    require_valid(faults)
