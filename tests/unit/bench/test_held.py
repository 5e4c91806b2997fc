"""Photographs held up to a camera: where they come to lie, and how they narrow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench._held import CAMERA, WALL, Hold, held
from kyc.demo.turning import Pixels

SHEET = np.full((400, 300, 3), 20, np.uint8)
SHEET[:, 150:] = 230
FAR = Hold(distance=50)


def extent(picture: Pixels) -> tuple[int, int, int, int]:
    """Left, right, top and bottom of what is not wall."""
    rows, columns = np.nonzero((picture != WALL).any(axis=2))
    return int(columns.min()), int(columns.max()), int(rows.min()), int(rows.max())


def width(hold: Hold) -> int:
    left, right, _, _ = extent(held(SHEET, hold))
    return right - left


def test_a_flat_sheet_lies_in_the_middle_as_high_as_it_is_scaled() -> None:
    left, right, top, bottom = extent(held(SHEET, FAR))
    assert bottom - top == pytest.approx(0.8 * CAMERA[0], abs=3)
    assert (left + right) / 2 == pytest.approx(CAMERA[1] / 2, abs=2)
    assert (right - left) / (bottom - top) == pytest.approx(300 / 400, abs=0.02)


@pytest.mark.parametrize("yaw", [-60, 45, 60])
def test_a_tilted_sheet_is_narrower(yaw: float) -> None:
    assert width(replace(FAR, yaw=yaw)) / width(FAR) == pytest.approx(np.cos(np.radians(yaw)), abs=0.03)


@pytest.mark.parametrize("bend", [90, -90, 180])
def test_a_bent_sheet_is_narrower_whichever_way(bend: float) -> None:
    radius = 1 / np.radians(abs(bend))
    assert width(replace(FAR, bend=bend)) / width(FAR) == pytest.approx(2 * radius * np.sin(0.5 / radius), abs=0.04)


def test_near_a_camera_the_near_edge_is_longer() -> None:
    picture = held(SHEET, Hold(yaw=40, distance=1.5))
    covered = (picture != WALL).any(axis=2)
    left, right, _, _ = extent(picture)
    assert covered[:, left + 5].sum() > 1.2 * covered[:, right - 5].sum()


def test_a_sheet_moved_across_lies_there() -> None:
    before, after = extent(held(SHEET, FAR)), extent(held(SHEET, replace(FAR, across=0.1, down=0.05)))
    assert after[0] - before[0] == pytest.approx(0.1 * CAMERA[1], abs=2)
    assert after[2] - before[2] == pytest.approx(0.05 * CAMERA[0], abs=2)


def test_turned_in_its_plane_by_half_a_turn_it_stands_on_its_head() -> None:
    assert held(SHEET, replace(FAR, roll=180))[240, 240, 0] == 230
    assert held(SHEET, FAR)[240, 240, 0] == 20
