"""Training cases: measured by the real engines, stored with the results, and removed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.check import CheckResult
from kyc.domain.documents import SIDES
from kyc.domain.errors import NotFound
from kyc.domain.ports import Blobs, ImageIntake, Picture
from kyc.models import TrainingCase, TrainingImage, utcnow
from kyc.services.examining.examination import Case, Equipment, Examination, examine
from kyc.services.record import audit
from kyc.services.record.audit import OPERATOR, Act
from kyc.services.training.drafts import Draft


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed image in the store; `side` is None for the selfie."""

    side: str | None
    blob: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Measured:
    """A draft whose images are in the store, with the results of engines and checks."""

    draft: Draft
    images: tuple[Kept, ...]
    found: Examination


def measure(draft: Draft, intake: ImageIntake, equipment: Equipment) -> Measured:
    """Take in the images like any upload and examine them like any case, in test mode, which accepts specimens.

    Slow: call it outside any transaction. The equipment searches for nobody and tells nobody, so that nothing of the
    case reaches the tables of real ones. Raises `Refused` for a file that is not a picture; one that is merely poor is
    kept.
    """
    taken = [(side.value, intake.accept(data, allow_pdf=True)) for side, data in draft.pages]
    face = intake.accept(draft.selfie, allow_pdf=False)  # before anything is stored: a case is refused as a whole
    images, selfie = tuple(_keep(equipment.blobs, *one) for one in taken), _keep(equipment.blobs, None, face)
    case = Case(
        verification_id="",
        mode="test",
        declared=draft.declared,
        declared_country=draft.issuing_country,
        accepted=tuple(SIDES),
        document_type=draft.document_type,
        documents=tuple((side.value, one.blob) for (side, _), one in zip(draft.pages, images, strict=True)),
        selfie=selfie.blob,
        selfie_capture="api",
        uploads={side: one.picture.notes for (side, _), one in zip(draft.pages, images, strict=True)},
    )
    return Measured(draft, (*images, selfie), examine(case, equipment))


def known(session: Session, names: Sequence[str]) -> set[str]:
    """Which of these names are taken, also by removed cases."""
    return set(session.scalars(select(TrainingCase.name).where(TrainingCase.name.in_(names))))


def add(session: Session, one: Measured) -> TrainingCase:
    """Store the case in the caller's transaction."""
    draft, found = one.draft, one.found
    case = TrainingCase(id=ids.token("train"), name=draft.name, truth=draft.truth, explanation=draft.explanation)
    case.document_type, case.declared = draft.document_type, _person(draft)
    case.extracted, case.reading = found.extracted, found.reading
    case.results = [_result(result) for result in found.results]
    session.add(case)
    session.flush()
    session.add_all(_image(case.id, image) for image in one.images)
    audit.note(session, Act.TRAINING_ADDED, OPERATOR, case.id)
    session.flush()
    return case


def remove(session: Session, name: str) -> list[str]:
    """Remove a case; returns the blobs to delete after the commit. Raises `NotFound`.

    Its answers stay in the figures; images and everything declared or read are deleted.
    """
    case = session.scalar(select(TrainingCase).where(TrainingCase.name == name, TrainingCase.removed_at.is_(None)))
    if case is None:
        raise NotFound
    images = images_of(session, case.id)
    for image in images:
        session.delete(image)
    case.declared, case.results, case.extracted, case.reading = {}, [], None, None
    case.removed_at = utcnow()
    audit.note(session, Act.TRAINING_REMOVED, OPERATOR, case.id)
    session.flush()
    return [image.blob for image in images]


def standing(session: Session) -> Sequence[TrainingCase]:
    """Every case that can be practised on, by name."""
    return session.scalars(
        select(TrainingCase).where(TrainingCase.removed_at.is_(None)).order_by(TrainingCase.name)
    ).all()


def images_of(session: Session, case_id: str) -> Sequence[TrainingImage]:
    """The sides first, then the selfie."""
    found = session.scalars(select(TrainingImage).where(TrainingImage.case_id == case_id).order_by(TrainingImage.side))
    return sorted(found, key=lambda one: (one.side is None, one.side != "front", one.side or ""))


def _keep(blobs: Blobs, side: str | None, picture: Picture) -> Kept:
    blob = f"training/{ids.token('img')}"
    blobs.put(blob, picture.data)
    return Kept(side, blob, picture)


def _image(case_id: str, one: Kept) -> TrainingImage:
    size = {"width": one.picture.width, "height": one.picture.height}
    return TrainingImage(id=ids.token("timg"), case_id=case_id, side=one.side, blob=one.blob, **size)


def _result(one: CheckResult) -> dict[str, Any]:
    return {
        "name": one.name,
        "result": one.result.value,
        "score": one.score,
        "threshold": one.threshold,
        "model": one.engine.name if one.engine else None,
        "model_version": one.engine.version if one.engine else None,
        "reasons": list(one.reasons),
        "breakdown": dict(one.breakdown),
    }


def _person(draft: Draft) -> dict[str, Any]:
    born = draft.declared.date_of_birth
    return {**asdict(draft.declared), "date_of_birth": born.isoformat() if born else None}
