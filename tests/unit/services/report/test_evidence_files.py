"""Taking a case away is noted first, and what is taken is whole."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Document, Selfie, Verification, ViewLog, transaction
from kyc.services.liveness import challenges
from kyc.services.record import audit
from kyc.services.report.evidence_files import evidence, images, note_taking
from kyc.services.verification import uploads
from tests import make

BASE = "http://localhost"


@pytest.fixture
def waiting(books: Session) -> Verification:
    with transaction(books):
        return make.in_review(books)


def test_the_report_is_an_entry_of_the_chain_and_opens_no_image(books: Session, waiting: Verification) -> None:
    with transaction(books):
        note_taking(books, waiting, "report", "staff:1")
    last = list(audit.entries(books, waiting.id))[-1]
    assert (last.act, last.actor, last.detail) == ("case_file.taken", "staff:1", {"form": "report", "images": []})
    assert books.scalars(select(ViewLog)).all() == []


def test_with_the_evidence_every_image_counts_as_opened(books: Session, waiting: Verification) -> None:
    with transaction(books):
        note_taking(books, waiting, "evidence", "staff:1")
    named = [one.id for one in images(books, waiting.id)]
    seen = books.scalars(select(ViewLog).order_by(ViewLog.id)).all()
    assert [(row.viewer, row.image_id, row.purpose) for row in seen] == [
        ("staff:1", name, "case_file.taken") for name in named
    ]
    assert list(audit.entries(books, waiting.id))[-1].detail == {"form": "evidence", "images": named}


def test_what_is_taken_holds_its_own_taking_and_nothing_of_another_case(books: Session, waiting: Verification) -> None:
    with transaction(books):
        other = make.in_review(books)
        note_taking(books, other, "report", "staff:2")
        note_taking(books, waiting, "evidence", "staff:1")
    found = evidence(books, waiting, BASE)
    assert {entry.subject for entry in found.entries} == {waiting.id}
    assert found.entries[-1].act == "case_file.taken"
    last = found.entries[-1]
    assert found.report["audit_head"] == f"{last.position}:{last.digest}"
    assert found.report["id"] == waiting.id
    assert other.id not in str(found)


def test_images_are_named_by_id_and_side_and_replaced_ones_stay(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books)
        uploads.attach_selfie(books, made, make.received("second"), "camera", "applicant")
    page = books.scalars(select(Document)).one()
    selfies = books.scalars(select(Selfie).order_by(Selfie.created_at)).all()
    found = images(books, made.id)
    assert [one.path for one in found] == [
        f"images/{page.id}-data_page.jpg",
        *(f"images/{one.id}-selfie.jpg" for one in selfies),
    ]
    assert [one.blob for one in found] == [page.blob, *(one.blob for one in selfies)]


def test_frames_that_were_kept_are_images_too(books: Session) -> None:
    with transaction(books):
        made = make.with_evidence(books, liveness_type="active")
        one, _ = challenges.open_new(books, made)
        kept = {"t_ms": 1, "sha256": "a", "kept": "b", "blob": "frame/1"}
        one.frames = [kept, kept | {"blob": None}]
    assert [(image.id, image.path, image.blob) for image in images(books, made.id)[2:]] == [
        (f"{one.id}-1", f"images/{one.id}-1.jpg", "frame/1")
    ]
