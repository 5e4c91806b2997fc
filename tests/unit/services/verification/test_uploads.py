"""Images on their way in: what is refused, what replaces what, and what is never stored."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Invalid, InvalidTransition, NotFound, Refused, Unavailable
from kyc.domain.lifecycle import State
from kyc.domain.ports import ImageQuality, Picture
from kyc.models import Document, Selfie, StatusHistory
from kyc.services.verification import attempts, requirements, uploads
from kyc.services.verification.uploads import DocumentFacts
from tests import make

CARD_FRONT = DocumentFacts(DocumentType.ID_CARD, Side.FRONT, None, "api")


class Shelf:
    """Blobs in memory: the edge of this test's world."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> None:
        self.kept[name] = data

    def get(self, name: str) -> bytes:
        if name not in self.kept:
            raise NotFound
        return self.kept[name]

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class Judge:
    """Intake that accepts everything and finds what it is told to find."""

    def __init__(self, quality: ImageQuality) -> None:
        self.quality, self.pdf = quality, False
        self.asked: tuple[Side | None, DocumentType | None] = (None, None)

    def accept(self, data: bytes, *, allow_pdf: bool) -> Picture:
        self.pdf = allow_pdf
        return Picture(b"clean " + data, 10, 20)

    def document_quality(
        self, picture: Picture, side: Side | None = None, kind: DocumentType | None = None
    ) -> ImageQuality:
        self.asked = (side, kind)
        return self.quality

    def selfie_quality(self, picture: Picture) -> ImageQuality:
        return self.quality


def test_an_accepted_image_is_sealed_under_a_name_of_ours() -> None:
    shelf = Shelf()
    found = uploads.receive(Judge(ImageQuality(None, ("image_glare",))), shelf, "sess_of_it", "document", b"raw")
    assert found.blob.startswith("sess_of_it/document_")
    assert shelf.kept == {found.blob: b"clean raw"}
    assert found.sha256 == uploads.digest(b"raw")
    assert found.quality.warnings == ("image_glare",)


def test_a_refused_image_is_stored_nowhere() -> None:
    shelf = Shelf()
    with pytest.raises(Refused) as caught:
        uploads.receive(Judge(ImageQuality("image_blurry")), shelf, "sess_of_it", "selfie", b"raw")
    assert caught.value.code == "image_blurry"
    assert shelf.kept == {}


@pytest.mark.parametrize(("kind", "allowed"), [("document", True), ("selfie", False)])
def test_a_pdf_can_be_a_document_but_no_selfie(kind: uploads.Kind, allowed: bool) -> None:
    judge = Judge(ImageQuality(None))
    uploads.receive(judge, Shelf(), "sess_of_it", kind, b"raw")
    assert judge.pdf is allowed


def test_the_side_and_the_type_are_told_to_whoever_judges_the_picture() -> None:
    judge = Judge(ImageQuality(None))
    uploads.receive(judge, Shelf(), "sess_of_it", "document", b"raw", CARD_FRONT)
    assert judge.asked == (Side.FRONT, DocumentType.ID_CARD)


def test_the_wrong_side_may_be_sent_as_the_side_that_it_is(committed: Session) -> None:
    found = make.verification(committed, max_retries=3)
    attempts.note_refusal(committed, found, "document.front", "a" * 64, "wrong_side")
    uploads.check_before(committed, found, "document.back", "a" * 64, max_files=30)
    with pytest.raises(Refused) as caught:
        uploads.check_before(committed, found, "document.front", "a" * 64, max_files=30)
    assert (caught.value.code, caught.value.attempts_left) == ("already_refused", 2)


def test_a_blurred_photo_stays_refused_as_any_other_side(committed: Session) -> None:
    found = make.verification(committed, max_retries=3)
    attempts.note_refusal(committed, found, "document.front", "a" * 64, "image_blurry")
    with pytest.raises(Refused) as caught:
        uploads.check_before(committed, found, "document.back", "a" * 64, max_files=30)
    assert (caught.value.code, caught.value.attempts_left) == ("already_refused", 3)


def test_each_refusal_uses_up_an_attempt_until_none_is_left(committed: Session) -> None:
    found = make.verification(committed, max_retries=2)
    assert attempts.note_refusal(committed, found, "document.front", "a" * 64, "image_blurry") == 1
    assert attempts.note_refusal(committed, found, "document.front", "b" * 64, "image_blurry") == 0
    with pytest.raises(Refused) as caught:
        uploads.check_before(committed, found, "document.front", "c" * 64, max_files=30)
    assert (caught.value.code, caught.value.attempts_left) == ("too_many_attempts", 0)


