"""Cases for training: measured as real ones, kept with what was found, and forgotten when they are removed."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import NotFound
from kyc.models import AuditEntry, StaffUser, TrainingAnswer, TrainingCase, TrainingImage, transaction
from kyc.services.training import cases
from tests import practice
from tests.unit.services.examining.test_examination import Parts
from tests.unit.services.verification.test_uploads import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_a_case_is_kept_with_what_the_checks_said(session: Session, shelf: Shelf) -> None:
    made = practice.added(session, shelf, truth="lookalike")
    session.expire_all()
    case = session.get_one(TrainingCase, made.id)
    assert (case.truth, case.explanation, case.document_type) == ("lookalike", "why one", "passport")
    assert (case.declared["name"], case.declared["date_of_birth"]) == ("John Doe", "1990-01-15")
    assert case.extracted
    assert case.extracted["document_number"] == "AB1234567"
    results = {one["name"]: one for one in case.results}
    assert (results["face_match"]["result"], results["face_match"]["score"]) == ("review", 0.3)
    assert results["face_match"]["breakdown"]["portrait"]["box"] == [0.1, 0.2, 0.4, 0.8]
    assert results["sanctions_screening"]["result"] == "clear"


def test_its_images_lie_apart_and_the_selfie_comes_last(session: Session, shelf: Shelf) -> None:
    card = practice.draft(document_type=DocumentType.ID_CARD, pages=((Side.FRONT, b"f"), (Side.BACK, b"b")))
    made = practice.measured(shelf, card)
    with transaction(session):
        case = cases.add(session, made)
    images = cases.images_of(session, case.id)
    assert [one.side for one in images] == ["front", "back", None]
    assert {one.blob.split("/")[0] for one in images} == {"training"}
    assert [shelf.kept[one.blob] for one in images] == [b"clean f", b"clean b", b"clean selfie"]


def test_specimens_and_samples_count_because_nobody_is_let_in_by_them(shelf: Shelf) -> None:
    parts = Parts()
    practice.measured(shelf, practice.draft(), parts)
    assert [asked[1] for asked in parts.asked if isinstance(asked, tuple)] == [True, True]


def test_a_removed_case_keeps_its_answers_and_nothing_of_a_person(session: Session, shelf: Shelf) -> None:
    case = practice.added(session, shelf)
    with transaction(session):
        session.add(StaffUser(id=7, email="a@example.org", fs_uniquifier="a"))
    practice.answered(session, case, 7, "genuine")
    with transaction(session):
        blobs = cases.remove(session, "one")
    session.expire_all()
    assert set(blobs) == set(shelf.kept)
    gone = session.get_one(TrainingCase, case.id)
    assert (gone.declared, gone.extracted, gone.reading, gone.results) == ({}, None, None, [])
    assert session.scalars(select(TrainingImage)).all() == []
    assert session.scalars(select(TrainingAnswer)).one().said == "genuine"
    assert cases.standing(session) == []
    assert cases.known(session, ["one", "two"]) == {"one"}


def test_what_is_not_there_cannot_be_removed(session: Session, shelf: Shelf) -> None:
    practice.added(session, shelf)
    with transaction(session):
        cases.remove(session, "one")
    for name in ("one", "two"):
        with pytest.raises(NotFound), transaction(session):
            cases.remove(session, name)


def test_adding_and_removing_is_on_the_record(session: Session, shelf: Shelf) -> None:
    case = practice.added(session, shelf)
    with transaction(session):
        cases.remove(session, "one")
    acts = [
        (row.act, row.actor, row.subject) for row in session.scalars(select(AuditEntry).order_by(AuditEntry.position))
    ]
    assert acts == [("training.added", "operator", case.id), ("training.removed", "operator", case.id)]
