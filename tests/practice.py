"""Practice cases, made by the services from engines whose answers a test sets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from kyc.domain.applicant import Applicant
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import FaceComparison
from kyc.domain.ports import Blobs, ImageQuality
from kyc.domain.training import Truth
from kyc.models import TrainingAnswer, TrainingCase, transaction
from kyc.services.training import cases
from kyc.services.training.drafts import Draft
from tests.unit.services.examining.test_examination import ENGINE, Parts, equipment
from tests.unit.services.verification.test_uploads import Judge

DECLARED = Applicant("John Doe", "passport", "AB1234567", "GBR", date(1990, 1, 15))
FACES = FaceComparison(0.3, 0.4, 0.25, 90, 200, ENGINE, portrait_box=(0.1, 0.2, 0.4, 0.8))


def draft(name: str = "one", truth: str = "genuine", **changes: Any) -> Draft:
    """A passport whose bytes are its page's, and a selfie."""
    pages = ((Side.DATA_PAGE, b"page"),)
    made = Draft(name, Truth(truth), f"why {name}", DocumentType.PASSPORT, pages, b"selfie", DECLARED, "GBR")
    return replace(made, **changes)


def measured(shelf: Blobs, one: Draft, parts: Parts | None = None) -> cases.Measured:
    """Measured as by real engines: the faces are neither clearly the same nor clearly different."""
    made = replace(equipment(parts or Parts(compare=FACES)), blobs=shelf)
    return cases.measure(one, Judge(ImageQuality(None, ())), made)  # type: ignore[arg-type]  # a part of an intake


def added(session: Session, shelf: Blobs, name: str = "one", truth: str = "genuine") -> TrainingCase:
    """A case that waits for everybody's answer, committed."""
    made = measured(shelf, draft(name, truth))
    with transaction(session):
        return cases.add(session, made)


def answered(session: Session, case: TrainingCase, staff_id: int, said: str, **values: Any) -> None:
    """A reviewer's earlier answer, committed."""
    with transaction(session):
        session.add(TrainingAnswer(case_id=case.id, staff_id=staff_id, said=said, **values))
