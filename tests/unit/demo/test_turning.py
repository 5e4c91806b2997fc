"""Drawn turns: the right side, the right size, and nothing lost on the way."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.demo.turning import NEAR, Head, Pixels, painted, steps, upright
from kyc.domain.challenge import Move

EYES = ((80.0, 70.0), (120.0, 70.0))
LEFT_RIGHT = (Move.LEFT, Move.RIGHT)


@pytest.fixture(scope="module")
def head() -> Head:
    """Grey, with a red dot where the tip of the nose is and a blue one at the edge of the picture."""
    picture = np.full((200, 200, 3), 128, np.uint8)
    picture[88:97, 96:105] = (0, 0, 255)
    picture[188:197, 4:13] = (255, 0, 0)
    return Head(picture, EYES)


def red(picture: Pixels) -> tuple[float, int]:
    """Where across the picture the red dot is, and how large."""
    rows, columns = np.nonzero((picture[..., 2] > 200) & (picture[..., 0] < 80))
    return float(columns.mean()), len(rows)


def test_a_head_that_looks_straight_stays_as_it_is(head: Head) -> None:
    assert np.abs(head.view(0).astype(int) - head.photo).mean() < 1


@pytest.mark.parametrize("yaw", [15, 30])
def test_the_nose_moves_to_the_right_for_the_person_s_own_left(head: Head, yaw: float) -> None:
    middle, _ = red(head.photo)
    to_left, to_right = red(head.view(yaw))[0], red(head.view(-yaw))[0]
    assert to_left - middle == pytest.approx(middle - to_right, abs=2)
    assert to_left - middle == pytest.approx(1.8 * 40 * np.sin(np.radians(yaw)), abs=4)


def test_the_edge_of_the_picture_stays(head: Head) -> None:
    turned = head.view(30)
    assert np.abs(turned[180:].astype(int) - head.photo[180:]).mean() < 6


def test_no_hole_is_left(head: Head) -> None:
    assert head.view(35).min(axis=2).max() > 0
    assert not (head.view(35) == 0).all(axis=2).any()


def test_who_comes_closer_is_larger(head: Head) -> None:
    _, before = red(head.view(0))
    _, after = red(head.view(0, closer=1.4))
    assert after == pytest.approx(1.96 * before, rel=0.25)


def test_near_points_lie_over_far_ones() -> None:
    colours = np.array([[[10, 10, 10], [200, 200, 200]]], np.uint8)
    place, canvas = np.array([[2.0, 2.0]]), np.zeros((5, 5, 3), np.uint8)
    for near, shown in (((0.0, 1.0), 200), ((1.0, 0.0), 10)):
        assert painted(colours, place, place, np.array([near]), canvas)[2, 2, 0] == shown


def test_points_beside_the_canvas_are_left_out() -> None:
    far = np.array([[-9.0, 99.0]])
    canvas = np.full((5, 5, 3), 7, np.uint8)
    assert (painted(np.zeros((1, 2, 3), np.uint8), far, far, far, canvas) == 7).all()


@pytest.mark.parametrize("frames", [8, 12, 15])
def test_the_steps_go_through_the_moves_in_their_order(frames: int) -> None:
    yaws = [yaw for yaw, _ in steps(LEFT_RIGHT, frames)]
    assert len(yaws) == frames
    assert yaws[0] == yaws[-1] == 0
    assert max(yaws) >= 20 > -20 >= min(yaws)
    assert yaws.index(max(yaws)) < yaws.index(min(yaws))


def test_closer_and_centre_are_made_with_a_straight_look() -> None:
    found = list(steps((Move.CLOSER, Move.CENTRE), 12))
    assert {yaw for yaw, _ in found} == {0}
    assert max(nearness for _, nearness in found) == pytest.approx(NEAR, abs=0.05)


def test_it_can_be_asked_for_less() -> None:
    assert max(yaw for yaw, _ in steps(LEFT_RIGHT, 30, asked=10)) == pytest.approx(10, abs=0.5)


def test_a_picture_cut_to_the_head_needs_no_eyes_to_be_told() -> None:
    head = upright(np.zeros((864, 720, 3), np.uint8))
    assert (head.unit, head.middle) == (120, (360, pytest.approx(259.2)))