def test_attempts_are_counted_for_each_item_alone(committed: Session) -> None:
    found = make.verification(committed, max_retries=1)
    attempts.note_refusal(committed, found, "document.front", "a" * 64, "image_blurry")
    uploads.check_before(committed, found, "document.back", "c" * 64, max_files=30)
    assert attempts.left(committed, found, "document.back") == 1


def test_an_image_that_failed_is_not_judged_again(committed: Session) -> None:
    found = make.verification(committed)
    attempts.note_refusal(committed, found, "document.front", "a" * 64, "image_blurry")
    with pytest.raises(Refused) as caught:
        uploads.check_before(committed, found, "document.front", "a" * 64, max_files=30)
    assert caught.value.code == "already_refused"


def test_the_number_of_files_is_limited(committed: Session) -> None:
    found = make.with_evidence(committed)
    with pytest.raises(Refused) as caught:
        uploads.check_before(committed, found, "selfie", "a" * 64, max_files=2)
    assert caught.value.code == "too_many_files"


def test_a_selfie_before_the_document_is_refused(committed: Session) -> None:
    found = make.verification(committed)
    with pytest.raises(InvalidTransition) as caught:
        uploads.check_before(committed, found, "selfie", "a" * 64, max_files=30)
    assert (caught.value.status, caught.value.allowed) == ("created", ["add_documents"])


def test_after_submit_nothing_can_be_changed(committed: Session) -> None:
    found = make.submitted(committed)
    with pytest.raises(InvalidTransition):
        uploads.attach_document(committed, found, make.received("late"), make.passport_facts(), "partner")


def test_a_side_that_is_replaced_moves_nothing_and_records_nothing(committed: Session) -> None:
    found = make.with_evidence(committed)
    before = committed.scalar(select(func.count()).select_from(StatusHistory))
    newer = uploads.attach_document(committed, found, make.received("sharper"), make.passport_facts(), "partner")
    documents, _ = requirements.images(committed, found.id)
    assert [document.id for document in documents] == [newer.id]
    assert committed.scalar(select(func.count()).select_from(Document)) == 2
    assert committed.scalar(select(func.count()).select_from(StatusHistory)) == before
    assert found.state is State.SELFIE_UPLOADED


def test_a_selfie_that_is_replaced_moves_nothing(committed: Session) -> None:
    found = make.with_evidence(committed)
    newer = uploads.attach_selfie(committed, found, make.received("better"), "camera", "partner")
    _, selfie = requirements.images(committed, found.id)
    assert selfie is not None
    assert (selfie.id, selfie.capture_method) == (newer.id, "camera")
    assert committed.scalar(select(func.count()).select_from(Selfie)) == 2


def test_another_type_of_document_starts_the_document_anew(committed: Session) -> None:
    found = make.verification(committed)
    uploads.attach_document(committed, found, make.received("front"), CARD_FRONT, "partner")
    uploads.attach_document(committed, found, make.received("page"), make.passport_facts(), "partner")
    documents, _ = requirements.images(committed, found.id)
    assert [document.type for document in documents] == ["passport"]
    assert found.state is State.DOCUMENTS_UPLOADED


def test_going_back_to_a_card_after_the_passport_asks_for_the_missing_side(committed: Session) -> None:
    found = make.with_evidence(committed)
    uploads.attach_document(committed, found, make.received("front"), CARD_FRONT, "partner")
    assert requirements.missing(found, *requirements.images(committed, found.id)) == ["document.back"]


def test_the_same_bytes_are_found_again(committed: Session) -> None:
    found = make.verification(committed)
    row = uploads.attach_document(committed, found, make.received("page"), make.passport_facts(), "partner")
    again = uploads.find_document(committed, found.id, make.received("page").sha256, make.passport_facts())
    assert again is not None
    assert again.id == row.id
    assert uploads.find_document(committed, found.id, make.received("other").sha256, make.passport_facts()) is None
    assert uploads.find_selfie(committed, found.id, make.received("page").sha256) is None


def test_a_type_the_partner_does_not_accept_is_refused(committed: Session) -> None:
    found = make.verification(committed, accepted_documents=("passport",))
    with pytest.raises(Refused) as caught:
        uploads.check_facts(found, CARD_FRONT)
    assert caught.value.code == "document_type_not_accepted"


