"""Faces are found with their landmarks in pixels of the picture as it was given."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces.detection import Detector
from tests.faces import array, heads


@pytest.mark.parametrize("name", ["astronaut", "ana", "bea", "cleo"])
def test_the_largest_face_is_found_with_its_eyes_in_place(detector: Detector, name: str) -> None:
    """`kyc.demo.people` cuts heads so that the eyes are 120 pixels apart at 0.3 of the height."""
    head = heads()[name]
    face = detector.find(array(head))[0]
    left, right = face.landmarks[:2]
    assert left[0] < right[0]
    assert face.eye_distance == pytest.approx(120, rel=0.12)
    assert np.allclose((left + right) / 2, (head.width / 2, 0.3 * head.height), atol=12)


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_the_eye_distance_is_in_pixels_of_the_original(detector: Detector, scale: float) -> None:
    head = heads()["ana"]
    (usual,) = detector.find(array(head))
    (face,) = detector.find(array(head.resize((int(head.width * scale), int(head.height * scale)))))
    assert face.eye_distance == pytest.approx(usual.eye_distance * scale, rel=0.1)


def test_several_faces_come_largest_first(detector: Detector) -> None:
    both = Image.new("RGB", (1200, 900), "grey")
    both.paste(heads()["bea"].resize((240, 288)), (40, 300))
    both.paste(heads()["ana"], (420, 20))
    faces = detector.find(array(both))
    assert len(faces) == 2
    assert faces[0].area > 4 * faces[1].area
    assert faces[0].box[0] > 420


def test_an_empty_wall_has_no_face(detector: Detector) -> None:
    assert list(detector.find(np.full((480, 640, 3), 180, np.uint8))) == []


def test_the_detector_takes_pictures_of_different_sizes_in_turn(detector: Detector) -> None:
    for size in ((300, 360), (720, 864), (180, 216)):
        assert len(detector.find(array(heads()["ana"].resize(size)))) == 1
