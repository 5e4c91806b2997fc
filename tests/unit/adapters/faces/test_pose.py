"""A turned head is one that two witnesses see turned: the network, and the geometry of five points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.network import Network
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.faces.pose import NARROWED, RELIEF, Pose, PoseNetwork, Seen, narrowing, turn_of, witnessed
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_POSE
from kyc.demo import people
from kyc.demo.turning import Head
from tests.faces import array, heads, models_dir

FRONTAL = np.array([[-0.5, 0.0], [0.5, 0.0], [0.0, 0.55], [-0.4, 1.1], [0.4, 1.1]])


def face(points: NDArray[np.float64], scale: float = 80, roll: float = 0) -> Face:
    turn = np.radians(roll)
    rolled = points @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return Face((0, 0, 100, 120), (rolled * scale + 200).astype(np.float32), 0.9)


def turned(yaw: float) -> NDArray[np.float64]:
    """The points of a head with the mean relief, seen from far away."""
    angle = np.radians(yaw)
    return np.column_stack([FRONTAL[:, 0] * np.cos(angle) + RELIEF * np.sin(angle), FRONTAL[:, 1]])


def tilted(yaw: float) -> NDArray[np.float64]:
    """The points of a flat picture, tilted as far, seen from far away."""
    return FRONTAL * [np.cos(np.radians(yaw)), 1]


@pytest.mark.parametrize("yaw", [-40, -25, -15, 0, 15, 25, 40])
@pytest.mark.parametrize("roll", [0, 20])
def test_the_points_of_a_turned_head_tell_its_yaw(yaw: float, roll: float) -> None:
    assert turn_of(face(turned(yaw), roll=roll), face(FRONTAL)) == pytest.approx(yaw, abs=1)


@pytest.mark.parametrize("yaw", [-60, -30, 0, 30, 60])
def test_the_points_of_a_tilted_picture_do_not_turn(yaw: float) -> None:
    assert abs(turn_of(face(tilted(yaw)), face(FRONTAL))) < 1


def test_size_and_place_do_not_matter() -> None:
    assert turn_of(face(turned(20), scale=33), face(FRONTAL, scale=140)) == pytest.approx(20, abs=1)


@pytest.mark.parametrize("yaw", [0, 20, 40])
def test_a_head_narrows_by_the_cosine_of_its_turn(yaw: float) -> None:
    assert narrowing(face(turned(yaw)), face(FRONTAL)) == pytest.approx(np.cos(np.radians(yaw)), abs=0.04)


def test_points_that_fall_together_are_no_error() -> None:
    nothing = face(np.zeros((5, 2)))
    assert turn_of(nothing, nothing) == 0
    assert np.isfinite(narrowing(nothing, nothing))


def seen(points: NDArray[np.float64], yaw: float) -> Seen:
    return Seen(face(points), Pose(yaw, 3.0))


STILL = seen(FRONTAL, 0.0)


def test_the_smaller_of_both_witnesses_counts() -> None:
    assert witnessed(seen(turned(30), 22.0), STILL).yaw == 22
    assert witnessed(seen(turned(-18), -25.0), STILL).yaw == pytest.approx(-18, abs=1)


def test_witnesses_that_contradict_each_other_see_nothing() -> None:
    assert witnessed(seen(turned(30), -22.0), STILL).yaw == 0
    assert witnessed(seen(tilted(50), 25.0), STILL).yaw == pytest.approx(0, abs=1)


def test_a_face_that_is_far_too_narrow_for_its_turn_is_a_tilted_picture() -> None:
    narrow = turned(20) * [0.9 * NARROWED, 1]
    assert abs(turn_of(face(narrow), face(FRONTAL))) > 15
    assert witnessed(seen(narrow, 25.0), STILL).yaw == 0


def test_the_turn_is_measured_from_the_still_on() -> None:
    leaning = replace(STILL, pose=Pose(6.0, 0.0))
    assert witnessed(seen(turned(30), 22.0), leaning).yaw == 16


def test_the_larger_of_both_witnesses_tells_how_far_away_a_face_may_look() -> None:
    assert witnessed(seen(turned(30), -22.0), STILL).away == pytest.approx(30, abs=1)
    assert witnessed(seen(FRONTAL, -41.0), STILL).away == 41


def test_pitch_is_the_network_s() -> None:
    assert witnessed(seen(turned(30), 22.0), STILL).pitch == 3


@pytest.fixture(scope="module")
def network() -> PoseNetwork:
    return PoseNetwork(Network(read(models_dir(), FACE_POSE.file), 1))


@pytest.fixture(scope="module")
def head() -> Head:
    picture = array(heads()["astronaut"].resize((480, 576)))
    return Head(picture, ((200, 173), (280, 173)))


def pose_of(network: PoseNetwork, detector: Detector, picture: Picture) -> Pose:
    return network.of(picture, detector.find(picture)[0])


@pytest.mark.parametrize("yaw", [-35, -20, 0, 20, 35])
def test_the_network_sees_drawn_turns(network: PoseNetwork, detector: Detector, head: Head, yaw: float) -> None:
    assert pose_of(network, detector, head.view(yaw)).yaw == pytest.approx(yaw, abs=8)


@pytest.mark.parametrize("name", ["astronaut", "ana", "bea", "cleo"])
def test_a_mirrored_face_is_turned_the_other_way(network: PoseNetwork, detector: Detector, name: str) -> None:
    picture = array(people.selfie(heads()[name]))
    there = pose_of(network, detector, picture)
    back = pose_of(network, detector, np.ascontiguousarray(picture[:, ::-1]))
    assert back.yaw == pytest.approx(-there.yaw, abs=8)
    assert back.pitch == pytest.approx(there.pitch, abs=5)
