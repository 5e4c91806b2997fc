from __future__ import annotations

import cv2
import numpy as np
import pytest

from kyc.adapters.documents.boxes import (
    Box,
    cut,
    direction,
    halves,
    inside,
    joined,
    length,
    moved,
    same_row,
    size,
    thickness,
)
from tests.unit.adapters.documents.sheets import box


def tilted(degrees: float) -> Box:
    corners = cv2.boxPoints(((300.0, 200.0), (200.0, 20.0), degrees))
    top_left, top_right, bottom_right, bottom_left = np.roll(corners, -1, axis=0)
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def test_a_box_has_a_length_and_a_thickness() -> None:
    assert size(box(10, 10, 200, 20)) == (200, 20)
    standing = box(10, 10, 20, 200)
    assert (length(standing), thickness(standing)) == (200, 20)


@pytest.mark.parametrize("degrees", [-20, 0, 15])
def test_a_tilted_line_is_cut_out_level(degrees: float) -> None:
    image = np.zeros((400, 600, 3), np.uint8)
    cv2.fillPoly(image, [tilted(degrees).astype(np.int32)], (255, 255, 255))
    strip = cut(image, tilted(degrees), pad=0)
    assert strip.shape[1] == pytest.approx(200, abs=2)
    assert strip.shape[0] == pytest.approx(20, abs=2)
    assert strip.mean() > 225


def test_a_margin_is_added_on_every_side() -> None:
    image = np.zeros((400, 600, 3), np.uint8)
    image[100:120, 100:300] = 255
    strip = cut(image, box(100, 100), pad=1.0)
    assert strip[0].max() == 0
    assert strip[:, 0].max() == 0
    assert strip[strip.shape[0] // 2, strip.shape[1] // 2].min() == 255


def test_a_standing_line_is_laid_down_and_an_upside_down_one_turned() -> None:
    image = np.zeros((400, 600, 3), np.uint8)
    image[100:200, 50:70] = 255
    upright, turned = cut(image, box(50, 100, 20, 200)), cut(image, box(50, 100, 20, 200), turned=True)
    assert upright.shape[1] > upright.shape[0]
    assert upright[:, 20].mean() > 200 > 50 > upright[:, -20].mean()
    assert turned[:, -20].mean() > 200 > 50 > turned[:, 20].mean()


def test_fragments_of_a_row_join_to_its_whole_width() -> None:
    whole = joined([box(10, 50), box(300, 52)])
    assert whole[0].tolist() == [10, 50]
    assert whole[2].tolist() == [500, 72]


def test_boxes_at_one_height_are_one_row_and_others_are_not() -> None:
    assert same_row(box(10, 50), box(300, 52))
    assert not same_row(box(10, 50), box(300, 75))
    assert not same_row(box(10, 50), box(60, 50))


def test_a_box_moves_down_by_its_own_height() -> None:
    assert moved(box(10, 50), 2)[0].tolist() == [10, 90]
    along, down = direction(box(10, 50))
    assert np.allclose(along, [1, 0], atol=1e-4)
    assert np.allclose(down, [0, 1], atol=1e-4)


def test_a_line_has_an_upper_and_a_lower_half() -> None:
    upper, lower = halves(box(10, 50, 200, 40))
    assert np.allclose(upper, box(10, 50, 200, 20), atol=0.01)
    assert np.allclose(lower, box(10, 70, 200, 20), atol=0.01)


def test_the_halves_of_a_slanting_line_slant_alike() -> None:
    slanting = np.array([[0, 0], [200, 200], [180, 220], [-20, 20]], np.float32)
    upper, lower = halves(slanting)
    assert np.allclose(upper[2], lower[1], atol=0.05)
    assert np.allclose(direction(upper)[0], direction(slanting)[0], atol=1e-3)
    assert thickness(lower) == pytest.approx(thickness(slanting) / 2, rel=1e-3)


def test_a_line_lies_inside_a_row_where_its_middle_does() -> None:
    row = box(0, 100, 900, 40)
    assert inside(box(100, 90, 200, 40), row)
    assert not inside(box(100, 60, 200, 40), row)
    assert not inside(box(1000, 100, 200, 40), row)
