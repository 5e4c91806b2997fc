"""A number or a portrait under another person of the same partner and mode is found, one person's own never."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.adapters.blobs import Keyring
from kyc.adapters.faces import templates
from kyc.domain.evidence import Engine, FaceTemplate
from kyc.models import DocumentTrace, Partner, PortraitMatch, Profile, Verification, transaction
from kyc.services.examining import reuse, traces
from kyc.services.examining.reuse import Reused
from kyc.services.examining.traces import Marks, Shown
from tests import make

ENGINE = Engine("faces", "1")
INDEX = templates.create()


def face(number: int, engine: Engine = ENGINE) -> FaceTemplate:
    """A face that is like no other number's."""
    return FaceTemplate(engine, 0.65, templates.packed(np.eye(8)[number]))


ANA = Shown("ANA SAMPLE", "1990-01-15", "UTO", "AB1234567", face(0))
BERTHA = Shown("BERTHA OTHER", "1971-12-01", "UTO", "ZZ7654321", face(1))


@pytest.fixture
def marks(keyring: Keyring) -> Marks:
    return Marks(b"pepper", keyring, 365)


Come = Callable[..., tuple[Verification, Reused]]


@pytest.fixture
def come(books: Session, marks: Marks) -> Come:
    """Somebody comes with a document: the trace is left, then others are looked for, then it is concluded."""

    def arrive(
        document: Shown,
        mode: str = "live",
        declared: str | None = None,
        partner: str = "ptn_default",
        **changes: object,
    ) -> tuple[Verification, Reused]:
        with transaction(books):
            made = make.verification(books, mode)
            owner = books.get_one(Profile, made.profile_id)
            owner.name, owner.partner_id, made.partner_id = declared, partner, partner
            for name, value in changes.items():
                setattr(made, name, value)
            books.flush()
            traces.keep(books, marks, made.id, document)
        found = reuse.look(books, marks, INDEX, made.id, document)
        with transaction(books):
            reuse.link(books, made.id, found.faces)
            made.extracted = {"full_name": document.name, "date_of_birth": document.born}
        return made, found

    return arrive


def test_the_first_to_come_is_in_nobodys_way(come: Come) -> None:
    assert come(ANA)[1] == Reused(number=False, portrait=False)


def test_a_number_under_another_name_is_found(come: Come) -> None:
    come(ANA)
    assert come(replace(BERTHA, number="ab 123-4567"))[1] == Reused(number=True, portrait=False)


def test_a_portrait_under_another_name_is_found(come: Come) -> None:
    first, _ = come(ANA)
    assert come(replace(BERTHA, portrait=ANA.portrait))[1] == Reused(number=False, portrait=True, faces=(first.id,))


def test_the_same_person_again_is_no_doubt_but_the_faces_are_told(come: Come) -> None:
    first, _ = come(ANA)
    assert come(ANA)[1] == Reused(number=False, portrait=False, faces=(first.id,))


def test_another_declared_name_with_the_same_document_is_another_person(come: Come) -> None:
    come(ANA, declared="Ana Sample")
    assert come(ANA, declared="Bertha Other")[1].number is True


def test_another_birth_date_under_the_same_number_is_another_person(come: Come) -> None:
    come(ANA)
    assert come(replace(ANA, born="1999-01-15"))[1].number is True


@pytest.mark.parametrize(("year", "another"), [(1990, False), (1999, True)])
def test_a_birth_date_that_was_only_declared_counts_where_none_was_read(come: Come, year: int, another: bool) -> None:
    come(ANA)
    assert come(replace(ANA, born=None), date_of_birth=date(year, 1, 15))[1].number is another


def test_the_same_number_of_another_state_is_another_document(come: Come) -> None:
    come(ANA)
    assert come(replace(BERTHA, number=ANA.number, issuer="D"))[1].number is False


def test_live_and_test_never_meet(come: Come) -> None:
    come(ANA)
    assert come(replace(ANA, name="BERTHA OTHER"), mode="test")[1] == Reused(number=False, portrait=False)


def test_partners_never_meet(come: Come, books: Session) -> None:
    with transaction(books):
        books.add(Partner(id="ptn_2", name="Second", sealed_webhook_secret=b"x"))
    come(ANA)
    stolen = replace(ANA, name="BERTHA OTHER")
    assert come(stolen, partner="ptn_2")[1] == Reused(number=False, portrait=False)
    assert come(stolen)[1].number is True


