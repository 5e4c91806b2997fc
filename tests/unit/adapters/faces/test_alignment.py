"""Five landmarks are brought onto the template whatever the size and the tilt of the head."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from kyc.adapters.faces.alignment import SIDE, TEMPLATE, aligned, similarity
from kyc.adapters.faces.detection import Face
from tests.faces import array, heads


def moved(points: NDArray[np.float64], scale: float, degrees: float, shift: tuple[float, float]) -> NDArray[np.float64]:
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray(scale * points @ turn.T + np.array(shift))


@pytest.mark.parametrize(("scale", "degrees", "shift"), [(1, 0, (0, 0)), (3.5, 30, (400, -20)), (0.4, -170, (5, 9))])
def test_a_moved_template_is_moved_back_exactly(scale: float, degrees: float, shift: tuple[float, float]) -> None:
    source = moved(TEMPLATE, scale, degrees, shift)
    matrix = similarity(source, TEMPLATE)
    back = source @ matrix[:, :2].T + matrix[:, 2]
    assert np.allclose(back, TEMPLATE, atol=1e-9)


def test_a_mirrored_face_is_not_mirrored_back() -> None:
    mirrored = TEMPLATE * np.array([-1, 1])
    assert np.linalg.det(similarity(mirrored, TEMPLATE)[:, :2]) > 0


def test_the_least_error_is_found_for_points_that_do_not_fit() -> None:
    noise = np.random.default_rng(1).normal(0, 2, TEMPLATE.shape)
    best = similarity(TEMPLATE + noise, TEMPLATE)

    def error(matrix: NDArray[np.float64]) -> float:
        return float((((TEMPLATE + noise) @ matrix[:, :2].T + matrix[:, 2] - TEMPLATE) ** 2).sum())

    for column in range(3):
        nudged = best.copy()
        nudged[0, column] += 0.01
        assert error(nudged) > error(best)


def test_a_face_comes_out_as_a_square_with_its_eyes_in_place() -> None:
    """A white dot on each eye has to lie where the template has the eyes."""
    picture = np.zeros((600, 500, 3), np.uint8)
    landmarks = moved(TEMPLATE, 4.0, 15, (120, 60)).astype(np.float32)
    for x, y in landmarks[:2].round().astype(int):
        picture[y - 6 : y + 7, x - 6 : x + 7] = 255
    out = aligned(picture, Face((100, 50, 300, 400), landmarks, 0.9))
    assert out.shape == (SIDE, SIDE, 3)
    for x, y in TEMPLATE[:2].round().astype(int):
        assert out[y, x].min() > 200
    assert out.mean() < 20


def test_a_very_large_picture_gives_nearly_the_same_face_as_a_small_one() -> None:
    """Averaging down first keeps aliasing out."""
    head = heads()["ana"]
    landmarks = np.array([[300, 259], [420, 259], [360, 320], [310, 390], [410, 390]], np.float32)
    small = aligned(array(head), Face((0, 0, 1, 1), landmarks, 0.9))
    large = aligned(array(head.resize((head.width * 4, head.height * 4))), Face((0, 0, 1, 1), landmarks * 4, 0.9))
    assert np.abs(small.astype(int) - large.astype(int)).mean() < 3
