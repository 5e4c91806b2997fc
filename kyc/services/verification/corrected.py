"""Which corrections apply: the newest of each field, as long as the document's images are those it was made on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Correction, Document

JOB = "examine_corrected"
"""The job that re-examines what a correction affects."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """By field, the value that replaces the one that was read; `newest` numbers the latest correction ever made."""

    values: dict[str, str] = field(default_factory=dict)
    newest: int = 0


def of(session: Session, verification_id: str) -> Corrected:
    """The corrections that apply now."""
    found = rows(session, verification_id)
    values = {row.field: row.value for row in standing(found, pages(session, verification_id))}
    return Corrected(values, found[-1].id if found else 0)


def rows(session: Session, verification_id: str) -> Sequence[Correction]:
    """All corrections ever made, in order."""
    mine = select(Correction).where(Correction.verification_id == verification_id)
    return session.scalars(mine.order_by(Correction.id)).all()


def standing(found: Iterable[Correction], now: Iterable[str]) -> list[Correction]:
    """Those that apply to these images of the document, one for each field."""
    images = set(now)
    return list({row.field: row for row in found if set(row.pages) == images}.values())


def pages(session: Session, verification_id: str) -> list[str]:
    """The ids of the document's present images."""
    mine = (Document.verification_id == verification_id) & Document.replaced_at.is_(None)
    return sorted(session.scalars(select(Document.id).where(mine)))
