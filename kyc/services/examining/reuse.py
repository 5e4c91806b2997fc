"""Whether a document's number or portrait was used by another person of the same partner and mode.

Records are found again by their number, so two people may share one: people are compared, not records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from kyc.domain.applicant import number_key
from kyc.domain.evidence import FaceTemplate
from kyc.domain.persons import Known, are_two
from kyc.domain.ports import PortraitIndex
from kyc.models import DocumentTrace, PortraitMatch, Profile, Verification
from kyc.services.examining.traces import Marks, Shown, engine_key

SEARCHED = 50_000
"""At most this many portraits of a partner and mode are searched, newest first; docs/operate states the cost."""
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Reused:
    """Whether another person used the number, or the portrait (None: not searched).

    `faces` are the verifications that show the same face, whoever they name.
    """

    number: bool | None = None
    portrait: bool | None = None
    faces: tuple[str, ...] = ()


def look(session: Session, marks: Marks, index: PortraitIndex, verification_id: str, document: Shown) -> Reused:
    """Search the partner's other verifications of the same mode; only one batch of portraits is decrypted at a time."""
    own = session.get_one(Verification, verification_id)
    me = _me(own, session.get_one(Profile, own.profile_id), document)
    number, portrait = document.number, document.portrait if marks.portrait_days else None
    digests = marks.numbers(own, document.issuer, number) if number else []
    faces = _same_faces(session, marks, index, own, portrait) if portrait else []
    return Reused(
        _of_another(session, own, me, digests, number) if number else None,
        any(are_two(me, one) for one in _people(session, faces)) if portrait else None,
        tuple(faces),
    )


def link(session: Session, verification_id: str, faces: Sequence[str]) -> None:
    """Store who shows the same face, for the reviewers; safe to repeat."""
    for earlier in faces:
        session.merge(PortraitMatch(verification_id=verification_id, earlier_id=earlier))


def examined(own: Verification, digests: Iterable[str]) -> ColumnElement[bool]:
    """Traces of the partner's other verifications of this mode whose document has the number of these digests."""
    return and_(_others(own), DocumentTrace.number_digest.in_(digests))


def declared(own: Verification, numbers: Iterable[str]) -> ColumnElement[bool]:
    """The partner's other records of this mode that were declared with one of these numbers."""
    keys = [number_key(number) for number in numbers]
    return and_(
        Profile.partner_id == own.partner_id,
        Profile.mode == own.mode,
        Profile.id != own.profile_id,
        Profile.match_number.in_(keys),
    )


def _others(own: Verification) -> ColumnElement[bool]:
    return and_(
        DocumentTrace.partner_id == own.partner_id,
        DocumentTrace.mode == own.mode,
        DocumentTrace.verification_id != own.id,
    )


def _of_another(session: Session, own: Verification, me: Known, digests: Iterable[str], number: str) -> bool:
    traced = session.scalars(select(DocumentTrace.verification_id).where(examined(own, digests))).all()
    names = session.scalars(select(Profile.name).where(declared(own, [number])))
    known = [*_people(session, traced), *(Known(declared=name) for name in names)]
    return any(are_two(me, one) for one in known)


def _same_faces(
    session: Session, marks: Marks, index: PortraitIndex, own: Verification, portrait: FaceTemplate
) -> list[str]:
    """The verifications that show the face; only one batch of portraits is decrypted at a time."""
    kept = (
        select(DocumentTrace.verification_id, DocumentTrace.sealed_portrait)
        .where(_others(own), DocumentTrace.portrait_engine == engine_key(portrait))
        .order_by(DocumentTrace.created_at.desc())
        .limit(SEARCHED)
    )
    found: list[str] = []
    for rows in session.execute(kept, execution_options={"yield_per": BATCH}).partitions():
        opened = [(one, vector) for one, sealed in rows if sealed and (vector := marks.open(one, sealed))]
        found += [opened[place][0] for place in index.same(portrait, [vector for _, vector in opened])]
    return found


def _people(session: Session, verification_ids: Sequence[str]) -> list[Known]:
    """What is known of those examined: as read from their documents, and as declared."""
    rows = select(Verification, Profile).join(Profile, Profile.id == Verification.profile_id)
    found = session.execute(rows.where(Verification.id.in_(verification_ids))).all() if verification_ids else []
    return [_known(verification, profile) for verification, profile in found]


def _known(verification: Verification, profile: Profile) -> Known:
    read = verification.extracted or {}
    return Known(read.get("full_name"), profile.name, read.get("date_of_birth") or _iso(verification.date_of_birth))


def _me(own: Verification, profile: Profile, document: Shown) -> Known:
    return Known(document.name, profile.name, document.born or _iso(own.date_of_birth))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
