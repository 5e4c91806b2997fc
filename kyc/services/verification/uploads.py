"""Uploads of images: received slowly without the database, then attached quickly inside a transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.documents import SIDES, DocumentType, Side
from kyc.domain.errors import FieldError, Invalid, InvalidTransition, Refused
from kyc.domain.lifecycle import State, Step
from kyc.domain.ports import Blobs, ImageIntake, ImageQuality, Picture
from kyc.models import Document, Selfie, Verification, utcnow
from kyc.services.verification import attempts, pending
from kyc.services.verification.requirements import images, missing
from kyc.services.verification.transitions import advance
from kyc.services.verification.verifications import require_open, want_person

Kind = Literal["document", "selfie"]
CAPTURE_METHODS = ("api", "camera", "upload")


@dataclass(frozen=True, slots=True)
class Received:
    """An image that was accepted and sealed: its blob's name, the digest of the uploaded bytes, its quality.

    `as_is` means that it was accepted whatever its quality, so that a person has to examine it.
    """

    blob: str
    sha256: str
    picture: Picture
    quality: ImageQuality
    as_is: bool = False


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the uploader states about a document image."""

    type: DocumentType
    side: Side
    issuing_country: str | None
    capture_method: str


def digest(data: bytes) -> str:
    """The SHA-256 of the uploaded bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def receive(
    intake: ImageIntake,
    blobs: Blobs,
    folder: str,
    kind: Kind,
    data: bytes,
    facts: DocumentFacts | None = None,
    *,
    as_is: bool = False,
) -> Received:
    """Turn untrusted bytes into a sealed picture; raises `Refused` with a reason and then stores nothing.

    `folder` is the id of its verification, or of its record for an imported one: an erasure deletes everything under
    it, including what no row names because a process died here. With `facts` a document must also show the side they
    name. With `as_is` poor quality is only a warning; a file that is no picture, too large or damaged is refused all
    the same. Slow (decoding): call it outside any transaction.
    """
    picture = intake.accept(data, allow_pdf=kind == "document")
    quality = _quality(intake, picture, facts) if kind == "document" else intake.selfie_quality(picture)
    if quality.refused and not as_is:
        raise Refused(quality.refused)
    if quality.refused:
        quality = replace(quality, refused=None, warnings=(quality.refused, *quality.warnings))
    blob = f"{folder}/{ids.token(kind)}"
    blobs.put(blob, picture.data)
    return Received(blob, digest(data), picture, quality, as_is)


def _quality(intake: ImageIntake, picture: Picture, facts: DocumentFacts | None) -> ImageQuality:
    return intake.document_quality(picture, facts.side, facts.type) if facts else intake.document_quality(picture)


def check_before(
    session: Session, verification: Verification, item: str, sha256: str, max_files: int, *, as_is: bool = False
) -> None:
    """Refuse cheaply before any decoding: closed, too many files, attempts used up, an image refused before."""
    require_open(verification, item)
    if item == "selfie" and verification.state is State.CREATED:
        raise InvalidTransition(verification.state.value, [Step.ADD_DOCUMENTS.value])
    if _files(session, verification.id) >= max_files:
        raise Refused("too_many_files", attempts.left(session, verification, item))
    attempts.check(session, verification, item, sha256, as_is=as_is)


def find_document(session: Session, verification_id: str, sha256: str, facts: DocumentFacts) -> Document | None:
    """The current document image with the same bytes and side, unless a new one was requested."""
    found = session.scalar(
        select(Document).where(
            Document.verification_id == verification_id,
            Document.sha256 == sha256,
            Document.side == facts.side.value,
            Document.type == facts.type.value,
            Document.replaced_at.is_(None),
        )
    )
    return None if pending.stood_before(session.get_one(Verification, verification_id), found) else found


def find_selfie(session: Session, verification_id: str, sha256: str) -> Selfie | None:
    """The current selfie with the same bytes, unless a new one was requested."""
    found = session.scalar(
        select(Selfie).where(
            Selfie.verification_id == verification_id, Selfie.sha256 == sha256, Selfie.replaced_at.is_(None)
        )
    )
    return None if pending.stood_before(session.get_one(Verification, verification_id), found) else found


def check_facts(verification: Verification, facts: DocumentFacts) -> None:
    """Check that the partner accepts the type and the type has the side; on a requested image the type is fixed."""
    other = pending.of(verification) and facts.type.value != verification.document_type
    if other or facts.type.value not in verification.accepted_documents:
        raise Refused("document_type_not_accepted")
    if facts.side not in SIDES[facts.type]:
        raise Invalid([FieldError("/side", "invalid_side", "this type of document has no such side")])
    if facts.capture_method not in CAPTURE_METHODS:
        raise Invalid([FieldError("/capture_method", "invalid_value", "unknown capture method")])


def attach_document(
    session: Session, verification: Verification, received: Received, facts: DocumentFacts, actor: str
) -> Document:
    """Add or replace one side; a type other than before starts the document over."""
    require_open(verification, f"document.{facts.side.value}")
    documents, _ = images(session, verification.id)
    for old in documents:
        if old.side == facts.side.value or old.type != facts.type.value:
            old.replaced_at = utcnow()
    verification.document_type = facts.type.value
    verification.issuing_country = facts.issuing_country or verification.issuing_country
    row = Document(id=ids.token("doc"), type=facts.type.value, side=facts.side.value, **_common(verification, received))
    row.issuing_country, row.capture_method = facts.issuing_country, facts.capture_method
    row.notes = None if received.picture.notes is None else list(received.picture.notes)
    session.add(row)
    _leave_to_person(session, verification, received)
    _advance_if_complete(session, verification, actor)
    return row


def attach_selfie(
    session: Session, verification: Verification, received: Received, capture_method: str, actor: str
) -> Selfie:
    """Add or replace the selfie."""
    require_open(verification, "selfie")
    _, old = images(session, verification.id)
    if old:
        old.replaced_at = utcnow()
    row = Selfie(id=ids.token("self"), **_common(verification, received))
    row.capture_method = capture_method
    session.add(row)
    _leave_to_person(session, verification, received)
    if verification.state in (State.CREATED, State.DOCUMENTS_UPLOADED):
        advance(session, verification, Step.ADD_SELFIE, actor)
    return row


def _leave_to_person(session: Session, verification: Verification, received: Received) -> None:
    if received.as_is:
        want_person(session, verification, "photo_not_usable")
    session.flush()


def _advance_if_complete(session: Session, verification: Verification, actor: str) -> None:
    documents, selfie = images(session, verification.id)
    complete = not [item for item in missing(verification, documents, selfie) if item.startswith("document.")]
    if complete and verification.state is State.CREATED:
        advance(session, verification, Step.ADD_DOCUMENTS, actor)


def _common(verification: Verification, received: Received) -> dict[str, object]:
    return {
        "verification_id": verification.id,
        "sha256": received.sha256,
        "blob": received.blob,
        "width": received.picture.width,
        "height": received.picture.height,
        "warnings": list(received.quality.warnings),
    }


def _files(session: Session, verification_id: str) -> int:
    return sum(
        session.scalar(select(func.count()).select_from(table).where(table.verification_id == verification_id)) or 0
        for table in (Document, Selfie)
    )
