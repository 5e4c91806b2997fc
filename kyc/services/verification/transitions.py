"""The only writer of a verification's state: state, history and what follows, in the caller's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.errors import Closed
from kyc.domain.lifecycle import State, Step, after, public_status, verification_status
from kyc.models import Profile, StatusHistory, Verification, utcnow
from kyc.services.record import audit
from kyc.services.record.audit import Act
from kyc.services.telling import events, mirroring
from kyc.services.verification import erased as erased  # noqa: PLC0414  (watches every flush)
from kyc.services.verification import scenario_intake

DECIDED = frozenset({State.APPROVED, State.REJECTED, State.MANUAL_REVIEW})


def advance(session: Session, verification: Verification, step: Step, actor: str, note: str = "") -> None:
    """Move a verification one step, append the history row and queue what follows.

    Raises `InvalidTransition` where the table does not allow the step and `Closed` for one that expired or was
    cancelled; a lost race surfaces at flush as SQLAlchemy's `StaleDataError` (409 at the doors).
    """
    if verification.closed_reason:
        raise Closed(verification.closed_reason)
    verification.state = after(State(verification.state), step)
    record(session, verification, step.value, actor, note)
    _stamp(session, verification)
    if verification.state in DECIDED:
        audit.note(session, Act.CASE_DECIDED, actor, verification.id, outcome=verification.state.value, reason=note)
    session.flush()
    _follow(session, verification)


def record(
    session: Session, verification: Verification, step: str, actor: str, note: str = "", key: str | None = None
) -> None:
    """Append a history row with the public word for the present state; at most once per `key`."""
    if key and session.scalar(select(StatusHistory.id).where(StatusHistory.key == key)):
        return
    row = StatusHistory(
        profile_id=verification.profile_id,
        verification_id=verification.id,
        status=public_word(verification),
        step=step,
        note=note,
        actor=actor,
        key=key,
    )
    mirroring.follow(session, row)


def close(session: Session, verification: Verification, reason: str, actor: str) -> None:
    """End a verification that was never submitted: `expired` or `cancelled`."""
    verification.closed_reason, verification.closed_at = reason, utcnow()
    record(session, verification, reason, actor)
    events.announce(session, verification, f"session.{reason}")


def public_word(verification: Verification) -> str:
    """The word of the profiles API: that of the state, unless it is closed or waits for the applicant."""
    if verification.closed_reason:
        return verification.closed_reason
    if verification.pending_action and verification.state is State.MANUAL_REVIEW:
        return "resubmission_requested"
    return public_status(State(verification.state))


def _stamp(session: Session, verification: Verification) -> None:
    now = utcnow()
    if verification.state is State.SUBMITTED:
        verification.submitted_at = now
    if verification.state in (State.APPROVED, State.REJECTED):
        verification.decided_at = now
        profile = session.get_one(Profile, verification.profile_id)
        profile.verification_status = verification_status(verification.state, profile.verification_status)


def _follow(session: Session, verification: Verification) -> None:
    if verification.state is State.SUBMITTED:
        wait_s = _wait_s(session, verification)
        jobs.enqueue(session, jobs.VERIFY, "verify", f"verify-{verification.id}", verification.id, delay=wait_s)
        events.announce(session, verification, "session.submitted")
    elif verification.state in (State.APPROVED, State.REJECTED):
        events.announce(session, verification, "verification.completed")
    elif verification.state is State.MANUAL_REVIEW:
        events.announce(session, verification, "verification.manual_review")


def _wait_s(session: Session, verification: Verification) -> float:
    """How many seconds a test scenario delays its examination."""
    played = scenario_intake.scenario_of(session, verification)
    return played.wait_s if played else 0
