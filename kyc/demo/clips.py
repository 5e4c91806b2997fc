"""Clips for a browser's pretended camera (`--use-file-for-fake-video-capture`): a head that turns, a held photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.demo.turning import Head, Pixels, steps
from kyc.domain.challenge import Move

RATE = 30
"""Frames a second at which Chromium plays a file of JPEGs, again and again."""
_NOISE, _SHIFT = 2.0, 64
"""Grey levels of the noise, which is drawn once and shifted by up to so many pixels."""


def turning_clip(path: Path, head: Head, moves: Sequence[Move], seconds: float) -> None:
    """The person makes the moves one after the other; `path` ends in .mjpeg."""
    view = cache(head.view)
    _write(path, (view(round(yaw / 2) * 2, round(closer, 2)) for yaw, closer in steps(moves, round(seconds * RATE))))


def still_clip(path: Path, photo: Pixels, seconds: float) -> None:
    """The same photograph all the time; only the noise of a sensor changes."""
    _write(path, (photo for _ in range(round(seconds * RATE))))


def _write(path: Path, pictures: Iterable[Pixels]) -> None:
    """JPEGs one after the other, blue-green-red in; with the noise of a sensor, for no camera gives a picture twice."""
    dice = np.random.default_rng(0)
    noise: NDArray[np.int16] | None = None
    with path.open("wb") as stream:
        for picture in pictures:
            height, width = picture.shape[:2]
            if noise is None:
                noise = dice.normal(0, _NOISE, (height + _SHIFT, width + _SHIFT, 3)).round().astype(np.int16)
            row, column = dice.integers(0, _SHIFT, 2)
            noisy = np.clip(picture + noise[row : row + height, column : column + width], 0, 255).astype(np.uint8)
            stream.write(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes())
