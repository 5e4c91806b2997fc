"""What lies round the face is looked at too, and the crop stays inside the picture."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.spoofing import surroundings

PICTURE = np.arange(400 * 600 * 3, dtype=np.uint32).astype(np.uint8).reshape(400, 600, 3)


def face(left: float, top: float, width: float, height: float) -> Face:
    return Face((left, top, width, height), np.zeros((5, 2), np.float32), 0.9)


def corner(crop: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> tuple[int, int]:
    """Where in the picture the crop, a view of it, begins: x, y."""
    offset = (crop.__array_interface__["data"][0] - PICTURE.__array_interface__["data"][0]) // 3
    return offset % 600, offset // 600


def test_the_crop_is_the_box_enlarged_about_its_centre() -> None:
    crop = surroundings(PICTURE, face(250, 150, 100, 100), 2.0)
    assert crop.shape == (200, 200, 3)
    assert corner(crop) == (200, 100)


@pytest.mark.parametrize(
    ("box", "begins"),
    [((0, 0, 100, 100), (0, 0)), ((520, 310, 100, 100), (400, 200)), ((-20, 150, 100, 100), (0, 100))],
)
def test_a_crop_at_the_edge_is_moved_and_keeps_its_size(
    box: tuple[float, float, float, float], begins: tuple[int, int]
) -> None:
    crop = surroundings(PICTURE, face(*box), 2.0)
    assert crop.shape == (200, 200, 3)
    assert corner(crop) == begins


def test_a_face_that_fills_the_picture_gets_as_much_as_there_is() -> None:
    crop = surroundings(PICTURE, face(100, 10, 300, 380), 2.7)
    assert crop.shape[0] == 399
    assert crop.shape[1] == pytest.approx(300 * 399 / 380, abs=1)
