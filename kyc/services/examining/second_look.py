"""The examination of photos that came after a person asked for them: new results, and the case stays with people."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, StatusHistory, Verification
from kyc.services.examining.examination import Examination
from kyc.services.examining.pipeline import row
from kyc.services.verification import returns
from kyc.services.verification.transitions import record

STEP = "reexamined"


def wanted(session: Session, verification_id: str, turn: int) -> bool:
    """Whether this round still has to be examined: a person may have decided, another run may have been quicker."""
    found = session.get(Verification, verification_id)
    return found is not None and found.state is State.MANUAL_REVIEW and not _done(session, verification_id, turn)


def conclude_again(session: Session, verification_id: str, turn: int, found: Examination) -> None:
    """Put the new results in the place of the old ones, in one transaction; a second time changes nothing.

    What the checks had said before stays in the history. No policy decides here: a person asked, a person looks.
    """
    verification = session.get_one(Verification, verification_id, with_for_update=True)
    if not wanted(session, verification_id, turn):
        return
    session.execute(delete(CheckRecord).where(CheckRecord.verification_id == verification_id))
    session.add_all(row(verification_id, one) for one in found.results)
    verification.extracted, verification.reading = found.extracted, found.reading
    verification.confidence = found.verdict.confidence
    for one in found.results:
        key = f"{verification_id}:check.{one.name}:{turn}"
        record(session, verification, f"check.{one.name}", "worker", one.result.value, key)
    _come_back(session, verification, turn, (*verification.person_wanted, *found.verdict.reasons), found.verdict.policy)


def give_up(session: Session, verification_id: str, turn: int) -> None:
    """A job that cannot finish: the photos are there, and the person judges them without new results."""
    if wanted(session, verification_id, turn):
        verification = session.get_one(Verification, verification_id, with_for_update=True)
        _come_back(session, verification, turn, ("processing_error",), "-")


def _come_back(session: Session, verification: Verification, turn: int, reasons: tuple[str, ...], policy: str) -> None:
    """The line in the queue that says that new photos are here."""
    returns.note_arrival(session, verification, reasons, policy)
    record(session, verification, STEP, "worker", returns.ARRIVED, _key(verification.id, turn))
    session.flush()


def _done(session: Session, verification_id: str, turn: int) -> bool:
    found = select(StatusHistory.id).where(StatusHistory.key == _key(verification_id, turn))
    return session.scalar(found) is not None


def _key(verification_id: str, turn: int) -> str:
    return f"{verification_id}:{STEP}:{turn}"
