"""What a queue can be narrowed to, and the same as conditions on stored verifications alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, String, case, cast, or_, select
from sqlalchemy.orm import aliased

from kyc.domain.lifecycle import State
from kyc.models import CaseClaim, Decision, ProfileFlag, Verification, utcnow
from kyc.services.desk import assignments, escalations, tags

# What a queue can show: nothing is to be reviewed before it was submitted.
SHOWN = (State.MANUAL_REVIEW, State.SUBMITTED, State.PROCESSING, State.APPROVED, State.REJECTED)
NOBODY = 0
"""In place of a person's number: cases that are nobody's, or that nobody has in hand."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue is narrowed to.

    `older_than` is the least waiting time since submit; `holder` the number of whoever has the case in hand and
    `assignee` of whose it is, or `NOBODY`; `tag` a tag's number; `flagged` asks for people with an open flag;
    `escalated` shows what is with the leads in place of the ordinary queue; `text` is a record id, a session id or a
    client reference, whole, which is looked for in every state.
    """

    state: State = State.MANUAL_REVIEW
    reason: str | None = None
    mode: str | None = None
    older_than: timedelta | None = None
    partner: str | None = None
    holder: int | None = None
    assignee: int | None = None
    tag: int | None = None
    flagged: bool = False
    escalated: bool = False
    text: str = ""


def conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Every filter as a condition that reads no other table's rows into the result."""
    yield from _place(filters)
    yield from kind(filters)
    if filters.older_than:
        yield Verification.submitted_at <= utcnow() - filters.older_than
    if filters.reason:
        yield _says(filters.reason)
    if filters.holder is not None:
        yield _held_by(filters.holder or None)
    if filters.assignee is not None:
        yield assignments.belongs_to(filters.assignee or None)
    if filters.tag is not None:
        yield tags.wears(filters.tag)
    if filters.flagged:
        yield Verification.id.in_(_flagged())


def kind(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Whose and which cases, for the lines as for the counts beside them; one that was erased is looked for by name."""
    if not filters.text:
        yield Verification.erasure_id.is_(None)
    if filters.mode:
        yield Verification.mode == filters.mode
    if filters.partner:
        yield Verification.partner_id == filters.partner


def newest_reasons() -> ColumnElement[list[str]]:
    """The reasons of a verification's newest decision."""
    mine = select(Decision.reasons).where(Decision.verification_id == Verification.id)
    return mine.order_by(Decision.id.desc()).limit(1).correlate(Verification).scalar_subquery()


def _says(reason: str) -> ColumnElement[bool]:
    """A JSON list as text: codes are plain words, so the quotes make the match exact on both databases.

    A plain LIKE lets PostgreSQL expect one case, and sort all of them instead of walking until a page is full.
    """
    says = cast(newest_reasons(), String).contains(f'"{reason}"', autoescape=True)
    return case((says, 1), else_=0) != 0


def _place(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Which part of the desk; what is looked for by its name is found wherever it is."""
    yield Verification.submitted_at.is_not(None)
    if filters.text:
        names = (Verification.profile_id, Verification.id, Verification.client_reference_id)
        yield Verification.state.in_(SHOWN)
        yield or_(*(name == filters.text for name in names))
        return
    yield Verification.state == filters.state
    if filters.state is State.MANUAL_REVIEW:
        yield escalations.escalated() if filters.escalated else ~escalations.escalated()


def _flagged() -> Select[str]:
    """From the few that are flagged to their cases, not from each case to the flags."""
    raised = select(ProfileFlag.profile_id).where(ProfileFlag.resolved_at.is_(None))
    theirs = aliased(Verification)
    return select(theirs.id).where(theirs.profile_id.in_(raised))


def _held_by(staff_id: int | None) -> ColumnElement[bool]:
    held = select(CaseClaim.verification_id).where(CaseClaim.until > utcnow())
    if staff_id is None:
        return Verification.id.not_in(held)
    return Verification.id.in_(held.where(CaseClaim.staff_id == staff_id))
