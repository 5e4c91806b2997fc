"""Four-sided outlines, their sides and what is beyond them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kyc.adapters.images.outlines import Outline, ordered, outlines
from tests.faces import array


def sheet(corners: list[tuple[int, int]], paper: str = "white", table: str = "brown") -> list[Outline]:
    """The outlines of one sheet on a table."""
    image = Image.new("RGB", (600, 450), table)
    ImageDraw.Draw(image).polygon(corners, fill=paper)
    return list(outlines(array(image)))


RECTANGLE = [(100, 80), (500, 80), (500, 340), (100, 340)]


def nearest(found: list[Outline], corners: list[tuple[int, int]]) -> float:
    return min(float(np.abs(one.corners - np.array(corners)).max()) for one in found)


@pytest.mark.parametrize("corners", [RECTANGLE, [(150, 60), (520, 120), (470, 390), (90, 320)]])
@pytest.mark.parametrize("colours", [("white", "brown"), ("beige", "dimgrey"), ("steelblue", "tan")])
def test_a_sheet_is_among_the_outlines(corners: list[tuple[int, int]], colours: tuple[str, str]) -> None:
    assert nearest(sheet(corners, *colours), corners) < 8


def test_its_sides_are_clear_all_along() -> None:
    best = min(sheet(RECTANGLE), key=lambda one: float(np.abs(one.corners - np.array(RECTANGLE)).max()))
    assert len(best.seen) == 4
    assert min(best.seen) == 1
    assert best.aspect == pytest.approx(400 / 260, rel=0.03)
    assert best.area == pytest.approx(400 * 260 / (600 * 450), rel=0.05)
    assert best.fill == pytest.approx(1, abs=0.06)
    assert best.lengths == pytest.approx((400, 260), rel=0.03)


def test_a_side_that_leaves_the_picture_is_not_seen() -> None:
    left = [(0, 80), (400, 80), (400, 340), (0, 340)]
    best = min(sheet(left), key=lambda one: float(np.abs(one.corners - np.array(left)).max()))
    assert best.sides[3] is None
    assert len(best.seen) == 3


def test_a_plain_picture_has_no_side_to_see() -> None:
    found = list(outlines(array(Image.new("RGB", (600, 400), "grey"))))
    assert all(not one.seen for one in found)


def test_a_speck_is_no_outline() -> None:
    found = sheet([(100, 100), (140, 100), (140, 130), (100, 130)])
    assert all(one.area > 0.06 for one in found)


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_corners_come_clockwise_from_the_top_left(turn: int) -> None:
    mixed = np.roll(np.array(RECTANGLE), turn, 0)[::-1]
    assert ordered(mixed).tolist() == [list(map(float, corner)) for corner in RECTANGLE]
