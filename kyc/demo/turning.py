"""A turning head, drawn from one photograph: the photo is laid on a simple relief, which is turned and drawn again.

The relief is an egg with a nose, positioned by the eyes alone. It shares nothing with the models that judge the moves,
but it is a drawing: ears, hair and neck follow only roughly. For tests and benchmarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.domain.challenge import Move

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float64]
Eyes = tuple[tuple[float, float], tuple[float, float]]

EGG = (1.15, 1.75, 1.5)
"""Half a head's width, height and depth in eye distances (63 mm; ISO 7250-1: breadth 150, length 195)."""
CHIN = 0.3
"""How far below the eyes the middle of the head is."""
NOSE = (0.33, 0.55)
"""How far the nose sticks out, and how far below the eyes its tip is."""
FURTHEST = 1.8
"""The head's surroundings move along, up to this many radii from its middle."""
ASKED, NEAR = 30.0, 1.4
"""Degrees that a person is asked to turn, and how much larger the face of one who leans in becomes."""
_FINE = 2


class Head:
    """One photograph (height x width x 3) of a person who looks straight ahead; `eyes` are (x, y) in pixels."""

    def __init__(self, photo: Pixels, eyes: Eyes) -> None:
        (x1, y1), (x2, y2) = eyes
        self.photo, self.unit = photo, float(np.hypot(x2 - x1, y2 - y1))
        self.middle = (x1 + x2) / 2, (y1 + y2) / 2
        height, width = photo.shape[:2]
        self._fine = np.asarray(
            cv2.resize(photo, (width * _FINE, height * _FINE), interpolation=cv2.INTER_CUBIC), np.uint8
        )
        x = (np.arange(width * _FINE) / _FINE - self.middle[0]) / self.unit
        y = (np.arange(height * _FINE) / _FINE - self.middle[1]) / self.unit
        self._x, self._y = np.meshgrid(x, y)
        self._radius = np.sqrt((self._x / EGG[0]) ** 2 + ((self._y - CHIN) / EGG[1]) ** 2)
        self._depth = EGG[2] * np.sqrt(np.clip(1 - self._radius**2, 0, None)) + _nose(self._x, self._y)

    def view(self, yaw: float, closer: float = 1.0) -> Pixels:
        """The head turned by `yaw` degrees, to its own left where positive, and enlarged by `closer`."""
        turn = np.radians(yaw)
        edge = np.clip((FURTHEST - self._radius) / (FURTHEST - 1), 0, 1)
        along = self._x + edge * self._x * (np.cos(turn) - 1) / np.maximum(self._radius, 1)
        on_head = self._radius < 1
        x = np.where(on_head, self._x * np.cos(turn) + self._depth * np.sin(turn), along)
        near = np.where(on_head, self._depth * np.cos(turn) - self._x * np.sin(turn), -EGG[2])
        height, width = self.photo.shape[:2]
        drawn = painted(
            self._fine,
            self.middle[0] + x * self.unit,
            self.middle[1] + self._y * self.unit,
            near,
            np.zeros_like(self.photo),
        )
        grown = cv2.getRotationMatrix2D(self.middle, 0, closer)
        return np.asarray(cv2.warpAffine(drawn, grown, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def upright(photo: Pixels) -> Head:
    """The head in a picture cropped like those of `kyc/demo/people.py`: a sixth of the width between the eyes."""
    height, width = photo.shape[:2]
    return Head(photo, ((width * 5 / 12, 0.3 * height), (width * 7 / 12, 0.3 * height)))


def painted(colours: Pixels, x: Plane, y: Plane, near: Plane, canvas: Pixels) -> Pixels:
    """Draw every point of a picture at its place on the canvas, near ones over far ones, and fill the gaps."""
    height, width = canvas.shape[:2]
    column, row = np.rint(x).astype(np.int32), np.rint(y).astype(np.int32)
    inside = np.flatnonzero((column >= 0) & (column < width) & (row >= 0) & (row < height))
    points = inside[np.argsort(near.ravel()[inside], kind="stable")]
    drawn = np.full(height * width, -1, np.intp)
    drawn[row.ravel()[points] * width + column.ravel()[points]] = points
    done = (drawn >= 0).astype(np.uint8).reshape(height, width)
    result = np.where(done[..., None], colours.reshape(-1, 3)[drawn].reshape(canvas.shape), canvas)
    gaps = cv2.morphologyEx(done, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)) - done
    return np.asarray(cv2.inpaint(result, gaps, 3, cv2.INPAINT_TELEA), np.uint8)


def steps(moves: Sequence[Move], frames: int, asked: float = ASKED) -> Iterator[tuple[float, float]]:
    """Yaw and closeness for this many frames: straight ahead, then into each move, held, and back."""
    targets = [(0.0, 1.0)]
    for move in moves:
        goal = {Move.LEFT: (asked, 1.0), Move.RIGHT: (-asked, 1.0), Move.CLOSER: (0.0, NEAR)}.get(move, (0.0, 1.0))
        targets += [goal, goal, (0.0, 1.0)]
    at = np.linspace(0, len(targets) - 1, frames)
    yaw, nearness = (np.interp(at, range(len(targets)), column) for column in zip(*targets, strict=True))
    yield from zip(yaw.tolist(), nearness.tolist(), strict=True)


def _nose(x: Plane, y: Plane) -> Plane:
    """A ridge that rises from between the eyes to the tip of the nose and falls off below."""
    height, tip = NOSE
    rise = np.clip(y / tip, 0, 1)
    fall = np.exp(-np.square(np.clip(y - tip, 0, None) / 0.1))
    return np.asarray(height * rise * fall * np.exp(-np.square(x / (0.11 + 0.1 * rise))))
