"""Examining again what a person asked for or corrected: new results, while the case stays in review."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.decision import NO_POLICY
from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, StatusHistory, Verification
from kyc.services.examining.examination import Examination
from kyc.services.examining.pipeline import row
from kyc.services.verification import corrected, returns
from kyc.services.verification.transitions import record

STEP = "reexamined"


@dataclass(frozen=True, slots=True)
class Reexamination:
    """Why something is examined again: `number` is that of the round of asking for photos, or of the correction."""

    number: int
    why: str = returns.ARRIVED

    @property
    def key(self) -> str:
        return str(self.number) if self.why == returns.ARRIVED else f"{self.why}:{self.number}"


def wanted(session: Session, verification_id: str, which: Reexamination) -> bool:
    """Whether this still has to be examined: a person may have decided, or another run was quicker.

    Of several corrections the newest is examined, with all that apply.
    """
    found = session.get(Verification, verification_id)
    if (
        found is None
        or found.erasure_id
        or found.state is not State.MANUAL_REVIEW
        or _done(session, verification_id, which)
    ):
        return False
    return which.why != returns.CORRECTED or which.number == corrected.of(session, verification_id).newest


def conclude_again(session: Session, verification_id: str, which: Reexamination, found: Examination) -> None:
    """Replace the old results by the new ones, in one transaction; safe to repeat.

    The earlier results stay in the history. No policy decides here: a person asked, so a person looks. Results that
    lack a newer correction are not written: that correction's own job writes those that count.
    """
    verification = session.get_one(Verification, verification_id, with_for_update=True)
    if not wanted(session, verification_id, which):
        return
    if found.corrections == corrected.of(session, verification_id).newest:
        _replace(session, verification, which, found)
    _come_back(
        session, verification, which, (*verification.person_wanted, *found.verdict.reasons), found.verdict.policy
    )


def give_up(session: Session, verification_id: str, which: Reexamination) -> None:
    """Where the job failed, the new photos are there, and the person judges them without new results."""
    if wanted(session, verification_id, which):
        verification = session.get_one(Verification, verification_id, with_for_update=True)
        _come_back(session, verification, which, ("processing_error",), NO_POLICY)


def _replace(session: Session, verification: Verification, which: Reexamination, found: Examination) -> None:
    verification_id = verification.id
    session.execute(delete(CheckRecord).where(CheckRecord.verification_id == verification_id))
    session.add_all(row(verification_id, one) for one in found.results)
    verification.extracted, verification.reading = found.extracted, found.reading
    verification.confidence = found.verdict.confidence
    for one in found.results:
        key = f"{verification_id}:check.{one.name}:{which.key}"
        record(session, verification, f"check.{one.name}", "worker", one.result.value, key)


def _come_back(
    session: Session, verification: Verification, which: Reexamination, reasons: tuple[str, ...], policy: str
) -> None:
    """The line in the queue that says why the case is back."""
    returns.note_return(session, verification, which.why, reasons, policy)
    record(session, verification, STEP, "worker", which.why, _key(verification.id, which))
    session.flush()


def _done(session: Session, verification_id: str, which: Reexamination) -> bool:
    found = select(StatusHistory.id).where(StatusHistory.key == _key(verification_id, which))
    return session.scalar(found) is not None


def _key(verification_id: str, which: Reexamination) -> str:
    return f"{verification_id}:{STEP}:{which.key}"
