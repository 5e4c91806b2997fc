"""What a file said of itself goes with the image to those who judge, and to nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from kyc.domain.decision import policy_from
from kyc.domain.documents import DocumentType, Side
from kyc.models import Verification
from kyc.services.examining import examination, pipeline
from kyc.services.verification import uploads
from tests import make
from tests.unit.services.examining.test_examination import Parts, case, equipment


def with_notes(session: Session, notes: tuple[str, ...] | None) -> Verification:
    """A submitted card whose front said this."""
    made = make.verification(session)
    for side in (Side.FRONT, Side.BACK):
        got = make.received(f"{side}-{made.id}")
        got = replace(got, picture=replace(got.picture, notes=notes if side is Side.FRONT else None))
        facts = uploads.DocumentFacts(DocumentType.ID_CARD, side, None, "upload")
        uploads.attach_document(session, made, got, facts, "applicant")
    uploads.attach_selfie(session, made, make.received(f"selfie-{made.id}"), "camera", "applicant")
    return made


@pytest.mark.parametrize("notes", [("image_edited",), (), None])
def test_the_case_knows_what_each_file_said(committed: Session, notes: tuple[str, ...] | None) -> None:
    made = with_notes(committed, notes)
    committed.flush()
    committed.expire_all()
    assert pipeline.load(committed, made.id).uploads == {Side.FRONT: notes, Side.BACK: None}


def test_the_evidence_has_what_the_files_said_and_what_the_policy_asks() -> None:
    data = {"version": "1", "required": [], "rules": [{"name": "x", "outcome": "approved"}]}
    adults = policy_from(data | {"document": {"minimum_age": 18}})
    said = {Side.DATA_PAGE: ("image_screenshot",)}
    found = examination.measure(case(uploads=said), equipment(Parts(), policy=adults))
    assert (found.uploads, found.rules.minimum_age) == (said, 18)
