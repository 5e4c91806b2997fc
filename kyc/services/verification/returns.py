"""A case returns to its reviewer: the queue says why: photos arrived, none came in time, or a correction was made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.decision import NO_POLICY, POLICY
from kyc.domain.lifecycle import State
from kyc.models import Decision, Verification

ARRIVED, LAPSED, CORRECTED = "photos_arrived", "resubmission_lapsed", "data_corrected"


def note_return(session: Session, verification: Verification, why: str, reasons: tuple[str, ...], policy: str) -> None:
    """Record why a case is back (`ARRIVED`, `CORRECTED`, `LAPSED`), as a decision of the policy to refer it."""
    said = list(dict.fromkeys((why, *reasons)))
    outcome = State.MANUAL_REVIEW.value
    session.add(
        Decision(verification_id=verification.id, outcome=outcome, rule=why, policy=policy, reasons=said, actor=POLICY)
    )
    session.flush()


def note_lapse(session: Session, verification: Verification) -> None:
    """Record that nothing arrived in time, with the reasons that the case had."""
    newest = select(Decision).where(Decision.verification_id == verification.id).order_by(Decision.id.desc())
    before = session.scalar(newest.limit(1))
    kept = [code for code in before.reasons if code not in (ARRIVED, LAPSED, CORRECTED)] if before else []
    note_return(session, verification, LAPSED, tuple(kept), before.policy if before else NO_POLICY)
