"""Photos of a page with marked corners: whatever turn, tilt and size, the corners are where they are told."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kyc.adapters.images import create
from kyc.demo.specimen import PHONE, THUMBNAIL, Photo, SpecimenFields, draw, photograph, take

FIELDS = SpecimenFields("Müller", "Zoë", "UT1234567", date(1990, 1, 15), date(2031, 6, 30), "F")
PAGE = draw(FIELDS, Image.linear_gradient("L").convert("RGB"))
COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))


def marked_page() -> Image.Image:
    """White, with a square of its own colour in each corner, clockwise from the top left."""
    page = Image.new("RGB", (1000, 700), "white")
    pen = ImageDraw.Draw(page)
    for colour, (x, y) in zip(COLOURS, ((0, 0), (940, 0), (940, 640), (0, 640)), strict=True):
        pen.rectangle((x, y, x + 60, y + 60), fill=colour)
    return page


def opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.data)).convert("RGB")


def colour_at(photo: Photo, corner: int, *, inwards: float) -> np.ndarray:
    """The colour near a corner, by a share of the way to the page's middle (negative: outside of the page)."""
    middle = np.mean(photo.quad, axis=0)
    x, y = np.array(photo.quad[corner]) + inwards * (middle - np.array(photo.quad[corner]))
    return np.array(opened(photo).getpixel((round(float(x)), round(float(y)))), float)


def test_the_same_seed_gives_the_same_photo_and_another_seed_another() -> None:
    assert photograph(PAGE, 1) == photograph(PAGE, 1)
    assert photograph(PAGE, 1) != photograph(PAGE, 2)


@pytest.mark.parametrize("level", [0, 2])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_photo_of_a_page_is_accepted_as_evidence(seed: int, level: float) -> None:
    intake = create()
    picture = intake.accept(photograph(PAGE, seed, level=level), allow_pdf=False)
    assert intake.document_quality(picture).refused is None


@pytest.mark.parametrize("turn", [0, 17, 73, 90, 180, 200, 270])
@pytest.mark.parametrize("level", [0, 2])
def test_the_corners_are_where_they_are_told(turn: float, level: float) -> None:
    photo = take(marked_page(), 4, level=level, turn=turn)
    for corner, colour in enumerate(COLOURS):
        inside, outside = (colour_at(photo, corner, inwards=share) for share in (0.03, -0.03))
        assert np.abs(inside - colour).max() < 130
        assert np.abs(outside - colour).max() > np.abs(inside - colour).max()
        assert set(np.argsort(inside)[-1:]) <= {index for index in range(3) if colour[index]}


@pytest.mark.parametrize(("turn", "expected"), [(0, (-1, -1)), (90, (1, -1)), (180, (1, 1)), (270, (-1, 1))])
def test_a_page_is_turned_clockwise(turn: float, expected: tuple[int, int]) -> None:
    """Its top left corner goes from the upper left to the upper right, and so on."""
    photo = take(marked_page(), 1, level=0, turn=turn)
    assert tuple(np.sign(np.array(photo.quad[0]) - np.array(photo.size) / 2)) == expected


@pytest.mark.parametrize("turn", [0, 45, 90, 200])
def test_the_whole_page_lies_in_the_photo(turn: float) -> None:
    for seed in range(5):
        photo = take(marked_page(), seed, turn=turn)
        assert all(0 < x < photo.size[0] and 0 < y < photo.size[1] for x, y in photo.quad)


@pytest.mark.parametrize("long_side", [PHONE, THUMBNAIL])
def test_a_photo_has_the_size_that_is_asked_for(long_side: int) -> None:
    photo, usual = take(PAGE, 3, long_side=long_side), take(PAGE, 3)
    assert max(photo.size) == long_side
    assert opened(photo).size == photo.size
    scale = long_side / max(usual.size)
    assert np.allclose(photo.quad, np.array(usual.quad) * scale)


def test_a_phone_s_photo_has_twelve_megapixels() -> None:
    width, height = take(PAGE, 3, long_side=PHONE).size
    assert 11_500_000 < width * height < 12_500_000


def test_a_careless_photo_may_have_a_lamp_in_it_and_a_clean_one_never() -> None:
    grey = Image.new("RGB", (1000, 700), (120, 120, 120))
    brightest = {
        level: [np.asarray(opened(take(grey, seed, level=level))).max() for seed in range(8)] for level in (0, 2)
    }
    assert max(brightest[0]) < 160
    assert max(brightest[2]) > 200
