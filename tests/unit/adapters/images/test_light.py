"""Sharpness, exposure and mirrored lamps."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from kyc.adapters.images.light import glare, light
from kyc.adapters.images.view import Colour
from tests.faces import array
from tests.unit.adapters.images.papers import card, passport
from tests.unit.adapters.images.pictures import printed_page


def lamp(image: Image.Image, radius: float) -> Colour:
    """The picture with a soft burnt-out spot of this many pixels in its middle."""
    width, height = image.size
    across, down = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
    shine = 420 * np.exp(-1.2 * (across**2 + down**2) / radius**2)[..., None]
    return array(Image.fromarray(np.clip(np.asarray(image, float) + shine, 0, 255).astype(np.uint8)))


def test_blur_takes_sharpness_away() -> None:
    found = [light(array(passport().filter(ImageFilter.GaussianBlur(blur)))).sharpness for blur in (0, 3, 8)]
    assert found[0] > 4 * found[1] > 16 * found[2]


def test_a_dark_page_is_as_sharp_as_it_would_be_in_the_light() -> None:
    bright, dark = (light(array(printed_page(light=share))) for share in (1.0, 0.4))
    assert dark.contrast < bright.contrast
    assert dark.sharpness == pytest.approx(bright.sharpness, rel=0.5)


def test_shares_of_dark_and_bright_pixels() -> None:
    black, white = (light(array(Image.new("RGB", (400, 300), (shade,) * 3))) for shade in (0, 255))
    assert (black.dark_share, black.bright_share, black.contrast) == (1, 0, 0)
    assert (white.dark_share, white.bright_share) == (0, 1)


@pytest.mark.parametrize("radius", [90, 140, 200])
def test_a_mirrored_lamp_is_seen(radius: int) -> None:
    assert glare(lamp(passport(), radius)) > 0.005


def test_honest_pages_have_no_lamp() -> None:
    for page in (passport(), *card(), printed_page()):
        assert glare(array(page)) <= 0.005


def test_white_paper_with_sharp_edges_is_no_lamp() -> None:
    image = Image.new("RGB", (1000, 700), (120, 110, 100))
    image.paste((255, 255, 255), (300, 200, 600, 450))
    assert glare(array(image)) == 0


def test_a_picture_that_is_white_all_over_is_no_lamp() -> None:
    assert glare(array(Image.new("RGB", (800, 600), "white"))) == 0
