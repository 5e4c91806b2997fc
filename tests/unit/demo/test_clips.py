"""Clips as Chromium takes them: JPEGs in a row, no two alike."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from kyc.demo.clips import RATE, still_clip, turning_clip
from kyc.demo.turning import Head, Pixels
from kyc.domain.challenge import Move

PHOTO = np.random.default_rng(3).integers(0, 255, (12, 10, 3)).repeat(10, 0).repeat(10, 1).astype(np.uint8)


def pictures(path: Path) -> list[Pixels]:
    """What a reader of the file sees that goes from one start of a JPEG to the next."""
    parts = path.read_bytes().split(b"\xff\xd8\xff")[1:]
    return [np.asarray(cv2.imdecode(np.frombuffer(b"\xff\xd8\xff" + one, np.uint8), 1), np.uint8) for one in parts]


def test_a_still_clip_shows_the_photograph_all_the_time(tmp_path: Path) -> None:
    still_clip(tmp_path / "still.mjpeg", PHOTO, seconds=0.5)
    found = pictures(tmp_path / "still.mjpeg")
    assert len(found) == RATE / 2
    assert all(np.abs(one.astype(int) - PHOTO).mean() < 12 for one in found)


def test_no_two_frames_of_a_clip_are_the_same(tmp_path: Path) -> None:
    still_clip(tmp_path / "still.mjpeg", PHOTO, seconds=0.5)
    assert len({one.tobytes() for one in pictures(tmp_path / "still.mjpeg")}) == RATE / 2


@pytest.mark.parametrize("seconds", [1, 2])
def test_a_turning_clip_lasts_as_long_as_it_should(tmp_path: Path, seconds: float) -> None:
    turning_clip(tmp_path / "turn.mjpeg", Head(PHOTO, ((40, 40), (60, 40))), (Move.LEFT, Move.RIGHT), seconds)
    assert len(pictures(tmp_path / "turn.mjpeg")) == seconds * RATE


def test_a_turning_clip_begins_straight_and_moves(tmp_path: Path) -> None:
    turning_clip(tmp_path / "turn.mjpeg", Head(PHOTO, ((40, 40), (60, 40))), (Move.LEFT, Move.RIGHT), seconds=1)
    first, *others = (one.astype(int) for one in pictures(tmp_path / "turn.mjpeg"))
    assert np.abs(first - PHOTO).mean() < 12
    assert max(np.abs(one - first).mean() for one in others) > 15
