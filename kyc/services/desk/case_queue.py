"""The queue of cases: narrowed by filters, page by page, with whose each is; and the next one to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session, defer

from kyc.domain.lifecycle import FINAL, State
from kyc.models import CaseAssignment, CaseClaim, CaseTag, Profile, Verification, utcnow
from kyc.services.desk import assignments, tags, votes
from kyc.services.desk.queue_filters import SHOWN, Filters, conditions, kind, newest_reasons
from kyc.services.verification import pending

PAGE = 25
MOST_COUNTED = 10_000
"""Nobody reads a larger number, and counting millions of decided cases on every page would cost more than the page."""
ORDER = (Verification.submitted_at, Verification.id)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the queue ends: the next one begins behind it, whatever was decided in between."""

    submitted_at: datetime
    verification_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue: the newest decision's reasons, who has it in hand, whose it is, its tags."""

    verification: Verification
    profile: Profile
    reasons: tuple[str, ...]
    holder: int | None
    assignee: int | None
    tags: Sequence[CaseTag] = ()


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, how many there are with these filters, how many in each state and with the leads, and where to go
    on. No number is larger than `MOST_COUNTED`."""

    lines: tuple[Waiting, ...]
    total: int
    counts: dict[State, int]
    escalated: int
    next: Cursor | None


def queue(session: Session, filters: Filters, after: Cursor | None = None) -> QueuePage:
    """A page of cases: those that wait, the oldest first; those decided, the newest first."""
    rows = session.execute(_page(filters, after)).all()
    worn = tags.on(session, [row[0].id for row in rows[:PAGE]])
    lines = tuple(_waiting(row, worn) for row in rows[:PAGE])
    counts = {state: _number(session, Verification.state == state, *kind(filters)) for state in SHOWN}
    escalated = _number(session, *conditions(_leads(filters)))
    counts[State.MANUAL_REVIEW] -= escalated
    total = count(session, filters) if after or len(rows) > PAGE else len(rows)
    onward = _cursor(lines[-1]) if len(rows) > PAGE else None
    return QueuePage(lines, total, counts, escalated, onward)


def count(session: Session, filters: Filters, most: int | None = None) -> int:
    """How many cases there are with these filters, as far as `most`, by default `MOST_COUNTED`."""
    return _number(session, *conditions(filters), most=most)


def next_free(
    session: Session, filters: Filters, staff_id: int, besides: str = "", *, settles: bool = False
) -> str | None:
    """The case to take next: the oldest of one's own, else the oldest that is nobody's, with these filters.

    Neither one that somebody else has in hand, nor one that waits for photos, nor one of which this person has said
    all they may; `settles` as in `votes.Reviewer`.
    """
    held = select(CaseClaim.verification_id).where(CaseClaim.until > utcnow(), CaseClaim.staff_id != staff_id)
    heard = votes.open_to(votes.Reviewer(staff_id, settles))
    free = (Verification.id.not_in(held), heard, pending.nothing_asked(), Verification.id != besides)
    waiting = select(Verification.id).where(*conditions(filters), *free).order_by(*ORDER).limit(1)
    mine, nobodys = (session.scalar(waiting.where(assignments.belongs_to(who))) for who in (staff_id, None))
    return mine or nobodys


def _page(filters: Filters, after: Cursor | None) -> Select[Verification, Profile, list[str], int, int]:
    """One line more than a page, so that there is known to be a next one."""
    newest_first = filters.state in FINAL
    held = and_(CaseClaim.verification_id == Verification.id, CaseClaim.until > utcnow())
    given = and_(CaseAssignment.verification_id == Verification.id, assignments.OPEN)
    statement = (
        select(Verification, Profile, newest_reasons(), CaseClaim.staff_id, CaseAssignment.staff_id)
        .options(defer(Verification.reading))
        .join(Profile, Profile.id == Verification.profile_id)
        .outerjoin(CaseClaim, held)
        .outerjoin(CaseAssignment, given)
        .where(*conditions(filters))
    )
    if after:
        place, there = tuple_(*ORDER), (after.submitted_at, after.verification_id)
        statement = statement.where(place < there if newest_first else place > there)
    order = (part.desc() if newest_first else part.asc() for part in ORDER)
    return statement.order_by(*order).limit(PAGE + 1)


def _waiting(row: Any, worn: dict[str, list[CaseTag]]) -> Waiting:
    verification, profile, reasons, holder, assignee = row
    return Waiting(verification, profile, tuple(reasons or ()), holder, assignee, worn.get(verification.id, ()))


def _number(session: Session, *wanted: Any, most: int | None = None) -> int:
    some = select(Verification.id).where(*wanted).limit(most or MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _leads(filters: Filters) -> Filters:
    return Filters(escalated=True, mode=filters.mode, partner=filters.partner)


def _cursor(line: Waiting) -> Cursor:
    last = line.verification
    return Cursor(last.submitted_at or last.created_at, last.id)
