"""Drawn documents at any angle and of any size, read by both real readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from skimage import data

from kyc.adapters.documents import create
from kyc.demo.specimen import PHONE, THUMBNAIL, SpecimenFields, draw, id_card, photograph, td2_card, visa
from kyc.domain.documents import Side
from kyc.domain.evidence import DocumentReading
from kyc.domain.ports import DocumentReader, Page
from tests.faces import models_dir

READER = create(threads=1, models_dir=models_dir())
ALONE = create(threads=1)
PORTRAIT = Image.fromarray(data.astronaut()).crop((140, 0, 320, 230))
FIELDS = SpecimenFields("Olsen-Berg", "Jean Paul", "X7K4P92T1", date(1984, 6, 7), date(2031, 6, 30), "M")
VITAL = ("document_number", "birth_date", "expiry_date")


def read(photo: bytes, reader: DocumentReader = READER) -> DocumentReading:
    return reader.read([Page(Side.DATA_PAGE, photo)], None, date(2026, 11, 21))


def assert_whole(found: DocumentReading) -> None:
    """Every field of the specimen, none of them open, the vital ones read twice."""
    assert found.mrz is not None
    assert found.mrz.valid
    assert found.mrz.repaired == 0
    assert (found.value("surname"), found.value("given_names")) == ("OLSEN BERG", "JEAN PAUL")
    assert (found.value("document_number"), found.value("sex")) == ("X7K4P92T1", "M")
    assert (found.value("birth_date"), found.value("expiry_date")) == ("1984-06-07", "2031-06-30")
    assert (found.value("nationality"), found.value("issuing_country")) == ("UTO", "UTO")
    assert all(found.fields[name].clear for name in VITAL)
    assert found.conflicts == ()


@pytest.mark.parametrize("turn", [17, 73, 135, 200, 270])
def test_a_passport_is_read_at_any_angle(turn: int) -> None:
    assert_whole(read(photograph(draw(FIELDS, PORTRAIT), turn, level=0.7, turn=turn)))


@pytest.mark.parametrize("turn", [28, 90, 200])
def test_the_back_of_a_card_is_read_at_any_angle(turn: int) -> None:
    _, back = id_card(FIELDS, PORTRAIT)
    assert_whole(read(photograph(back, turn, level=0.5, turn=turn)))


@pytest.mark.parametrize("turn", [180, 200])
def test_a_short_name_among_fillers_is_read_upside_down(turn: int) -> None:
    # Fillers that stand on their head are read as `>`, and so surely that the page once counted as upright.
    _, back = id_card(replace(FIELDS, surname="Mac", given_names="Li"), PORTRAIT)
    found = read(photograph(back, turn, level=0.3, turn=turn))
    assert (found.value("surname"), found.value("given_names")) == ("MAC", "LI")
    assert all(found.fields[name].clear for name in VITAL)


@pytest.mark.parametrize("long_side", [450, PHONE])
def test_a_passport_is_read_from_a_small_and_from_a_large_photo(long_side: int) -> None:
    assert_whole(read(photograph(draw(FIELDS, PORTRAIT), 3, level=0.3, long_side=long_side)))


@pytest.mark.parametrize("seed", [3, 4])
def test_of_a_thumbnail_nothing_is_clear_that_is_wrong(seed: int) -> None:
    # Five pixels to a character: `P` read as `F` has the same check digit (seed 3), and only the first reader saw none.
    found = read(photograph(draw(FIELDS, PORTRAIT), seed, level=0.3, long_side=THUMBNAIL))
    right = {"document_number": "X7K4P92T1", "birth_date": "1984-06-07", "expiry_date": "2031-06-30"}
    assert found.mrz is not None
    clear = {name: found.value(name) for name in VITAL if name in found.fields and found.fields[name].clear}
    assert clear.keys() >= {"birth_date", "expiry_date"}
    assert clear.items() <= right.items()


def test_cards_and_visas_in_two_rows_are_read() -> None:
    assert_whole(read(photograph(td2_card(FIELDS, PORTRAIT), 5, level=0.7)))
    assert_whole(read(photograph(visa(FIELDS, PORTRAIT), 6, level=0.7, turn=180)))


def test_reports_say_whether_zones_were_read_twice() -> None:
    photo = photograph(draw(FIELDS, PORTRAIT), 1, level=0.3)
    assert read(photo).engine.name == "PP-OCRv6-small + Tesseract mrz + ICAO 9303"
    assert read(photo, ALONE).engine.name == "PP-OCRv6-small + ICAO 9303"


def test_without_the_second_reader_what_is_not_printed_too_is_read_and_never_clear() -> None:
    _, back = id_card(FIELDS, PORTRAIT)
    photo = photograph(back, 9, level=0.3)
    found = read(photo, ALONE)
    assert found.value("document_number") == "X7K4P92T1"
    assert not any(found.fields[name].clear for name in VITAL)
    assert all(read(photo).fields[name].clear for name in VITAL)
