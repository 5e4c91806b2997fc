"""Everything about one verification that a reviewer sees, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.models import (
    ApiCall,
    AuditEntry,
    CheckRecord,
    Consent,
    Correction,
    Decision,
    Document,
    DocumentTrace,
    LivenessChallenge,
    PortraitMatch,
    Profile,
    Selfie,
    StatusHistory,
    Verification,
    ViewLog,
)
from kyc.services.desk import case_trail, cases
from kyc.services.desk.case_trail import Sent, Viewing
from kyc.services.desk.purposes import REVIEW
from kyc.services.examining import reuse
from kyc.services.liveness import challenge_frames
from kyc.services.record import api_calls, audit
from kyc.services.record.audit import Act
from kyc.services.verification import challenge_state, corrected

OTHERS_SHOWN = 20
T = TypeVar("T", Document, Selfie, CheckRecord, Consent, Decision, StatusHistory)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One verification with all its data.

    `same_document` are other records with its number, `same_face` verifications of other records with its portrait;
    both of the same partner and mode.
    """

    verification: Verification
    profile: Profile
    documents: Sequence[Document]
    selfies: Sequence[Selfie]
    checks: dict[str, CheckRecord]
    decisions: Sequence[Decision]
    history: Sequence[StatusHistory]
    deliveries: Sequence[Sent]
    views: Sequence[Viewing]
    earlier: Sequence[Verification]
    same_document: Sequence[Profile]
    same_face: Sequence[tuple[Verification, Profile]] = ()
    challenges: Sequence[LivenessChallenge] = ()
    consents: Sequence[Consent] = ()
    corrections: Sequence[Correction] = ()
    calls: Sequence[ApiCall] = ()
    acts: Sequence[AuditEntry] = ()


def case_file(session: Session, verification_id: str) -> CaseFile:
    """The whole case; raises `NotFound`."""
    verification = cases.get(session, verification_id)
    profile = session.get_one(Profile, verification.profile_id)
    return CaseFile(
        verification=verification,
        profile=profile,
        documents=_of(session, Document, verification_id),
        selfies=_of(session, Selfie, verification_id),
        checks={record.name: record for record in _of(session, CheckRecord, verification_id)},
        decisions=_of(session, Decision, verification_id),
        history=_of(session, StatusHistory, verification_id),
        deliveries=case_trail.sent(session, verification_id),
        views=case_trail.viewings(session, verification_id),
        earlier=_earlier(session, verification),
        same_document=_same_document(session, verification, profile),
        same_face=_same_face(session, verification),
        challenges=challenge_state.of(session, verification_id),
        consents=_of(session, Consent, verification_id),
        corrections=corrected.rows(session, verification_id),
        calls=api_calls.of_case(session, verification_id),
        acts=case_trail.acts(session, verification_id),
    )


def open_image(session: Session, verification_id: str, image_id: str, viewer: str, purpose: str = REVIEW) -> str:
    """The blob name of an image, with its opening logged in the caller's transaction; raises `NotFound`.

    `image_id` names a side, a selfie, or a frame of a challenge; `purpose` is the code of what it is opened for.
    """
    blob = _blob(session, verification_id, image_id) if image_id.isprintable() else None
    if not blob:  # a deleted image still has its row, but no name
        raise NotFound
    session.add(ViewLog(viewer=viewer, verification_id=verification_id, image_id=image_id, purpose=purpose))
    audit.note(session, Act.IMAGE_OPENED, viewer, verification_id, image=image_id, purpose=purpose)
    session.flush()
    return blob


def _blob(session: Session, verification_id: str, image_id: str) -> str | None:
    found = session.get(Document, image_id) or session.get(Selfie, image_id)
    if found:
        return found.blob if found.verification_id == verification_id else None
    return challenge_frames.blob_of(challenge_state.of(session, verification_id), image_id)


def _of(session: Session, table: type[T], verification_id: str) -> Sequence[T]:
    statement = select(table).where(table.verification_id == verification_id)
    order = table.created_at if issubclass(table, Document | Selfie) else table.id
    return session.scalars(statement.order_by(order)).all()


def _earlier(session: Session, verification: Verification) -> Sequence[Verification]:
    """Other verifications of the same person, the newest first."""
    statement = select(Verification).where(
        Verification.profile_id == verification.profile_id, Verification.id != verification.id
    )
    return session.scalars(statement.order_by(Verification.created_at.desc())).all()


def _same_document(session: Session, verification: Verification, profile: Profile) -> Sequence[Profile]:
    """Other records of this partner and mode whose document has this number, or that were declared with it."""
    read = (verification.extracted or {}).get("document_number")
    under = reuse.declared(verification, [number for number in (read, profile.document_number) if number])
    trace = session.get(DocumentTrace, verification.id)
    if trace and trace.number_digest:
        shown = select(DocumentTrace.profile_id).where(reuse.examined(verification, [trace.number_digest]))
        under = or_(under, Profile.id.in_(shown))
    statement = select(Profile).where(under, Profile.id != profile.id)
    return session.scalars(statement.order_by(Profile.created_at).limit(OTHERS_SHOWN)).all()


def _same_face(session: Session, verification: Verification) -> Sequence[tuple[Verification, Profile]]:
    """Verifications of other records whose document shows the same face, found by this one or by them."""
    earlier = select(PortraitMatch.earlier_id).where(PortraitMatch.verification_id == verification.id)
    later = select(PortraitMatch.verification_id).where(PortraitMatch.earlier_id == verification.id)
    others = select(Verification, Profile).join(Profile, Profile.id == Verification.profile_id)
    linked = or_(Verification.id.in_(earlier), Verification.id.in_(later))
    statement = others.where(linked, Profile.id != verification.profile_id)
    found = session.execute(statement.order_by(Verification.created_at.desc()).limit(OTHERS_SHOWN))
    return [(other, profile) for other, profile in found]
