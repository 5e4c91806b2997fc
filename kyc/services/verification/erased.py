"""Guards erased verifications: no part of the code can write personal data to one again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kyc.domain.errors import Closed, LostRace
from kyc.models import (
    ApiCall,
    CaseAssignment,
    CaseClaim,
    CaseTagging,
    Consent,
    Event,
    Profile,
    StatusHistory,
    Verification,
    ViewLog,
)

ERASED = "erased"
_RECORD = (ApiCall, CaseAssignment, CaseClaim, CaseTagging, Consent, Event, StatusHistory, ViewLog)
"""Rows that hang on a verification and hold nothing of a person; the messages of one that was erased are thin."""


def is_erased(session: Session, verification_ids: Collection[str]) -> bool:
    """Whether any of these persons' data is erased; if not, it will not be before the caller's commit.

    The lock waits for an erasure under way, but not for other writers (FOR KEY SHARE against FOR UPDATE). So an erasure
    is never overtaken: it waits for whoever came first, and takes what they wrote.
    """
    rows = select(Verification.erasure_id).where(Verification.id.in_(verification_ids)).order_by(Verification.id)
    return any(session.scalars(rows.with_for_update(read=True, key_share=True)))


@event.listens_for(Session, "before_flush")
def _refuse(session: Session, context: object, instances: object) -> None:
    """Raise `Closed` where somebody is about to write after an erasure, `LostRace` where a record is being erased."""
    written = (*session.new, *(one for one in session.dirty if session.is_modified(one)))
    about = {name for one in written for name in _persons(one)}
    opened = {one.id for one in session.new if isinstance(one, Verification)}
    if wanted := about - opened:
        with session.no_autoflush:
            if is_erased(session, wanted):
                raise Closed(ERASED)
    _refuse_gone(session)


def _refuse_gone(session: Session) -> None:
    """Nobody opens a verification on a record that was erased since they found it; a retry will not find it."""
    fresh = {one.id for one in session.new if isinstance(one, Profile)}
    if on := {one.profile_id for one in session.new if isinstance(one, Verification)} - fresh:
        rows = select(Profile.erasure_id).where(Profile.id.in_(on)).with_for_update(read=True, key_share=True)
        with session.no_autoflush:
            if any(session.scalars(rows)):
                raise LostRace


def _persons(one: object) -> Iterable[str]:
    """The verifications whose persons' data a row may hold."""
    if not isinstance(one, _RECORD):
        yield from filter(None, (getattr(one, name, None) for name in ("verification_id", "earlier_id")))
