"""Print is told apart from textures by its rows, and a zone from print by its even pitch."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from kyc.adapters.images.writing import NOTHING, writing
from tests.unit.adapters.images.papers import card, passport, pebbles, photo, seen
from tests.unit.adapters.images.pictures import noise, printed_page


def test_a_page_has_rows_of_glyphs() -> None:
    _, found = seen(printed_page())
    assert found.strength > 60
    assert len(found.rows) >= 6


@pytest.mark.parametrize("turn", [0, 17, 90, 200])
def test_print_is_seen_at_any_angle(turn: int) -> None:
    _, found = seen(photo(turn=turn))
    lean = np.degrees(found.angle - np.radians(turn)) % 180
    assert found.strength > 100
    assert min(lean, 180 - lean) < 6


@pytest.mark.parametrize("picture", [data.grass, data.gravel, data.brick, data.coins, data.chelsea, data.astronaut])
def test_textures_and_scenes_have_hardly_any_print(picture: object) -> None:
    image = Image.fromarray(picture()).convert("RGB")  # type: ignore[operator]
    assert seen(image)[1].strength < 10


def test_thousands_of_shapes_without_order_are_no_print() -> None:
    assert seen(pebbles())[1].strength < 12


def test_noise_and_nothing_are_no_print() -> None:
    assert seen(noise())[1].strength < 12
    assert writing(np.full((1000, 1400), 128, np.uint8)) is NOTHING


def test_a_zone_is_found_by_its_pitch() -> None:
    view, found = seen(passport())
    pitches = [row.pitch / view.scale for row in found.zone]
    assert sum(len(row.places) for row in found.zone) >= 44
    assert np.median(pitches) == pytest.approx(2.54 * 14, rel=0.03)


def test_the_three_lines_of_a_card_are_a_zone() -> None:
    assert max(len(row.places) for row in seen(card()[1])[1].zone) >= 20


def test_print_without_a_zone_has_none() -> None:
    assert seen(card()[0])[1].zone == ()
    assert seen(printed_page())[1].zone == ()


def test_rows_of_a_blurred_page_are_no_zone() -> None:
    assert seen(printed_page(blur=2.4))[1].zone == ()


def test_places_of_a_row_are_in_order() -> None:
    _, found = seen(passport())
    for row in found.zone:
        assert (np.diff(row.places[:, 0]) > 0).all()
