"""The face that is meant: the person of a selfie."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces.detection import Detector
from kyc.adapters.faces.selection import dominant, person
from kyc.domain.errors import Refused
from tests.faces import array, heads


def test_the_person_is_taken_and_not_a_bystander(detector: Detector) -> None:
    scene = Image.new("RGB", (1000, 864), "grey")
    scene.paste(heads()["bea"].resize((200, 240)), (0, 0))
    scene.paste(heads()["ana"], (250, 0))
    face = dominant(detector, array(scene))
    assert face is not None
    assert face.landmarks[2][0] == pytest.approx(250 + 360, abs=30)


def test_of_two_faces_of_one_size_the_central_one_is_meant(detector: Detector) -> None:
    scene = Image.new("RGB", (1500, 500), "grey")
    scene.paste(heads()["bea"].resize((400, 480)), (0, 0))
    scene.paste(heads()["ana"].resize((390, 468)), (560, 0))
    face = dominant(detector, array(scene))
    assert face is not None
    assert 560 < face.landmarks[2][0] < 950


def test_a_selfie_without_a_face_has_nobody(detector: Detector) -> None:
    nobody = np.full((480, 640, 3), 180, np.uint8)
    assert dominant(detector, nobody) is None
    with pytest.raises(Refused, match="face_not_found"):
        person(detector, nobody)
