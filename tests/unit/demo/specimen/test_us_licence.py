"""The back of a licence, decoded by zxing-cpp: flat, photographed, and disagreeing with the front."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from kyc.demo.specimen import SpecimenFields, barcode_text, photograph, us_licence
from kyc.demo.specimen.us_licence import symbol

FIELDS = SpecimenFields("Berg", "Zoe Anna", "D1234567", date(1990, 1, 15), date(2031, 6, 30), "F", "USA", "USA")
PORTRAIT = Image.new("RGB", (413, 531), "grey")


def decoded(image: Image.Image) -> list[str]:
    return [found.bytes.decode() for found in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.PDF417)]


def test_the_symbol_holds_the_text_with_its_control_characters() -> None:
    text = barcode_text(FIELDS)
    assert decoded(symbol(text)) == [text]


def test_the_symbol_has_modules_that_the_standard_allows() -> None:
    """Annex D: 0.170 to 0.380 mm wide."""
    code = symbol(barcode_text(FIELDS))
    assert 0.170 <= 76.0 / (code.width / 8) <= 0.380


def test_the_front_has_no_barcode_and_the_back_has_one() -> None:
    front, back = us_licence(FIELDS, PORTRAIT)
    assert decoded(front) == []
    assert decoded(back) == [barcode_text(FIELDS)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_barcode_is_read_from_a_photo(turn: float) -> None:
    """Lying level, that is: rows of a PDF417 symbol are thin, and a slant of five degrees loses them."""
    _, back = us_licence(FIELDS, PORTRAIT)
    photo = Image.open(BytesIO(photograph(back, 6, turn=turn)))
    assert decoded(photo) == [barcode_text(FIELDS)]


def test_a_forged_barcode_holds_another_number() -> None:
    other = replace(FIELDS, number="D7654321")
    _, back = us_licence(FIELDS, PORTRAIT, back=other)
    assert decoded(back) == [barcode_text(other)]