@pytest.mark.parametrize(("name", "another"), [("ANA SAMPLE", False), ("ANA SAMPIE", False), ("BERTHA OTHER", True)])
def test_on_one_record_it_is_the_people_who_are_compared(
    come: Come, books: Session, marks: Marks, name: str, another: bool
) -> None:
    first, _ = come(ANA, declared="Ana Sample")
    document = replace(ANA, name=name)
    with transaction(books):
        again = make.verification(books)
        again.profile_id = first.profile_id
        books.flush()
        traces.keep(books, marks, again.id, document)
    assert reuse.look(books, marks, INDEX, again.id, document) == Reused(another, another, (first.id,))


def test_what_was_not_read_is_not_looked_for(come: Come) -> None:
    assert come(Shown("ANA SAMPLE"))[1] == Reused()
    assert come(replace(ANA, portrait=None))[1] == Reused(number=False)
    assert come(replace(ANA, number=None))[1].number is None


def test_documents_without_a_read_number_are_not_one_document(come: Come) -> None:
    come(replace(ANA, number=None, portrait=None))
    assert come(replace(BERTHA, portrait=None))[1].number is False


def test_a_number_that_another_was_declared_under_is_found_before_anybody_examined_it(
    come: Come, books: Session
) -> None:
    with transaction(books):
        make.profile(books, name="Bertha Other", document_number="AB-1234567")
        make.profile(books, "test", name="Bertha Other", document_number="X1")
    assert come(ANA)[1].number is True
    assert come(replace(ANA, number="X1"))[1].number is False


@pytest.mark.parametrize("name", ["Ana Sample", None])
def test_the_same_or_a_nameless_record_under_the_number_is_no_doubt(
    come: Come, books: Session, name: str | None
) -> None:
    with transaction(books):
        make.profile(books, document_number="AB1234567").name = name
    assert come(ANA)[1].number is False


def test_faces_of_another_engine_are_not_compared(come: Come) -> None:
    come(ANA)
    newer = face(0, Engine("faces", "2"))
    assert come(replace(BERTHA, portrait=newer))[1] == Reused(number=False, portrait=False)


def test_where_portraits_are_switched_off_none_is_looked_for(come: Come, books: Session, marks: Marks) -> None:
    come(ANA)
    second, _ = come(BERTHA)
    off = replace(marks, portrait_days=0)
    assert reuse.look(books, off, INDEX, second.id, replace(BERTHA, portrait=face(0))) == Reused(number=False)


def test_a_portrait_that_does_not_open_hides_no_other(come: Come, books: Session) -> None:
    broken, _ = come(ANA)
    whole, _ = come(ANA)
    with transaction(books):
        books.get_one(DocumentTrace, broken.id).sealed_portrait = b"altered"
    assert come(replace(BERTHA, portrait=face(0)))[1].faces == (whole.id,)


def test_every_batch_is_searched(come: Come, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "BATCH", 2)
    made = [come(replace(ANA, portrait=face(number % 2)))[0].id for number in range(5)]
    assert set(come(replace(BERTHA, portrait=face(0)))[1].faces) == {made[0], made[2], made[4]}


def test_of_very_many_portraits_the_newest_are_searched(come: Come, monkeypatch: pytest.MonkeyPatch) -> None:
    come(ANA)
    newest, _ = come(ANA)
    monkeypatch.setattr(reuse, "SEARCHED", 1)
    assert come(replace(BERTHA, portrait=face(0)))[1].faces == (newest.id,)


def test_a_match_is_remembered_once(come: Come, books: Session) -> None:
    first, _ = come(ANA)
    second, _ = come(replace(BERTHA, portrait=face(0)))
    with transaction(books):
        reuse.link(books, second.id, [first.id])
    found = books.scalars(select(PortraitMatch)).all()
    assert [(one.verification_id, one.earlier_id) for one in found] == [(second.id, first.id)]


def test_of_two_that_come_at_the_same_moment_the_second_sees_the_first(books: Session, marks: Marks) -> None:
    with transaction(books):
        one, other = make.verification(books), make.verification(books)
        books.get_one(Profile, one.profile_id).name = "Ana Sample"
        books.get_one(Profile, other.profile_id).name = "Bertha Other"
        for made in (one, other):
            traces.keep(books, marks, made.id, ANA)
    assert reuse.look(books, marks, INDEX, one.id, ANA).number is True
    assert reuse.look(books, marks, INDEX, other.id, ANA).portrait is True


def test_a_number_that_came_under_an_earlier_pepper_is_found_while_that_one_counts(
    books: Session, come: Come, marks: Marks
) -> None:
    come(replace(ANA, portrait=None))
    second, _ = come(replace(BERTHA, issuer=ANA.issuer, number=ANA.number, portrait=None))
    for others, found in (((b"pepper",), True), ((), False)):
        rotated = replace(marks, pepper=b"the next", other_peppers=others)
        shown = replace(BERTHA, issuer=ANA.issuer, number=ANA.number, portrait=None)
        assert reuse.look(books, rotated, INDEX, second.id, shown).number is found
