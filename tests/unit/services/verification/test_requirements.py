"""What a verification has, and what it still needs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType, Side
from kyc.domain.lifecycle import State
from kyc.services.verification import requirements, uploads
from kyc.services.verification.uploads import DocumentFacts
from tests import make


def test_a_new_verification_says_what_is_missing(committed: Session) -> None:
    found = make.verification(committed)
    assert requirements.missing(found, *requirements.images(committed, found.id)) == ["document.front", "selfie"]


def test_the_missing_sides_follow_the_chosen_document(committed: Session) -> None:
    found = make.verification(committed)
    front = DocumentFacts(DocumentType.ID_CARD, Side.FRONT, "SGP", "api")
    uploads.attach_document(committed, found, make.received("front"), front, "partner")
    assert requirements.missing(found, *requirements.images(committed, found.id)) == ["document.back", "selfie"]
    assert found.state is State.CREATED
    back = DocumentFacts(DocumentType.ID_CARD, Side.BACK, "SGP", "api")
    uploads.attach_document(committed, found, make.received("back"), back, "partner")
    assert found.state is State.DOCUMENTS_UPLOADED


def test_moves_are_required_where_they_are_asked_for(committed: Session) -> None:
    active, passive = (make.with_evidence(committed, liveness_type=kind) for kind in ("active", "passive"))
    assert requirements.needs(committed, active) == ["liveness"]
    assert requirements.needs(committed, passive) == []


def test_what_was_replaced_counts_no_more(committed: Session) -> None:
    found = make.with_evidence(committed)
    newer = uploads.attach_selfie(committed, found, make.received("newer"), "camera", "applicant")
    documents, selfie = requirements.images(committed, found.id)
    assert ([one.side for one in documents], selfie) == (["data_page"], newer)


def test_before_a_type_is_chosen_the_front_is_asked_for(committed: Session) -> None:
    found = make.verification(committed)
    assert requirements.sides(found) == (Side.FRONT,)
    found.document_type = "residence_permit"
    assert requirements.sides(found) == (Side.FRONT, Side.BACK)
