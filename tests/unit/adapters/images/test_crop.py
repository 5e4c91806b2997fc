from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, UnidentifiedImageError

from kyc.adapters.images.crop import Box, cut
from tests.unit.adapters.images.pictures import corners, saved

PICTURE = saved(corners(1000, 500), "JPEG")


def part(box: Box, picture: bytes = PICTURE) -> Image.Image:
    return Image.open(BytesIO(cut(picture, box)))


def test_a_line_is_cut_with_something_around_it() -> None:
    assert part((0.1, 0.4, 0.9, 0.5)).size == (860, 110)


def test_the_place_is_the_one_that_was_asked_for() -> None:
    red, green, _ = part((0.1, 0.1, 0.3, 0.3)).getpixel((100, 50))  # type: ignore[misc]
    assert green > 120 > red
    red, green, _ = part((0.7, 0.7, 0.9, 0.9)).getpixel((100, 50))  # type: ignore[misc]
    assert red > 150 > green


@pytest.mark.parametrize("box", [(0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.02, 0.02), (0.98, 0.98, 1.0, 1.0)])
def test_the_margin_ends_at_the_edge(box: Box) -> None:
    width, height = part(box).size
    assert 0 < width <= 1000
    assert 0 < height <= 500


def test_the_smallest_place_still_shows_something() -> None:
    assert min(part((0.5, 0.5, 0.5001, 0.5001)).size) >= 18


def test_a_large_part_is_made_smaller() -> None:
    assert part((0.0, 0.0, 1.0, 1.0), saved(corners(3000, 2000), "JPEG")).size == (1200, 800)


def test_what_is_no_picture_of_ours_is_not_opened() -> None:
    with pytest.raises(UnidentifiedImageError):
        cut(saved(corners(), "PNG"), (0.0, 0.0, 1.0, 1.0))
