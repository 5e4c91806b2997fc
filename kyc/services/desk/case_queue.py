"""The queue of cases: narrowed by filters, page by page, with who has each in hand; and the next one to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session

from kyc.domain.lifecycle import FINAL, State
from kyc.models import CaseClaim, Decision, Profile, Verification, utcnow
from kyc.services.desk import votes
from kyc.services.verification import pending

PAGE = 25
# What a queue can show: nothing is to be reviewed before it was submitted.
SHOWN = (State.MANUAL_REVIEW, State.SUBMITTED, State.PROCESSING, State.APPROVED, State.REJECTED)
ORDER = (Verification.submitted_at, Verification.id)
NOBODY = 0
"""In place of a person's number: cases that nobody has in hand."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue is narrowed to.

    `older_than` is the least waiting time since submit; `holder` the number of whoever has the case in hand, or
    `NOBODY`; `text` a record id, a session id or a client reference, whole, which is looked for in every state.
    """

    state: State = State.MANUAL_REVIEW
    reason: str | None = None
    mode: str | None = None
    older_than: timedelta | None = None
    partner: str | None = None
    holder: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the queue ends: the next one begins behind it, whatever was decided in between."""

    submitted_at: datetime
    verification_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue, with the newest decision's reasons and the number of whoever has it in hand."""

    verification: Verification
    profile: Profile
    reasons: tuple[str, ...]
    holder: int | None


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
    statement = _joined().where(*wanted)
    if after:
        place, there = tuple_(*ORDER), (after.submitted_at, after.verification_id)
        statement = statement.where(place < there if newest_first else place > there)
    statement = statement.order_by(*(part.desc() if newest_first else part.asc() for part in ORDER))
    found = [_waiting(row) for row in session.execute(statement.limit(PAGE + 1))]
    return QueuePage(tuple(found[:PAGE]), total, _counts(session, filters), _cursor(found))


def next_free(
    session: Session, filters: Filters, staff_id: int, besides: str = "", *, settles: bool = False
) -> str | None:
    """The case to take next: the oldest with these filters that nobody else has in hand, nor waits for photos.

    Nor one of which this person has said all they may; `settles` as in `votes.Reviewer`.
    """
    mine = (CaseClaim.staff_id == staff_id) | CaseClaim.staff_id.is_(None)
    heard = votes.open_to(votes.Reviewer(staff_id, settles))
    free = (mine, heard, pending.nothing_asked(), Verification.id != besides)
    statement = _joined().where(*_conditions(filters), *free).order_by(*ORDER)
    return session.scalar(statement.with_only_columns(Verification.id).limit(1))


_newest = (
    select(func.max(Decision.id))
    .where(Decision.verification_id == Verification.id)
    .correlate(Verification)
    .scalar_subquery()
)


def _joined() -> Select[Verification, Profile, list[str], int]:
    held = and_(CaseClaim.verification_id == Verification.id, CaseClaim.until > utcnow())
    return (
        select(Verification, Profile, Decision.reasons, CaseClaim.staff_id)
        .join(Profile, Profile.id == Verification.profile_id)
        .outerjoin(Decision, Decision.id == _newest)
        .outerjoin(CaseClaim, held)
    )


def _waiting(row: Any) -> Waiting:
    verification, profile, reasons, holder = row
    return Waiting(verification, profile, tuple(reasons or ()), holder)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    shown = Verification.state.in_(SHOWN) if filters.text else Verification.state == filters.state
    wanted: list[ColumnElement[bool]] = [shown, Verification.submitted_at.is_not(None)]
    if filters.mode:
        wanted.append(Verification.mode == filters.mode)
    if filters.partner:
        wanted.append(Verification.partner_id == filters.partner)
    if filters.older_than:
        wanted.append(Verification.submitted_at <= utcnow() - filters.older_than)
    if filters.reason:
        # a JSON list as text: codes are plain words, so the quotes make the match exact on both databases
        wanted.append(cast(Decision.reasons, String).contains(f'"{filters.reason}"', autoescape=True))
    if filters.holder is not None:
        nobody = CaseClaim.staff_id.is_(None)
        wanted.append(nobody if filters.holder == NOBODY else CaseClaim.staff_id == filters.holder)
    if filters.text:
        names = (Verification.profile_id, Verification.id, Verification.client_reference_id)
        wanted.append(or_(*(name == filters.text for name in names)))
    return wanted


def _counts(session: Session, filters: Filters) -> dict[State, int]:
    statement = select(Verification.state, func.count()).where(Verification.state.in_(SHOWN))
    if filters.mode:
        statement = statement.where(Verification.mode == filters.mode)
    if filters.partner:
        statement = statement.where(Verification.partner_id == filters.partner)
    found = {State(state): number for state, number in session.execute(statement.group_by(Verification.state))}
    return {state: found.get(state, 0) for state in SHOWN}


def _cursor(found: Sequence[Waiting]) -> Cursor | None:
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1].verification
    return Cursor(last.submitted_at or last.created_at, last.id)
