"""A face reaches dlib's network in the pose that it was trained on."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.dlib_chips import SIDE, TEMPLATE, DlibEmbedding, chip
from kyc.adapters.faces.selection import dominant
from kyc.adapters.weights.table import FACE_DLIB
from tests.faces import array, dlib_models_dir, heads

pytestmark = pytest.mark.xdist_group("chips")  # one worker: what they share is slow to make

POINTS = np.array([[200, 180], [330, 190], [262, 260], [205, 330], [318, 338]], np.float32)
FACE = Face((150, 100, 240, 300), POINTS, 0.9)


@pytest.fixture(scope="module")
def embedding() -> DlibEmbedding:
    return DlibEmbedding(dlib_models_dir(), FACE_DLIB.file)


def test_a_chip_has_the_size_that_the_network_asks_for() -> None:
    assert chip(array(heads()["ana"]), FACE).shape == (SIDE, SIDE, 3)


def test_a_chip_is_red_green_blue() -> None:
    blue = np.zeros((500, 500, 3), np.uint8)
    blue[..., 0] = 255
    assert chip(blue, FACE)[75, 75].tolist() == [0, 0, 255]


def test_the_points_of_a_face_come_to_lie_on_those_of_dlib_s_mean_shape(detector: Detector) -> None:
    picture = array(heads()["astronaut"])
    face = dominant(detector, picture)
    assert face is not None
    again = dominant(detector, np.ascontiguousarray(chip(picture, face)[..., ::-1]))
    assert again is not None
    assert np.abs(again.landmarks - TEMPLATE).mean() < 5


def test_a_large_picture_gives_the_same_chip_as_a_small_one() -> None:
    picture = np.random.default_rng(3).integers(0, 255, (60, 60, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    large = picture.repeat(4, 0).repeat(4, 1)
    grown = Face((600, 400, 960, 1200), POINTS * 4 + 1.5, 0.9)
    assert np.abs(chip(picture, FACE).astype(int) - chip(large, grown)).mean() < 8


def test_a_face_becomes_128_numbers(embedding: DlibEmbedding, detector: Detector) -> None:
    picture = array(heads()["bea"])
    face = dominant(detector, picture)
    assert face is not None
    found = embedding.of(picture, face)
    assert (found.shape, found.dtype) == ((128,), np.float64)
    assert embedding.alike(found, found) == 1


def test_a_face_and_its_mirror_image_are_one(embedding: DlibEmbedding, detector: Detector) -> None:
    picture = array(heads()["cleo"])
    mirrored = np.ascontiguousarray(picture[:, ::-1])
    first, second = dominant(detector, picture), dominant(detector, mirrored)
    assert first is not None
    assert second is not None
    assert embedding.alike(embedding.of(picture, first), embedding.of(mirrored, second)) > 0.8


def test_likeness_is_what_the_distance_leaves_of_one(embedding: DlibEmbedding) -> None:
    assert embedding.alike(np.zeros(2), np.array([0.3, 0.4])) == pytest.approx(0.5)
