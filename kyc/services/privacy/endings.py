"""What an erasure ends: nothing waits any more for the person, for the staff or for a worker."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, null, select, update
from sqlalchemy.orm import Session

from kyc.models import (
    ApplicantRequest,
    CaseAssignment,
    CaseClaim,
    CaseEscalation,
    CaseRuling,
    ProfileFlag,
    Verification,
    utcnow,
)
from kyc.services.telling import events
from kyc.services.verification import transitions, verifications

STEP = "redacted"
CANCELLED = "cancelled"


def end(session: Session, profile_id: str, verification_ids: Sequence[str], actor: str, *, whole: bool) -> None:
    """Close everything that is open about some verifications; their histories say that they were erased."""
    for one in session.scalars(select(Verification).where(Verification.id.in_(verification_ids))):
        if not verifications.is_final(one):
            one.closed_reason, one.closed_at = CANCELLED, utcnow()
        transitions.record(session, one, STEP, actor)
        one.pending_action = null()  # last: until it is flushed it is an expression, which is neither true nor false
    session.flush()
    _leave_the_desk(session, verification_ids, actor)
    _answer(session, profile_id, verification_ids, actor, whole=whole)


def tell(session: Session, verification_ids: Sequence[str], receipt_id: str) -> None:
    """Announce `session.redacted` for each verification; after the scrubbing, which would scrub these messages too."""
    for one in session.scalars(select(Verification).where(Verification.id.in_(verification_ids))).all():
        redaction = {"redaction": {"status": "pending", "receipt_id": receipt_id}}
        events.announce(session, one, "session.redacted", redaction)


def _leave_the_desk(session: Session, verification_ids: Sequence[str], actor: str) -> None:
    """By SQL statements: the guard of erased verifications refuses new rows, and these add none."""
    now = utcnow()
    session.execute(delete(CaseClaim).where(CaseClaim.verification_id.in_(verification_ids)))
    for table in (CaseAssignment, CaseEscalation):
        open_ones = update(table).where(table.verification_id.in_(verification_ids), table.ended_at.is_(None))
        session.execute(open_ones.values(ended_at=now))
    rulings = update(CaseRuling).where(CaseRuling.verification_id.in_(verification_ids))
    waiting = (CaseRuling.made_at.is_(None), CaseRuling.undone_at.is_(None), CaseRuling.lapsed_at.is_(None))
    session.execute(rulings.where(*waiting).values(lapsed_at=now))
    flags = update(ProfileFlag).where(ProfileFlag.verification_id.in_(verification_ids))
    session.execute(flags.where(ProfileFlag.resolved_at.is_(None)).values(resolved_at=now, actor=actor))


def _answer(session: Session, profile_id: str, verification_ids: Sequence[str], actor: str, *, whole: bool) -> None:
    """A request for erasure is granted by the erasure of the record; one for a person at an erased check is over."""
    answered = {"answered_at": utcnow(), "answered_by": actor}
    open_ones = update(ApplicantRequest).where(ApplicantRequest.answered_at.is_(None))
    at_these = ApplicantRequest.verification_id.in_(verification_ids)
    persons = open_ones.where(ApplicantRequest.kind == "person", at_these)
    session.execute(persons.values(**answered, answer="declined"))
    if whole:
        mine = open_ones.where(ApplicantRequest.profile_id == profile_id, ApplicantRequest.kind == "erasure")
        session.execute(mine.values(**answered, answer="done"))
