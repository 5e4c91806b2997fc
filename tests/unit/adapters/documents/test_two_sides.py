"""Cards and licences drawn on both sides, photographed, and read by the real engine into one reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from skimage import data

from kyc.adapters.documents import create
from kyc.adapters.images import create as create_intake
from kyc.demo.specimen import SpecimenFields, eu_licence, id_card, photograph, residence_permit, us_licence
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading
from kyc.domain.ports import Page

TODAY = date(2026, 11, 21)
READER = create(threads=1)
PORTRAIT = Image.fromarray(data.astronaut()).crop((140, 0, 320, 230))
FIELDS = SpecimenFields("Müller", "Anna Maria", "X7K4P92T1", date(1984, 6, 7), date(2031, 6, 30), "F")
AMERICAN = replace(FIELDS, number="D1234567", issuing_state="USA", nationality="USA")
KEY_FIELDS = {"document_number", "birth_date", "expiry_date", "surname", "given_names"}


def read(sides: tuple[Image.Image, ...], declared: DocumentType | None, *, seed: int | None = None) -> DocumentReading:
    """The sides, front first: flat scans, or photographs with this seed."""
    images = [_scan(side) if seed is None else photograph(side, seed + place) for place, side in enumerate(sides)]
    accepted = [create_intake().accept(image, allow_pdf=False).data for image in images]
    pages = [Page(side, image) for side, image in zip((Side.FRONT, Side.BACK), accepted, strict=False)]
    return READER.read(pages, declared, TODAY)


def _scan(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def clear(found: DocumentReading) -> set[str]:
    return {name for name, field in found.fields.items() if field.clear}


def test_a_photographed_card_is_read_from_both_sides_and_clear() -> None:
    found = read(id_card(FIELDS, PORTRAIT), DocumentType.ID_CARD, seed=1)
    assert found.document_type is DocumentType.ID_CARD
    assert clear(found) >= KEY_FIELDS
    assert (found.value("surname"), found.value("birth_date")) == ("MUELLER", "1984-06-07")
    assert (found.conflicts, found.barcode) == ((), None)


def test_each_field_of_a_card_shows_the_zone_behind_and_the_print_in_front() -> None:
    found = read(id_card(FIELDS, PORTRAIT), DocumentType.ID_CARD)
    number = found.fields["document_number"]
    assert number.region is not None
    assert number.region.side is Side.BACK
    assert number.region.box == pytest.approx((0.2, 0.63, 0.47, 0.7), abs=0.03)
    front = [other.region for other in number.others if other.source == "viz"]
    assert [region.side for region in front if region] == [Side.FRONT]


def test_a_back_of_another_card_is_a_conflict() -> None:
    other = replace(FIELDS, number="B1M4P92T7", surname="Sample", birth_date=date(1990, 1, 2))
    found = read(id_card(FIELDS, PORTRAIT, other), DocumentType.ID_CARD)
    assert set(found.conflicts) == {"document_number", "birth_date", "surname"}


def test_a_residence_permit_is_told_from_an_identity_card() -> None:
    found = read(residence_permit(FIELDS, PORTRAIT), None)
    assert found.document_type is DocumentType.RESIDENCE_PERMIT
    assert clear(found) >= KEY_FIELDS


@pytest.mark.parametrize("seed", [None, 2])
def test_an_american_licence_is_clear_where_barcode_and_print_agree(seed: int | None) -> None:
    found = read(us_licence(AMERICAN, PORTRAIT), DocumentType.DRIVER_LICENSE, seed=seed)
    assert (found.document_type, found.barcode, found.mrz) == (DocumentType.DRIVER_LICENSE, "aamva", None)
    assert clear(found) >= KEY_FIELDS
    assert {name: field.value for name, field in found.fields.items()} == {
        "surname": "MUELLER",
        "given_names": "ANNA MARIA",
        "document_number": "D1234567",
        "birth_date": "1984-06-07",
        "expiry_date": "2031-06-30",
        "issue_date": "2021-06-28",
        "sex": "F",
        "issuing_country": "USA",
    }
    assert {field.source for field in found.fields.values()} == {"barcode"}
    assert found.conflicts == ()


def test_an_american_card_that_lies_aslant_is_read_as_what_it_is_whatever_was_declared() -> None:
    sides = us_licence(AMERICAN, PORTRAIT)
    images = [photograph(side, 4 + place, turn=17) for place, side in enumerate(sides)]
    accepted = [create_intake().accept(image, allow_pdf=False).data for image in images]
    pages = [Page(side, image) for side, image in zip((Side.FRONT, Side.BACK), accepted, strict=True)]
    found = READER.read(pages, DocumentType.ID_CARD, TODAY)
    assert (found.document_type, found.barcode) == (DocumentType.DRIVER_LICENSE, "aamva")
    assert clear(found) >= KEY_FIELDS


def test_a_licence_whose_barcode_says_something_else_is_a_conflict() -> None:
    other = replace(AMERICAN, birth_date=date(1990, 1, 2))
    found = read(us_licence(AMERICAN, PORTRAIT, other), DocumentType.DRIVER_LICENSE)
    assert found.conflicts == ("birth_date",)
    assert "birth_date" not in clear(found)


def test_a_licence_whose_barcode_cannot_be_read_is_read_from_its_print_and_never_clear() -> None:
    front, _ = us_licence(AMERICAN, PORTRAIT)
    found = read((front,), DocumentType.DRIVER_LICENSE)
    assert found.barcode is None
    assert found.value("document_number") == "D1234567"
    assert clear(found) == set()


@pytest.mark.parametrize("seed", [None, 3])
def test_a_european_licence_is_read_by_its_numbers_once_and_never_clear(seed: int | None) -> None:
    found = read(eu_licence(FIELDS, PORTRAIT), DocumentType.DRIVER_LICENSE, seed=seed)
    assert found.document_type is DocumentType.DRIVER_LICENSE
    assert {name: field.value for name, field in found.fields.items()} == {
        "surname": "MÜLLER",
        "given_names": "ANNA MARIA",
        "document_number": "X7K4P92T1",
        "birth_date": "1984-06-07",
        "expiry_date": "2031-06-30",
        "issue_date": "2021-06-28",
    }
    assert clear(found) == set()
    assert (found.conflicts, found.mrz) == ((), None)
