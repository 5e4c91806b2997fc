"""All measures of a document's picture together."""

from __future__ import annotations

import pytest

from kyc.adapters.images.document import measure
from kyc.adapters.images.portrait import Portraits
from tests.unit.adapters.images.papers import card, cut, licence, passport, photo, portraits, taken
from tests.unit.adapters.images.pictures import as_picture


def test_a_scan_is_measured_whole() -> None:
    found, page = measure(as_picture(passport()), portraits())
    assert page is not None
    assert (found.page, found.long_side, found.page_long_side) == (2, 1750, pytest.approx(1750, rel=0.01))
    assert (found.zone_lines, found.zone_cut, found.barcode) == (2, 0, 0)
    assert found.zone_pitch == pytest.approx(2.54 * 14, rel=0.03)
    assert found.portrait > 0.8
    assert 0.2 < found.portrait_height < 0.44


def test_of_a_photo_the_page_counts_not_the_table() -> None:
    shot = photo(level=0.0)
    found, page = measure(taken(shot), portraits())
    assert page is not None
    assert found.page == 1
    (left, top), (right, upper) = shot.quad[:2]
    assert found.page_long_side == pytest.approx(((right - left) ** 2 + (upper - top) ** 2) ** 0.5, rel=0.02)
    assert found.page_long_side < found.long_side


@pytest.mark.parametrize("share", [0.3, 0.6, 2.0])
def test_lengths_are_in_pixels_of_the_picture(share: float) -> None:
    page = passport().resize((round(1750 * share), round(1232 * share)))
    found, _ = measure(as_picture(page), Portraits(None))
    assert found.zone_pitch == pytest.approx(2.54 * 14 * share, rel=0.04)
    assert found.portrait_sought == 0


def test_a_barcode_is_looked_for_where_nothing_else_tells_the_side() -> None:
    front, back = (measure(as_picture(page), portraits())[0] for page in licence())
    assert (front.barcode, back.barcode) == (0, 1)
    assert back.portrait < 0.4


def test_a_cards_back_has_three_lines_and_no_portrait() -> None:
    front, back = (measure(as_picture(page), portraits())[0] for page in card())
    assert (front.zone_lines, back.zone_lines) == (0, 3)
    assert front.portrait > 0.8 > 0.4 > back.portrait


def test_a_half_is_cut() -> None:
    found, _ = measure(as_picture(cut(passport(), right=0.5)), portraits())
    assert found.zone_room < 30


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_the_eyes_of_the_portrait_are_measured_in_pixels_of_the_upload(share: float) -> None:
    page = passport().resize((round(1750 * share), round(1232 * share)))
    found, _ = measure(as_picture(page), portraits())
    assert found.portrait_eyes == pytest.approx(35 * 14 / 4 * share, rel=0.2)


def test_without_a_portrait_there_are_no_eyes() -> None:
    assert measure(as_picture(passport()), Portraits(None))[0].portrait_eyes == 0
