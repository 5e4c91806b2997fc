"""A case file holds everything of one verification and nothing of another."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.models import (
    Document,
    DocumentTrace,
    PortraitMatch,
    Profile,
    Selfie,
    Verification,
    ViewLog,
    WebhookEndpoint,
    transaction,
)
from kyc.services.desk.case_files import case_file, open_image
from kyc.services.liveness import challenges
from kyc.services.verification import openings, uploads
from tests import make


@pytest.fixture
def waiting(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def test_everything_of_the_verification_is_there(books: Session, waiting: Verification) -> None:
    case = case_file(books, waiting.id)
    assert case.profile.id == waiting.profile_id
    assert [one.side for one in case.documents] == ["data_page"]
    assert len(case.selfies) == 1
    assert set(case.checks) == set(make.CHECKS)
    assert [one.actor for one in case.decisions] == ["policy"]
    assert [row.step for row in case.history] == ["add_documents", "add_selfie", "submit", "begin", "refer"]


def test_nothing_of_another_verification_is_there(books: Session, waiting: Verification) -> None:
    with transaction(books):
        other = make.in_review(books)
    case = case_file(books, waiting.id)
    rows = [*case.documents, *case.selfies, *case.checks.values(), *case.decisions, *case.history]
    assert {row.verification_id for row in rows} == {waiting.id}
    assert other.id not in {one.id for one in case.earlier}


def test_replaced_photos_stay_in_the_file(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books)
        uploads.attach_selfie(books, made, make.received("second"), "camera", "applicant")
    selfies = case_file(books, made.id).selfies
    assert [one.replaced_at is None for one in selfies] == [False, True]


def test_webhooks_on_their_way_are_listed(books: Session) -> None:
    with transaction(books):
        books.add(WebhookEndpoint(id="we_1", partner_id="ptn_default", url="https://partner.example", events=[]))
        made = make.in_review(books, webhook_url="https://session.example/hooks")
        events = [sent.event.type for sent in case_file(books, made.id).deliveries]
    assert set(events) <= {"session.submitted", "session.created", "verification.manual_review"}
    assert all(sent.delivery.url.startswith("https://") for sent in case_file(books, made.id).deliveries)


def test_other_goes_of_the_same_person_are_listed(books: Session, waiting: Verification) -> None:
    with transaction(books):
        profile = books.get_one(Profile, waiting.profile_id)
        again, _ = openings.open_new(books, profile, openings.Options())
    assert [one.id for one in case_file(books, waiting.id).earlier] == [again.id]
    assert [one.id for one in case_file(books, again.id).earlier] == [waiting.id]


def test_other_people_with_the_number_that_was_read_are_listed(books: Session, waiting: Verification) -> None:
    with transaction(books):
        waiting.extracted = {**make.EXTRACTED, "document_number": "X 99-1"}
        other = make.profile(books, name="Bertha Sample", document_number="x991")
        make.profile(books, "test", name="Another Mode", document_number="X991")
        make.profile(books, name="Another Number", document_number="X992")
    assert [one.id for one in case_file(books, waiting.id).same_document] == [other.id]


def traced(books: Session, made: Verification, number: str | None) -> None:
    books.add(
        DocumentTrace(
            verification_id=made.id,
            profile_id=made.profile_id,
            partner_id=made.partner_id,
            mode=made.mode,
            number_digest=number,
        )
    )
    books.flush()


def test_other_people_whose_document_showed_the_number_are_listed(books: Session, waiting: Verification) -> None:
    with transaction(books):
        same, unlike, test = make.in_review(books), make.in_review(books), make.in_review(books, "test")
        for made, number in ((waiting, "d1"), (same, "d1"), (unlike, "d2"), (test, "d1")):
            made.extracted = None
            traced(books, made, number)
    assert [one.id for one in case_file(books, waiting.id).same_document] == [same.profile_id]


def test_documents_of_which_no_number_was_read_are_not_the_same(books: Session, waiting: Verification) -> None:
    with transaction(books):
        waiting.extracted = None
        for made in (waiting, make.in_review(books)):
            traced(books, made, None)
    assert case_file(books, waiting.id).same_document == []


def test_the_same_face_is_listed_on_both_sides(books: Session, waiting: Verification) -> None:
    with transaction(books):
        later, stranger = make.in_review(books), make.in_review(books)
        books.add(PortraitMatch(verification_id=later.id, earlier_id=waiting.id))
    seen = {made.id: case_file(books, made.id).same_face for made in (waiting, later, stranger)}
    assert [(one.id, owner.id) for one, owner in seen[waiting.id]] == [(later.id, later.profile_id)]
    assert [one.id for one, _ in seen[later.id]] == [waiting.id]
    assert seen[stranger.id] == []


def test_goes_of_the_same_record_are_no_other_people(books: Session, waiting: Verification) -> None:
    with transaction(books):
        again = make.in_review(books)
        again.profile_id = waiting.profile_id
        books.add(PortraitMatch(verification_id=again.id, earlier_id=waiting.id))
        for made in (waiting, again):
            made.extracted = None
            traced(books, made, "d1")
    case = case_file(books, waiting.id)
    assert (case.same_document, case.same_face, [one.id for one in case.earlier]) == ([], [], [again.id])


def test_an_unknown_verification_is_not_found(books: Session) -> None:
    with pytest.raises(NotFound):
        case_file(books, "sess_none")


@pytest.mark.parametrize("table", [Document, Selfie])
def test_opening_an_image_is_logged_with_it(
    books: Session, waiting: Verification, table: type[Document] | type[Selfie]
) -> None:
    image = books.scalars(select(table)).one()
    with transaction(books):
        assert open_image(books, waiting.id, image.id, "staff:7") == image.blob
    row = books.scalars(select(ViewLog)).one()
    assert (row.viewer, row.verification_id, row.image_id, row.purpose) == ("staff:7", waiting.id, image.id, "review")


@pytest.mark.parametrize("image_id", ["doc_none", ""])
def test_an_unknown_image_is_not_found_and_not_logged(books: Session, waiting: Verification, image_id: str) -> None:
    with pytest.raises(NotFound), transaction(books):
        open_image(books, waiting.id, image_id, "staff:7")
    assert books.scalars(select(ViewLog)).all() == []


def test_challenges_are_in_the_file_and_their_frames_open_as_images(books: Session) -> None:
    with transaction(books):
        made, other = make.with_evidence(books, liveness_type="active"), make.in_review(books)
        one, _ = challenges.open_new(books, made)
        one.frames = [{"t_ms": 0, "blob": "frame/a"}]
    assert [found.id for found in case_file(books, made.id).challenges] == [one.id]
    with transaction(books):
        assert open_image(books, made.id, f"{one.id}-1", "staff:7") == "frame/a"
    with pytest.raises(NotFound), transaction(books):
        open_image(books, other.id, f"{one.id}-1", "staff:7")
    assert [row.image_id for row in books.scalars(select(ViewLog))] == [f"{one.id}-1"]
