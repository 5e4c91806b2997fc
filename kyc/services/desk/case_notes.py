"""Notes for colleagues on a case: never changed, never shown outside, and deleted only by an erasure."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid
from kyc.models import CaseNote
from kyc.services.desk import cases
from kyc.services.record import audit
from kyc.services.record.audit import Act, actor

LIMIT = 2000


def add(session: Session, verification_id: str, staff_id: int, text: str) -> CaseNote:
    """Add a note to a case in any state, in the caller's transaction.

    Raises `NotFound`, and `Invalid` for an empty or too long note. The audit chain says that somebody wrote one, never
    what: it may name a person.
    """
    cases.get(session, verification_id)
    said = text.strip()
    if fault := "Write what your colleagues should know." if not said else _too_long(said):
        raise Invalid([FieldError("/text", "invalid_value", fault)])
    row = CaseNote(verification_id=verification_id, staff_id=staff_id, text=said)
    session.add(row)
    session.flush()
    audit.note(session, Act.CASE_NOTED, actor(staff_id), verification_id, note=row.id)
    return row


def of_case(session: Session, verification_id: str) -> Sequence[CaseNote]:
    """Every note on a case, the oldest first."""
    mine = select(CaseNote).where(CaseNote.verification_id == verification_id)
    return session.scalars(mine.order_by(CaseNote.id)).all()


def _too_long(text: str) -> str:
    return f"A note may have {LIMIT} characters at most; write a second one." if len(text) > LIMIT else ""
