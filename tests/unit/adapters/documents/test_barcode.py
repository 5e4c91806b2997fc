"""Symbols drawn by the encoder of ISO/IEC 15438 and 18004, read from images as a camera gives them."""

from __future__ import annotations

from datetime import date
from typing import Any

import cv2
import numpy as np
import pytest
import zxingcpp

from kyc.adapters.documents.barcode import find_barcode
from kyc.adapters.documents.boxes import Image
from tests.unit.domain.test_aamva import barcode

PDF417, QR = zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.QRCode


def back(text: str = barcode(), kind: zxingcpp.BarcodeFormat = PDF417, width: int = 1200) -> Image:
    """The back of a card, 1400 x 883 pixels, with one symbol at 100, 300."""
    symbol = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3))
    height = round(symbol.shape[0] * width / symbol.shape[1])
    card = np.full((883, 1400), 232, np.uint8)
    card[300 : 300 + height, 100 : 100 + width] = cv2.resize(symbol, (width, height), interpolation=cv2.INTER_AREA)
    return cv2.merge([card, card, card]).astype(np.uint8)


def softened(image: Any, sigma: float) -> Image:
    return cv2.GaussianBlur(image, (0, 0), sigma).astype(np.uint8)


def test_a_licence_is_read_from_its_symbol() -> None:
    found = find_barcode(back(), expected=False)
    assert found is not None
    assert found.kind == "pdf417"
    assert found.licence is not None
    assert (found.licence.number, found.licence.birth_date) == ("D1234567", date(1990, 1, 15))


def test_the_place_of_the_symbol_is_known() -> None:
    found = find_barcode(back(), expected=False)
    assert found is not None
    assert found.box.min(0) == pytest.approx([100, 300], abs=20)
    assert found.box[:, 0].max() == pytest.approx(1300, abs=20)


@pytest.mark.parametrize("turn", [cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE])
def test_a_card_may_lie_on_any_of_its_sides(turn: int) -> None:
    found = find_barcode(cv2.rotate(back(), turn).astype(np.uint8), expected=False)
    assert found is not None
    assert found.licence is not None


def test_a_soft_small_symbol_is_read_where_one_is_expected() -> None:
    """Chosen so that the quick look does not read it: looking harder has to be worth something."""
    image = softened(back(width=500), 2.0)
    quick, thorough = find_barcode(image, expected=False), find_barcode(image, expected=True)
    assert quick is None
    assert thorough is not None
    assert thorough.licence is not None
    assert thorough.box[:, 0].max() == pytest.approx(600, abs=20)


@pytest.mark.parametrize("angle", [17, -12, 30])
def test_a_card_that_lies_aslant_is_straightened_first(angle: int) -> None:
    """The decoder alone finds no symbol at these angles; the place is told in the pixels of the picture as it was."""
    around = cv2.getRotationMatrix2D((700, 441), -angle, 0.8)
    image = cv2.warpAffine(back(), around, (1400, 883), borderValue=(90, 90, 90)).astype(np.uint8)
    assert find_barcode(image, expected=False) is None
    found = find_barcode(image, expected=True, slant=angle)
    assert found is not None
    assert found.licence is not None
    corner = around @ np.array([100, 300, 1])
    assert found.box[0] == pytest.approx(corner, abs=20)


def test_a_card_aslant_and_soft_is_straightened_and_enlarged() -> None:
    around = cv2.getRotationMatrix2D((700, 441), -17, 1.0)
    image = softened(cv2.warpAffine(back(width=500), around, (1400, 883), borderValue=(90, 90, 90)), 1.5)
    found = find_barcode(image, expected=True, slant=17)
    assert found is not None
    assert found.box[0] == pytest.approx(around @ np.array([100, 300, 1]), abs=20)


def test_a_symbol_that_cannot_be_read_is_no_statement() -> None:
    assert find_barcode(softened(back(width=500), 6), expected=True) is None


def test_a_page_without_a_symbol_has_none() -> None:
    assert find_barcode(np.full((600, 900, 3), 200, np.uint8), expected=True) is None


def test_of_a_qr_code_only_its_presence_is_kept() -> None:
    found = find_barcode(back("https://a.example/secret", QR, 300), expected=False)
    assert found is not None
    assert (found.kind, found.licence) == ("qr", None)
    assert "secret" not in repr(found)


def test_a_licence_in_a_qr_code_is_not_believed() -> None:
    found = find_barcode(back(barcode(), QR, 400), expected=False)
    assert found is not None
    assert found.licence is None


def test_a_licence_counts_more_than_another_symbol_beside_it() -> None:
    image = back(width=900)
    corner = back("https://a.example", QR, 280)[300:580, 100:380]
    image[10:290, 1100:1380] = corner
    found = find_barcode(image, expected=False)
    assert found is not None
    assert found.licence is not None


@pytest.mark.parametrize("name", ["MÜLLER", "MU\u0308LLER"])
def test_a_name_in_utf_8_is_read(name: str) -> None:
    found = find_barcode(back(barcode(DCS=name)), expected=False)
    assert found is not None
    assert found.licence is not None
    assert found.licence.surname == name
