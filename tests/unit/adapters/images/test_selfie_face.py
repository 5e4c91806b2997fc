"""What is measured of the person of a selfie: size, turn, light, sharpness, and who else is there."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from kyc.adapters.faces.alignment import TEMPLATE
from kyc.adapters.faces.detection import Face
from kyc.adapters.images.selfie_face import FaceMeasures, measure_face, turn

POINTS = TEMPLATE.astype(np.float32) * 2 + 100
GREY = np.full((480, 640, 3), 120, np.uint8)


def face(shift: float = 0.0, size: float = 160.0, score: float = 0.9, nose: float = 0.0) -> Face:
    points = POINTS + np.float32([shift, 0])
    points[2, 0] += nose
    return Face((110 + shift, 110, size, size), points, score)


def measured(faces: list[Face], colour: np.ndarray = GREY, upload_scale: float = 1.0) -> FaceMeasures:  # type: ignore[type-arg]
    found = measure_face(colour, faces, upload_scale)
    assert found is not None
    return found


def test_eyes_are_measured_in_pixels_of_the_upload() -> None:
    near, far = measured([face()]), measured([face()], upload_scale=2.5)
    assert near.eye_distance == pytest.approx(2 * float(np.linalg.norm(TEMPLATE[1] - TEMPLATE[0])), rel=1e-4)
    assert far.eye_distance == pytest.approx(2.5 * near.eye_distance)


def test_a_straight_look_is_no_turn() -> None:
    assert turn(face()) < 1


@pytest.mark.parametrize("side", [-1, 1])
def test_a_nose_off_the_middle_is_a_turn_to_either_side(side: int) -> None:
    eyes = face().eye_distance
    found = turn(face(nose=side * 0.57 * eyes * math.tan(math.radians(30))))
    assert found == pytest.approx(30, abs=1)


def test_a_tilted_head_is_not_a_turned_one() -> None:
    angle = math.radians(25)
    tilt = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    tilted = Face((100, 100, 200, 200), np.asarray(POINTS @ tilt.T, np.float32), 0.9)
    assert turn(tilted) == pytest.approx(turn(face()), abs=0.1)


def test_points_that_all_lie_in_one_place_are_no_crash() -> None:
    assert turn(Face((0, 0, 1, 1), np.zeros((5, 2), np.float32), 0.6)) == 0


def test_light_and_contrast_are_those_of_the_face_alone() -> None:
    colour = np.full((480, 640, 3), 255, np.uint8)
    cv2.rectangle(colour, (100, 100), (330, 330), (40, 40, 40), -1)
    found = measured([face()], colour)
    assert (found.brightness, found.burnt, found.contrast) == (40, 0, 0)


def test_a_burnt_out_face_is_told_by_its_share() -> None:
    assert measured([face()], np.full((480, 640, 3), 250, np.uint8)).burnt == 1


def test_blur_takes_the_sharpness_and_dimming_does_not() -> None:
    noise = np.random.default_rng(5).integers(40, 200, (480, 640), np.uint8)
    colour = cv2.cvtColor(cv2.GaussianBlur(noise, (0, 0), 1.5), cv2.COLOR_GRAY2BGR)
    sharp = measured([face()], colour).sharpness
    dim = measured([face()], (colour * 0.5).astype(np.uint8)).sharpness
    blurred = measured([face()], cv2.GaussianBlur(colour, (0, 0), 5)).sharpness
    assert dim == pytest.approx(sharp, rel=0.1)
    assert blurred < sharp / 3


def test_the_largest_other_sure_face_counts() -> None:
    found = measured([face(80), face(250, size=80), face(-90, size=40)])
    assert found.second == pytest.approx(0.25)


def test_what_may_be_no_face_counts_neither_as_the_person_nor_as_another() -> None:
    assert measured([face(80), face(250, score=0.7)]).second == 0
    assert measure_face(GREY, [face(score=0.45)], 1.0) is None
    assert measure_face(GREY, [], 1.0) is None
