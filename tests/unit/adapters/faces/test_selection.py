"""The face that is meant: the portrait of a page however it lies, the person of a selfie."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces.detection import Detector
from kyc.adapters.faces.selection import dominant, portrait
from tests.faces import array, heads, page


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_portrait_is_found_however_the_page_lies(detector: Detector, degrees: int) -> None:
    lying = page("ana").rotate(degrees, expand=True)
    found = portrait(detector, array(lying))
    assert found is not None
    upright, face = found
    assert upright.shape == (880, 1250, 3)
    assert np.allclose(face.landmarks[:2].mean(0), (60 + 413 / 2, 140 + 0.4 * 531), atol=15)


def test_a_smaller_ghost_portrait_is_not_taken(detector: Detector) -> None:
    with_ghost = page("ana")
    with_ghost.paste(with_ghost.crop((60, 140, 473, 671)).resize((140, 180)), (1050, 300))
    found = portrait(detector, array(with_ghost))
    assert found is not None
    assert found[1].box[0] < 400


def test_a_page_without_a_portrait_has_none(detector: Detector) -> None:
    assert portrait(detector, array(Image.new("RGB", (1250, 880), (226, 230, 222)))) is None


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
    assert dominant(detector, np.full((480, 640, 3), 180, np.uint8)) is None
