"""Asking an applicant for certain items again: the case stays with the reviewer who asked, and returns to them.

A round ends when the items are sent, when its time is over, or with a decision. What ends it and the job that examines
the new photos are one commit; the job writes its results once (`services/examining/reexamination.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain.dates import stamp
from kyc.domain.errors import MissingEvidence, require_valid
from kyc.domain.lifecycle import State, not_allowed
from kyc.models import StatusHistory, Verification, utcnow
from kyc.services.telling import events
from kyc.services.verification import pending, returns
from kyc.services.verification.pending import Pending
from kyc.services.verification.requirements import images, sides
from kyc.services.verification.transitions import record

JOB = "reexamine"
REQUESTED, SENT, LAPSED = "resubmission_requested", "resubmission_sent", "resubmission_lapsed"
REASONS = (
    "image_blurry",
    "image_glare",
    "image_too_dark",
    "image_too_bright",
    "document_cropped",
    "document_not_found",
    "document_unreadable",
    "wrong_side",
    "portrait_unclear",
    "face_not_found",
    "face_too_small",
    "face_turned",
    "multiple_faces",
)
"""What a person can correct with another photo, in words that say how."""
MOST_DAYS = 30


def offered(verification: Verification) -> list[str]:
    """The items that can be asked for: each side of the chosen document, and the selfie."""
    return [*(f"document.{side}" for side in sides(verification)), "selfie"]


def ask(
    session: Session,
    verification: Verification,
    items: Sequence[str],
    reasons: Sequence[str],
    due_at: datetime,
    actor: str,
) -> None:
    """Ask for items again, with reasons of `REASONS`, until `due_at`; the state stays, nothing is decided.

    Raises `InvalidTransition` where the case is not in review or something is asked for already, and `Invalid` for
    unknown items or reasons. The caller holds the row's lock.
    """
    if verification.state is not State.MANUAL_REVIEW or verification.pending_action:
        raise not_allowed(State(verification.state))
    check(verification, items, reasons, due_at)
    standing = pending.ids_of(*images(session, verification.id))
    wanted = [item for item in offered(verification) if item in items]
    most = max(1, verification.max_retries)
    asked = Pending(tuple(wanted), tuple(reasons), most, due_at, _turn(session, verification), standing)
    verification.pending_action = pending.kept(asked, stamp(due_at))
    record(session, verification, REQUESTED, actor, reasons[0])
    _tell(session, verification, "verification.resubmission_requested")


def check(verification: Verification, items: Sequence[str], reasons: Sequence[str], due_at: datetime) -> None:
    """Raise `Invalid` unless there are items to ask for, reasons for it, and time to send them."""
    now = utcnow()
    faults = {
        ("/items", "Choose at least one photo to ask for."): not items or not set(items) <= set(offered(verification)),
        ("/reasons", "Choose at least one reason, so that the next photo is a better one."): not reasons
        or not set(reasons) <= set(REASONS),
        ("/due_at", f"Choose a time of 1 to {MOST_DAYS} days."): not now < due_at <= now + timedelta(days=MOST_DAYS),
    }
    require_valid(faults)


def send(session: Session, verification: Verification, actor: str) -> None:
    """Submit what was asked for; raises `MissingEvidence` while an item is unsent. Does nothing without a round."""
    asked = pending.of(verification)
    if asked is None:
        return
    if absent := pending.unsent(asked, *images(session, verification.id)):
        raise MissingEvidence(absent)
    _end(session, verification, SENT, actor)
    _examine_again(session, verification, asked)
    _tell(session, verification, "verification.resubmission_received")


def lapse_if_due(session: Session, verification: Verification) -> bool:
    """End a round whose time is over: a person decides with what is there, and what arrived is examined."""
    asked = pending.of(verification)
    if asked is None or not pending.is_due(asked):
        return False
    absent = pending.unsent(asked, *images(session, verification.id))
    _end(session, verification, LAPSED, "system")
    if set(absent) == set(asked.items):
        returns.note_lapse(session, verification)
    else:
        _examine_again(session, verification, asked)
    return True


def due_before(session: Session, moment: datetime) -> Sequence[str]:
    """Ids of the cases whose round is over; `due_at` is stored as text that sorts by time."""
    due = Verification.pending_action["due_at"].as_string() <= stamp(moment)
    found = select(Verification.id).where(Verification.state == State.MANUAL_REVIEW, due)
    return session.scalars(found.limit(500)).all()


def _end(session: Session, verification: Verification, step: str, actor: str) -> None:
    verification.pending_action = None
    record(session, verification, step, actor)
    session.flush()


def _examine_again(session: Session, verification: Verification, asked: Pending) -> None:
    job_id = f"{JOB}-{verification.id}-{asked.turn}"
    jobs.enqueue(session, jobs.VERIFY, JOB, job_id, verification.id, asked.turn)


def _turn(session: Session, verification: Verification) -> int:
    mine = (StatusHistory.verification_id == verification.id) & (StatusHistory.step == REQUESTED)
    return 1 + (session.scalar(select(func.count()).select_from(StatusHistory).where(mine)) or 0)


def _tell(session: Session, verification: Verification, event: str) -> None:
    events.announce(session, verification, event, {"pending_action": pending.view(verification)})
