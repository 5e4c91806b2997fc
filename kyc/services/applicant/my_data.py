"""Whose data a browser may see, and what is stored of the person: counts and days, never a value.

A browser is given what was sent through it. It must hold the newest verification that anybody holds, or it sees
nothing; and of each verification it gets the data only if no image is older than its hold. So a link that fell into the
wrong hands, with its button "continue here", reveals no photo that somebody else sent before.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.check import SCREENINGS
from kyc.models import (
    CheckRecord,
    Consent,
    Document,
    DocumentTrace,
    Holder,
    LivenessChallenge,
    Profile,
    Selfie,
    StatusHistory,
    Verification,
)
from kyc.services.verification import challenge_state
from kyc.services.verification.verifications import token_digest


@dataclass(frozen=True, slots=True)
class Share:
    """What a browser may have of a record: its `own` verifications, and the dates of `others`.

    `declared` says whether it may have what the partner declared: only where nothing was withheld.
    """

    own: Sequence[Verification]
    others: Sequence[Verification]

    @property
    def declared(self) -> bool:
        return not self.others


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a person, by class; `face_until` is the last day on which a face template may still exist."""

    declared: bool
    photos: int
    read: bool
    results: int
    face_until: datetime | None
    screened: bool
    consents: int
    history: int


def holding(session: Session, profile_id: str, token: str) -> Verification | None:
    """The newest verification that any browser holds, if it is the one with this token; else None."""
    held = select(Verification, Holder.token_digest).join(Holder, Holder.verification_id == Verification.id)
    newest = held.where(Verification.profile_id == profile_id).order_by(
        Verification.created_at.desc(), Verification.id.desc()
    )
    row = session.execute(newest.limit(1)).one_or_none()
    return row[0] if row and secrets.compare_digest(row[1], token_digest(token)) else None


def share(session: Session, profile_id: str, token: str) -> Share:
    """The verifications of a record, the oldest first, split by whether this browser was used for them.

    One without images counts as its own: there is nothing in it that somebody else sent.
    """
    mine = select(Verification).where(Verification.profile_id == profile_id)
    found = session.scalars(mine.order_by(Verification.created_at, Verification.id)).all()
    own = [one for one in found if _is_own(session, one.id, token_digest(token))]
    return Share(own, [one for one in found if one not in own])


def stored(session: Session, profile_id: str, portrait_days: int) -> Stored:
    """What is stored of the person of a record, in all its verifications."""
    profile = session.get_one(Profile, profile_id)
    found = session.scalars(select(Verification).where(Verification.profile_id == profile_id)).all()
    every = [one.id for one in found]
    checks = select(CheckRecord.name).where(CheckRecord.verification_id.in_(every))
    names = session.scalars(checks).all()
    frames = sum(len(one.frames) for one in challenge_state.all_of(session, every))
    return Stored(
        declared=any((profile.name, profile.document_number, *(one.date_of_birth for one in found))),
        photos=_count(session, Document, every) + _count(session, Selfie, every) + frames,
        read=any(one.reading or one.extracted for one in found),
        results=len(names),
        face_until=_face_until(session, every, portrait_days),
        screened=bool({*names} & {*SCREENINGS}),
        consents=_count(session, Consent, every),
        history=_count(session, StatusHistory, every),
    )


def face_until(trace: DocumentTrace, portrait_days: int) -> datetime:
    """When a face template will be deleted at the latest, by the housekeeping that enforces its term."""
    return trace.created_at + timedelta(days=portrait_days)


def _face_until(session: Session, every: Sequence[str], portrait_days: int) -> datetime | None:
    kept = select(DocumentTrace).where(
        DocumentTrace.verification_id.in_(every), DocumentTrace.sealed_portrait.is_not(None)
    )
    return max((face_until(one, portrait_days) for one in session.scalars(kept)), default=None)


def _is_own(session: Session, verification_id: str, digest: str) -> bool:
    first = _first_sent(session, verification_id)
    holder = session.get(Holder, verification_id)
    if holder is None or not secrets.compare_digest(holder.token_digest, digest):
        return first is None
    return first is None or holder.at <= first


def _first_sent(session: Session, verification_id: str) -> datetime | None:
    """When the first image of a verification arrived."""
    columns = (
        (Document.created_at, Document.verification_id),
        (Selfie.created_at, Selfie.verification_id),
        (LivenessChallenge.received_at, LivenessChallenge.verification_id),
    )
    moments = [session.scalar(select(func.min(at)).where(of == verification_id)) for at, of in columns]
    return min((moment for moment in moments if moment), default=None)


def _count(
    session: Session, table: type[Document | Selfie | Consent | StatusHistory], verification_ids: Sequence[str]
) -> int:
    count = select(func.count()).select_from(table).where(table.verification_id.in_(verification_ids))
    return session.scalar(count) or 0
