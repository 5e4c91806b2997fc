"""What is kept of a document: a digest that nobody can guess back, and a portrait that only this row opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.domain.evidence import DocumentReading, Engine, FaceComparison, FaceTemplate, Field, NotMeasured
from kyc.models import DocumentTrace, Partner, Verification, transaction, utcnow
from kyc.services.examining import traces
from kyc.services.examining.traces import Marks, Shown
from tests import make

ENGINE = Engine("faces", "1")
PORTRAIT = FaceTemplate(ENGINE, 0.65, b"\x00\x3c\x00\x00")
DOCUMENT = Shown("ANA SAMPLE", "1990-01-15", "UTO", "AB 123-4567", PORTRAIT)


@pytest.fixture
def marks(keyring: Keyring) -> Marks:
    return Marks(b"pepper", keyring, 365)


def kept(books: Session, marks: Marks, made: Verification, document: Shown = DOCUMENT) -> DocumentTrace:
    with transaction(books):
        traces.keep(books, marks, made.id, document)
    return books.get_one(DocumentTrace, made.id)


def test_a_trace_holds_neither_the_number_nor_the_face(
    books: Session, marks: Marks, verification: Verification
) -> None:
    trace = kept(books, marks, verification)
    stored = repr({name: getattr(trace, name) for name in DocumentTrace.__table__.columns.keys()})  # noqa: SIM118
    for word in ("1234567", "AB1", "ANA", "SAMPLE", "1990", repr(PORTRAIT.vector)[2:-1]):
        assert word not in stored
    assert (trace.partner_id, trace.mode, trace.profile_id) == ("ptn_default", "live", verification.profile_id)
    assert trace.portrait_engine == "faces 1"


def test_a_number_is_the_same_however_it_is_written(marks: Marks, verification: Verification) -> None:
    digests = {marks.number(verification, "UTO", number) for number in ("AB1234567", "ab 123-4567", "AB.123.4567")}
    assert len(digests) == 1
    assert {len(digest) for digest in digests} == {64}


def test_digests_differ_by_state_number_mode_partner_and_installation(marks: Marks, verification: Verification) -> None:
    other = replace(marks, pepper=b"another")
    test, partner = Verification(partner_id="ptn_default", mode="test"), Verification(partner_id="ptn_2", mode="live")
    digests = [
        marks.number(verification, "UTO", "AB1234567"),
        marks.number(verification, "D", "AB1234567"),
        marks.number(verification, "UTO", "AB1234568"),
        marks.number(test, "UTO", "AB1234567"),
        marks.number(partner, "UTO", "AB1234567"),
        other.number(verification, "UTO", "AB1234567"),
    ]
    assert len(set(digests)) == len(digests)


def test_a_number_is_looked_for_under_every_pepper_and_kept_under_the_first(
    marks: Marks, verification: Verification
) -> None:
    rotated = replace(marks, pepper=b"the next", other_peppers=(b"pepper",))
    before, now = (one.number(verification, "UTO", "AB1234567") for one in (marks, rotated))
    assert rotated.numbers(verification, "UTO", "AB1234567") == [now, before]
    assert now != before


def test_a_portrait_opens_in_its_own_row_alone(books: Session, marks: Marks, verification: Verification) -> None:
    trace = kept(books, marks, verification)
    sealed = trace.sealed_portrait or b""
    assert marks.open(verification.id, sealed) == PORTRAIT.vector
    assert marks.open("sess_other", sealed) is None
    assert marks.open(verification.id, b"") is None


def test_a_portrait_whose_key_left_the_ring_is_passed_over(
    books: Session, marks: Marks, verification: Verification
) -> None:
    trace = kept(books, marks, verification)
    rotated = replace(marks, keyring=Keyring({"k2": bytes(32)}))
    assert rotated.open(verification.id, trace.sealed_portrait or b"") is None


def test_a_second_examination_replaces_the_first(books: Session, marks: Marks, verification: Verification) -> None:
    before = kept(books, marks, verification).number_digest
    after = kept(books, marks, verification, replace(DOCUMENT, number="ZZ9", portrait=None))
    assert after.number_digest not in (None, before)
    assert (after.sealed_portrait, after.portrait_engine) == (None, None)
    assert len(books.scalars(select(DocumentTrace)).all()) == 1


def test_where_portraits_are_not_kept_only_the_number_is(
    books: Session, marks: Marks, verification: Verification
) -> None:
    trace = kept(books, replace(marks, portrait_days=0), verification)
    assert trace.number_digest
    assert (trace.sealed_portrait, trace.portrait_engine) == (None, None)


def test_an_unread_number_leaves_no_digest(books: Session, marks: Marks, verification: Verification) -> None:
    assert kept(books, marks, verification, Shown(portrait=PORTRAIT)).number_digest is None


@pytest.mark.parametrize(("days", "left"), [(365, 1), (30, 1), (29, 0), (0, 0)])
def test_portraits_go_after_their_days_and_digests_stay(
    books: Session, marks: Marks, verification: Verification, days: int, left: int
) -> None:
    kept(books, marks, verification)
    with transaction(books):
        books.execute(update(DocumentTrace).values(created_at=utcnow() - timedelta(days=30) + timedelta(minutes=1)))
    with transaction(books):
        assert traces.forget_portraits(books, days) == 1 - left
        assert traces.forget_portraits(books, days) == 0
    books.expire_all()
    trace = books.scalars(select(DocumentTrace)).one()
    assert (trace.sealed_portrait is None, trace.portrait_engine is None) == (not left, not left)
    assert trace.number_digest


def reading(**fields: str) -> DocumentReading:
    return DocumentReading(None, {name: Field(value, "mrz", 0.9, True) for name, value in fields.items()}, None, ENGINE)


def test_what_is_looked_for_is_what_was_read() -> None:
    read = reading(
        surname="SAMPLE",
        given_names="ANA",
        birth_date="1990-01-15",
        issuing_country="UTO",
        document_number="AB1234567",
    )
    face = FaceComparison(0.9, 0.42, 0.25, 100, 100, ENGINE, PORTRAIT)
    assert traces.shown(read, face) == replace(DOCUMENT, number="AB1234567")


def test_what_was_not_measured_is_not_looked_for() -> None:
    assert traces.shown(NotMeasured("model_missing"), NotMeasured("model_missing")) == Shown()
    assert traces.shown(reading(), FaceComparison(0.9, 0.42, 0.25, 100, 100, ENGINE)) == Shown()


def test_another_partner_has_traces_of_its_own(books: Session, marks: Marks, verification: Verification) -> None:
    with transaction(books):
        books.add(Partner(id="ptn_2", name="Second", sealed_webhook_secret=b"x"))
        books.flush()
        other = make.verification(books)
        other.partner_id = "ptn_2"
    assert kept(books, marks, verification).number_digest != kept(books, marks, other).number_digest
