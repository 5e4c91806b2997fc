"""The examination of photos that came after a person asked for them: new results, and the case stays with people."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import State
from kyc.models import CheckRecord, Decision, StatusHistory, Verification
from kyc.services.examination import Examination
from kyc.services.pipeline import row
from kyc.services.transitions import record

JOB = "reexamine"
STEP, ARRIVED, LAPSED = "reexamined", "photos_arrived", "resubmission_lapsed"


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


def note_lapse(session: Session, verification: Verification) -> None:
    """Nothing came in time: the case says so, with the reasons that it had."""
    newest = select(Decision).where(Decision.verification_id == verification.id).order_by(Decision.id.desc())
    before = session.scalar(newest.limit(1))
    kept = [code for code in before.reasons if code not in (ARRIVED, LAPSED)] if before else []
    session.add(_decision(verification.id, LAPSED, (LAPSED, *kept), before.policy if before else "-"))
    session.flush()


def _come_back(session: Session, verification: Verification, turn: int, reasons: tuple[str, ...], policy: str) -> None:
    """The line in the queue that says that new photos are here."""
    session.add(_decision(verification.id, ARRIVED, (ARRIVED, *reasons), policy))
    record(session, verification, STEP, "worker", ARRIVED, _key(verification.id, turn))
    session.flush()


def _decision(verification_id: str, rule: str, reasons: tuple[str, ...], policy: str) -> Decision:
    said = list(dict.fromkeys(reasons))
    outcome = State.MANUAL_REVIEW.value
    return Decision(
        verification_id=verification_id, outcome=outcome, rule=rule, policy=policy, reasons=said, actor="policy"
    )


def _done(session: Session, verification_id: str, turn: int) -> bool:
    found = select(StatusHistory.id).where(StatusHistory.key == _key(verification_id, turn))
    return session.scalar(found) is not None


def _key(verification_id: str, turn: int) -> str:
    return f"{verification_id}:{STEP}:{turn}"
