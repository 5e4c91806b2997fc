"""A case comes back to its reviewer: the line in the queue that says why, photos, none in time, or a correction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.decision import NO_POLICY, POLICY
from kyc.domain.lifecycle import State
from kyc.models import Decision, Verification

ARRIVED, LAPSED, CORRECTED = "photos_arrived", "resubmission_lapsed", "data_corrected"


def note_return(session: Session, verification: Verification, why: str, reasons: tuple[str, ...], policy: str) -> None:
    """Why a case is back (`ARRIVED`, `CORRECTED`, `LAPSED`), as a decision of the policy that a person has to look."""
    said = list(dict.fromkeys((why, *reasons)))
    outcome = State.MANUAL_REVIEW.value
    session.add(
        Decision(verification_id=verification.id, outcome=outcome, rule=why, policy=policy, reasons=said, actor=POLICY)
    )
    session.flush()


def note_lapse(session: Session, verification: Verification) -> None:
    """Nothing came in time: the case says so, with the reasons that it had."""
    newest = select(Decision).where(Decision.verification_id == verification.id).order_by(Decision.id.desc())
    before = session.scalar(newest.limit(1))
    kept = [code for code in before.reasons if code not in (ARRIVED, LAPSED, CORRECTED)] if before else []
    note_return(session, verification, LAPSED, tuple(kept), before.policy if before else NO_POLICY)
