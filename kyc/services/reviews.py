"""What a person does where the policy asks for one: find the case that waits longest, look at it, decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select, tuple_
from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid, InvalidTransition, LostRace, NotFound
from kyc.domain.lifecycle import FINAL, STEP_TO, TRANSITIONS, State
from kyc.models import Decision, Profile, Verification, utcnow
from kyc.services import applicant_requests
from kyc.services.staff_accounts import actor
from kyc.services.transitions import advance

PAGE = 25
# What a queue can show: nothing is to be reviewed before it was submitted.
SHOWN = (State.MANUAL_REVIEW, State.SUBMITTED, State.PROCESSING, State.APPROVED, State.REJECTED)
APPROVAL_REASONS = ("confirmed_by_reviewer", "other")
REJECTION_REASONS = (
    "document_not_genuine",
    "not_the_same_person",
    "details_do_not_match",
    "screening_confirmed",
    "document_expired",
    "document_not_yet_valid",
    "document_type_not_accepted",
    "specimen_document",
    "document_unreadable",
    "document_cropped",
    "wrong_side",
    "image_blurry",
    "image_glare",
    "portrait_not_found",
    "face_not_found",
    "other",
)
NOTE_LIMIT = 2000

REASONS = {State.APPROVED.value: APPROVAL_REASONS, State.REJECTED.value: REJECTION_REASONS}
TYPES = ("retry", "final")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a reviewer says: approved or rejected, why (a code of `REASONS`), a note for colleagues, and for a
    rejection whether the person may try again (`retry`) or not (`final`)."""

    outcome: str
    reason: str
    note: str = ""
    rejection_type: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue is narrowed to; `older_than` is the least waiting time since submit."""

    state: State = State.MANUAL_REVIEW
    reason: str | None = None
    mode: str | None = None
    older_than: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the queue ends: the next one begins behind it, whatever was decided in between."""

    submitted_at: datetime
    verification_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue, with the newest decision's reasons."""

    verification: Verification
    profile: Profile
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, how many there are with these filters, how many in each state, and where to go on."""

    lines: tuple[Waiting, ...]
    total: int
    counts: dict[State, int]
    next: Cursor | None


def queue(session: Session, filters: Filters, after: Cursor | None = None) -> QueuePage:
    """A page of cases: those that wait, the oldest first; those decided, the newest first."""
    newest_first = filters.state in FINAL
    wanted = _conditions(filters)
    total = session.scalar(select(func.count()).select_from(_joined().where(*wanted).subquery())) or 0
    place = tuple_(Verification.submitted_at, Verification.id)
    statement = _joined().where(*wanted)
    if after:
        there = (after.submitted_at, after.verification_id)
        statement = statement.where(place < there if newest_first else place > there)
    order = (Verification.submitted_at, Verification.id)
    statement = statement.order_by(*(part.desc() if newest_first else part.asc() for part in order))
    found = [Waiting(one, who, tuple(why or ())) for one, who, why in session.execute(statement.limit(PAGE + 1))]
    return QueuePage(tuple(found[:PAGE]), total, _counts(session, filters.mode), _cursor(found))


def decide(session: Session, verification_id: str, version: int, reviewer_id: int, ruling: Ruling) -> Decision:
    """A person's decision: its row, the new state, the history and the webhook message, in the caller's transaction.

    `version` is the verification's as the reviewer saw it. Raises `NotFound`; `LostRace` when somebody was quicker;
    `InvalidTransition` for a case that is not in manual review; `Invalid` for a ruling that does not hold together.
    """
    verification = session.get(Verification, verification_id) if verification_id.isprintable() else None
    if verification is None:
        raise NotFound
    if verification.version != version:
        raise LostRace
    if verification.state is not State.MANUAL_REVIEW:
        allowed = [step.value for step in TRANSITIONS[State(verification.state)]]
        raise InvalidTransition(verification.state.value, allowed)
    check_ruling(ruling)
    decision = _row(verification.id, actor(reviewer_id), ruling)
    session.add(decision)
    session.flush()
    verification.rejection_type, verification.pending_action = ruling.rejection_type, None
    advance(session, verification, STEP_TO[State(ruling.outcome)], decision.actor, ruling.reason)
    applicant_requests.decided(session, verification, decision.actor)
    return decision


def check_ruling(ruling: Ruling) -> None:
    """Raise `Invalid` unless the parts fit together: a reason is mandatory, and `other` has to be explained."""
    reasons = REASONS.get(ruling.outcome)
    rejected = ruling.outcome == State.REJECTED
    faults = {
        ("/outcome", "Choose whether to approve or to reject."): reasons is None,
        ("/reason", "Choose the reason that fits this decision."): bool(reasons)
        and ruling.reason not in (reasons or ()),
        ("/note", "Say in the note what the other reason is."): ruling.reason == "other" and not ruling.note.strip(),
        ("/note", f"The note may have {NOTE_LIMIT} characters at most."): len(ruling.note) > NOTE_LIMIT,
        ("/rejection_type", "Choose whether another try is possible."): rejected != (ruling.rejection_type in TYPES),
    }
    if errors := [FieldError(pointer, "invalid_value", text) for (pointer, text), wrong in faults.items() if wrong]:
        raise Invalid(errors)


def _row(verification_id: str, who: str, ruling: Ruling) -> Decision:
    return Decision(
        verification_id=verification_id,
        outcome=ruling.outcome,
        rule="reviewer",
        policy="-",
        reasons=[ruling.reason],
        actor=who,
        note=ruling.note.strip(),
    )


_newest = (
    select(func.max(Decision.id))
    .where(Decision.verification_id == Verification.id)
    .correlate(Verification)
    .scalar_subquery()
)


def _joined() -> Any:
    return (
        select(Verification, Profile, Decision.reasons)
        .join(Profile, Profile.id == Verification.profile_id)
        .outerjoin(Decision, Decision.id == _newest)
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Verification.state == filters.state, Verification.submitted_at.is_not(None)]
    if filters.mode:
        wanted.append(Verification.mode == filters.mode)
    if filters.older_than:
        wanted.append(Verification.submitted_at <= utcnow() - filters.older_than)
    if filters.reason:
        # a JSON list as text: codes are plain words, so the quotes make the match exact on both databases
        wanted.append(cast(Decision.reasons, String).contains(f'"{filters.reason}"', autoescape=True))
    return wanted


def _counts(session: Session, mode: str | None) -> dict[State, int]:
    statement = select(Verification.state, func.count()).where(Verification.state.in_(SHOWN))
    if mode:
        statement = statement.where(Verification.mode == mode)
    found = {State(state): number for state, number in session.execute(statement.group_by(Verification.state))}
    return {state: found.get(state, 0) for state in SHOWN}


def _cursor(found: Sequence[Waiting]) -> Cursor | None:
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1].verification
    return Cursor(last.submitted_at or last.created_at, last.id)
