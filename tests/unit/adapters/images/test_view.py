"""A picture is decoded once, no larger than the measures need it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.images.view import LONG_SIDE, decode, level, look, resized
from kyc.domain.ports import Picture
from tests.unit.adapters.images.pictures import as_picture, printed_page


@pytest.mark.parametrize(("width", "decoded"), [(700, 700), (1400, 1400), (2799, 2799), (2800, 1400), (5600, 1400)])
def test_a_large_picture_is_decoded_at_a_half_or_a_quarter(width: int, decoded: int) -> None:
    picture = as_picture(Image.new("RGB", (width, width // 4), "grey"))
    assert decode(picture, LONG_SIDE).shape[1] == decoded


@pytest.mark.parametrize("width", [300, 1200, 3000])
def test_the_measures_see_the_same_size_whatever_came(width: int) -> None:
    view = look(as_picture(printed_page().resize((width, width * 3 // 4))))
    assert max(view.colour.shape[:2]) == max(view.grey.shape) == LONG_SIDE
    assert view.scale == pytest.approx(LONG_SIDE / width)
    assert view.grey.ndim == 2


def test_what_is_no_picture_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not a picture"):
        decode(Picture(b"nothing", 10, 10), LONG_SIDE)


def test_resizing_keeps_the_shape() -> None:
    image = np.zeros((60, 100, 3), np.uint8)
    assert resized(image, 0.5).shape == (30, 50, 3)
    assert resized(image, 2).shape == (120, 200, 3)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_levels_are_those_of_the_sorted_pixels(share: float) -> None:
    grey = np.random.default_rng(3).integers(0, 256, (80, 90), dtype=np.uint8)
    assert level(grey, share) == pytest.approx(np.quantile(grey, share), abs=1)


def test_the_level_of_one_shade_is_that_shade() -> None:
    assert level(np.full((9, 9), 77, np.uint8), 0.5) == 77
