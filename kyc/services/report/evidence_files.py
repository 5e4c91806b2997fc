"""Exporting a case: the export is recorded first, then come report, images by name and audit entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.audit import Entry
from kyc.models import Document, Selfie, Verification, ViewLog, utcnow
from kyc.services.liveness.challenge_frames import frame_ids
from kyc.services.record import audit
from kyc.services.record.audit import Act
from kyc.services.report import explanations
from kyc.services.report.reports import Body
from kyc.services.verification import challenge_state

Form = Literal["report", "evidence"]


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image in the store: its id, its path among the files, its sealed blob."""

    id: str
    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about a verification at one moment."""

    report: Body
    images: Sequence[StoredImage]
    entries: Sequence[Entry]
    at: datetime


def note_taking(session: Session, verification: Verification, form: Form, actor: str) -> None:
    """Record who takes the report or all the evidence; with the evidence every image counts as opened."""
    taken = images(session, verification.id) if form == "evidence" else []
    for one in taken:
        session.add(
            ViewLog(viewer=actor, verification_id=verification.id, image_id=one.id, purpose=Act.CASE_FILE_TAKEN.value)
        )
    audit.note(session, Act.CASE_FILE_TAKEN, actor, verification.id, form=form, images=[one.id for one in taken])


def evidence(session: Session, verification: Verification, base_url: str) -> Evidence:
    """Everything about a verification; the audit entries are those whose subject it is, this export included."""
    return Evidence(
        report=explanations.report(session, verification, base_url),
        images=images(session, verification.id),
        entries=list(audit.entries(session, verification.id)),
        at=utcnow(),
    )


def images(session: Session, verification_id: str) -> list[StoredImage]:
    """Sides, selfies and the frames that were kept, replaced ones too."""
    return [*_sides(session, verification_id), *_selfies(session, verification_id), *_frames(session, verification_id)]


def _sides(session: Session, verification_id: str) -> Iterator[StoredImage]:
    rows = select(Document).where(Document.verification_id == verification_id)
    for one in session.scalars(rows.order_by(Document.created_at, Document.id)):
        if one.blob:
            yield StoredImage(one.id, f"images/{one.id}-{one.side}.jpg", one.blob)


def _selfies(session: Session, verification_id: str) -> Iterator[StoredImage]:
    rows = select(Selfie).where(Selfie.verification_id == verification_id)
    for one in session.scalars(rows.order_by(Selfie.created_at, Selfie.id)):
        if one.blob:
            yield StoredImage(one.id, f"images/{one.id}-selfie.jpg", one.blob)


def _frames(session: Session, verification_id: str) -> Iterator[StoredImage]:
    for one in challenge_state.of(session, verification_id):
        for name, frame in zip(frame_ids(one), one.frames, strict=True):
            if frame["blob"]:
                yield StoredImage(name, f"images/{name}.jpg", frame["blob"])
