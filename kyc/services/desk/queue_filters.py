"""The filters of the queue, and the same as SQL conditions on verifications alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, String, case, cast, or_, select
from sqlalchemy.orm import aliased

from kyc.domain.lifecycle import State
from kyc.models import CaseClaim, Decision, ProfileFlag, Verification, utcnow
from kyc.services.desk import assignments, escalations, tags

# The states a queue can show: there is nothing to review before the submit.
SHOWN = (State.MANUAL_REVIEW, State.SUBMITTED, State.PROCESSING, State.APPROVED, State.REJECTED)
NOBODY = 0
"""In place of a person's id: unassigned cases, or unclaimed ones."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the queue.

    `older_than` is the minimum waiting time since submit; `holder` is the number of whoever has claimed the case and
    `assignee` of whose it is, or `NOBODY`; `tag` is a tag's number; `flagged` selects people with an open flag;
    `escalated` shows escalated cases instead of the ordinary queue; `text` is a whole record id, session id or client
    reference, which is searched for in every state.
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
    """Every filter as a condition that joins no other table."""
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
    """Whose cases, and of which kind, for the lines and the counts beside them; erased ones appear only in a search."""
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
    """A match in a JSON list as text: codes are plain words, so the quotes make it exact on both databases.

    With a plain LIKE PostgreSQL expects one case, and sorts all of them instead of stopping when a page is full.
    """
    says = cast(newest_reasons(), String).contains(f'"{reason}"', autoescape=True)
    return case((says, 1), else_=0) != 0


def _place(filters: Filters) -> Iterator[ColumnElement[bool]]:
    """Which part of the desk; a case searched for by its id is found wherever it is."""
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
    """From the few flagged profiles to their cases, not from each case to the flags."""
    raised = select(ProfileFlag.profile_id).where(ProfileFlag.resolved_at.is_(None))
    theirs = aliased(Verification)
    return select(theirs.id).where(theirs.profile_id.in_(raised))


def _held_by(staff_id: int | None) -> ColumnElement[bool]:
    held = select(CaseClaim.verification_id).where(CaseClaim.until > utcnow())
    if staff_id is None:
        return Verification.id.not_in(held)
    return Verification.id.in_(held.where(CaseClaim.staff_id == staff_id))
