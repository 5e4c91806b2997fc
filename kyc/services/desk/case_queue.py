"""The queue of cases, filtered and paged, with the owner of each; and the next one to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session, defer

from kyc.domain.lifecycle import FINAL, State
from kyc.models import CaseClaim, CaseTag, Profile, Verification, utcnow
from kyc.services.desk import assignments, claims, tags, votes
from kyc.services.desk.queue_filters import SHOWN, Filters, conditions, kind, newest_reasons
from kyc.services.verification import pending

PAGE = 25
MOST_COUNTED = 10_000
"""Nobody reads a larger number, and counting millions of decided cases on every page would cost more than the page."""
ORDER = (Verification.submitted_at, Verification.id)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page of the queue ends: the next one begins after it, whatever was decided in between."""

    submitted_at: datetime
    verification_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue: the newest decision's reasons, who has claimed it, whose it is, its tags."""

    verification: Verification
    profile: Profile
    reasons: tuple[str, ...]
    holder: int | None
    assignee: int | None
    tags: Sequence[CaseTag] = ()


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, how many cases match the filters, how many by state and with the leads, and the next page's start.

    No number is larger than `MOST_COUNTED`.
    """

    lines: tuple[Waiting, ...]
    total: int
    counts: dict[State, int]
    escalated: int
    next: Cursor | None


def queue(session: Session, filters: Filters, after: Cursor | None = None) -> QueuePage:
    """A page of cases: those that wait, the oldest first; those decided, the newest first."""
    found = _lines(session, filters, after)
    counts = {state: _number(session, Verification.state == state, *kind(filters)) for state in SHOWN}
    escalated = _number(session, *conditions(_leads(filters)))
    counts[State.MANUAL_REVIEW] -= escalated
    total = count(session, filters) if after or len(found) > PAGE else len(found)
    onward = _cursor(found[PAGE - 1]) if len(found) > PAGE else None
    return QueuePage(tuple(found[:PAGE]), total, counts, escalated, onward)


def count(session: Session, filters: Filters, most: int | None = None) -> int:
    """How many cases match these filters, up to `most`, by default `MOST_COUNTED`."""
    return _number(session, *conditions(filters), most=most)


def next_free(
    session: Session, filters: Filters, staff_id: int, besides: str = "", *, settles: bool = False
) -> str | None:
    """The case to take next with these filters: the oldest of one's own, else the oldest unassigned one.

    None that somebody else has claimed, that waits for photos, or on which this person has no further say; `settles` as
    in `votes.Reviewer`.
    """
    held = select(CaseClaim.verification_id).where(CaseClaim.until > utcnow(), CaseClaim.staff_id != staff_id)
    heard = votes.open_to(votes.Reviewer(staff_id, settles))
    free = (Verification.id.not_in(held), heard, pending.nothing_asked(), Verification.id != besides)
    waiting = select(Verification.id).where(*conditions(filters), *free).order_by(*ORDER).limit(1)
    mine, nobodys = (session.scalar(waiting.where(assignments.belongs_to(who))) for who in (staff_id, None))
    return mine or nobodys


def _lines(session: Session, filters: Filters, after: Cursor | None) -> list[Waiting]:
    """One line more than a page, to know whether there is a next one.

    The cases are selected by one statement and their details by others: joined in one, PostgreSQL collected thousands
    of cases with all details to show 25.
    """
    down = filters.state in FINAL
    found = session.execute(_page(filters, after, down=down)).all()
    names = [row[0].id for row in found]
    held, worn = claims.holders(session, names), tags.on(session, names)
    owners = assignments.owners(session, names)
    return [
        Waiting(
            case,
            profile,
            tuple(reasons or ()),
            held[case.id].staff_id if case.id in held else None,
            owners.get(case.id),
            worn.get(case.id, ()),
        )
        for case, profile, reasons in found
    ]


def _page(filters: Filters, after: Cursor | None, *, down: bool) -> Select[Verification, Profile, list[str]]:
    chosen = select(Verification.id).where(*conditions(filters))
    if after:
        place, there = tuple_(*ORDER), (after.submitted_at, after.verification_id)
        chosen = chosen.where(place < there if down else place > there)
    order = [part.desc() if down else part.asc() for part in ORDER]
    return (
        select(Verification, Profile, newest_reasons())
        .options(defer(Verification.reading))
        .join(Profile, Profile.id == Verification.profile_id)
        .where(Verification.id.in_(chosen.order_by(*order).limit(PAGE + 1)))
        .order_by(*order)
    )


def _number(session: Session, *wanted: Any, most: int | None = None) -> int:
    some = select(Verification.id).where(*wanted).limit(most or MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _leads(filters: Filters) -> Filters:
    return Filters(escalated=True, mode=filters.mode, partner=filters.partner)


def _cursor(line: Waiting) -> Cursor:
    last = line.verification
    return Cursor(last.submitted_at or last.created_at, last.id)