@pytest.mark.parametrize(
    "facts",
    [
        DocumentFacts(DocumentType.PASSPORT, Side.BACK, None, "api"),
        DocumentFacts(DocumentType.PASSPORT, Side.DATA_PAGE, None, "telepathy"),
    ],
)
def test_facts_that_make_no_sense_are_refused(committed: Session, facts: DocumentFacts) -> None:
    with pytest.raises(Invalid):
        uploads.check_facts(make.verification(committed), facts)


def test_without_any_retry_the_first_try_is_still_possible(committed: Session) -> None:
    found = make.verification(committed, max_retries=0)
    uploads.check_before(committed, found, "document.front", "a" * 64, max_files=30)
    assert attempts.note_refusal(committed, found, "document.front", "a" * 64, "image_blurry") == 0
    with pytest.raises(Refused, match="too_many_attempts"):
        uploads.check_before(committed, found, "document.front", "b" * 64, max_files=30)


def test_a_store_that_is_full_keeps_nothing_of_an_image(committed: Session) -> None:
    class Full(Shelf):
        def put(self, name: str, data: bytes) -> None:
            raise Unavailable("the image store does not answer")

    shelf = Full()
    with pytest.raises(Unavailable):
        uploads.receive(Judge(ImageQuality(None)), shelf, "sess_of_it", "document", b"raw")
    assert shelf.kept == {}


def test_an_image_that_is_refused_never_reaches_the_store() -> None:
    shelf = Shelf()
    with pytest.raises(Refused, match="image_blurry"):
        uploads.receive(Judge(ImageQuality("image_blurry")), shelf, "sess_of_it", "selfie", b"raw")
    assert shelf.kept == {}


@pytest.mark.parametrize(("kind", "pdf"), [("document", True), ("selfie", False)])
def test_only_a_document_may_be_a_pdf(kind: uploads.Kind, pdf: bool) -> None:
    judge = Judge(ImageQuality(None))
    uploads.receive(judge, Shelf(), "sess_of_it", kind, b"raw")
    assert judge.pdf is pdf


def test_the_two_sides_of_a_card_move_it_on_only_together(committed: Session) -> None:
    found = make.verification(committed)
    uploads.attach_document(committed, found, make.received("front"), CARD_FRONT, "partner")
    uploads.attach_document(committed, found, make.received("front again"), CARD_FRONT, "partner")
    assert found.state is State.CREATED
    back = DocumentFacts(DocumentType.ID_CARD, Side.BACK, None, "api")
    uploads.attach_document(committed, found, make.received("back"), back, "partner")
    assert found.state is State.DOCUMENTS_UPLOADED


def test_the_country_once_said_stays_until_another_is_said(committed: Session) -> None:
    found = make.verification(committed)
    for said, kept in (("SGP", "SGP"), (None, "SGP"), ("FRA", "FRA")):
        facts = DocumentFacts(DocumentType.ID_CARD, Side.FRONT, said, "api")
        uploads.attach_document(committed, found, make.received(f"front {said}"), facts, "partner")
        assert found.issuing_country == kept


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        (DocumentFacts(DocumentType.PASSPORT, Side.BACK, None, "api"), "/side"),
        (DocumentFacts(DocumentType.PASSPORT, Side.DATA_PAGE, None, "fax"), "/capture_method"),
    ],
)
def test_facts_that_do_not_fit_are_named_by_their_field(committed: Session, facts: DocumentFacts, pointer: str) -> None:
    found = make.verification(committed)
    with pytest.raises(Invalid) as caught:
        uploads.check_facts(found, facts)
    assert [one.pointer for one in caught.value.errors] == [pointer]


def test_the_same_bytes_are_found_for_the_same_side_alone(committed: Session) -> None:
    found = make.verification(committed)
    got = make.received("front")
    made = uploads.attach_document(committed, found, got, CARD_FRONT, "partner")
    back = DocumentFacts(DocumentType.ID_CARD, Side.BACK, None, "api")
    assert uploads.find_document(committed, found.id, got.sha256, CARD_FRONT) is made
    assert uploads.find_document(committed, found.id, got.sha256, back) is None
    uploads.attach_document(committed, found, make.received("newer"), CARD_FRONT, "partner")
    assert uploads.find_document(committed, found.id, got.sha256, CARD_FRONT) is None
