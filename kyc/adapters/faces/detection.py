"""Finds faces and their five landmarks with YuNet (Wu et al. 2023) as it runs in OpenCV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.adapters.faces.pictures import Picture, shrunk

LONGEST_SIDE = 640
"""Pixels of the longer side that the detector sees: YuNet was trained on faces of 10 to 300 pixels."""
LEAST_SCORE = 0.6
OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Face:
    """One face in pixels of the picture it was found in.

    `box` is left, top, width, height; `landmarks` are five points (x, y): both eyes, the tip of the nose, both corners
    of the mouth, in each pair the one on the picture's left first.
    """

    box: tuple[float, float, float, float]
    landmarks: NDArray[np.float32]
    score: float

    @property
    def area(self) -> float:
        return self.box[2] * self.box[3]

    @property
    def eye_distance(self) -> float:
        """The distance between the centres of the eyes, in pixels."""
        return float(np.linalg.norm(self.landmarks[1] - self.landmarks[0]))

    def scaled(self, scale: float) -> Face:
        """The same face in a picture that is this many times as large."""
        left, top, width, height = (side * scale for side in self.box)
        return Face((left, top, width, height), self.landmarks * np.float32(scale), self.score)


class Detector:
    """YuNet on one picture after another; not for two threads at once."""

    def __init__(self, weights: bytes, least_score: float = LEAST_SCORE) -> None:
        model = np.frombuffer(weights, np.uint8)
        nothing = np.empty(0, np.uint8)
        level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)  # OpenCV 5 warns of a missing target
        try:
            self._net = cv2.FaceDetectorYN.create("onnx", model, nothing, (320, 320), least_score, OVERLAP, 50)
        finally:
            cv2.utils.logging.setLogLevel(level)

    def find(self, picture: Picture, longest_side: int = LONGEST_SIDE) -> Sequence[Face]:
        """Every face, the largest first; the network sees the picture with at most `longest_side` pixels."""
        scale = min(1.0, longest_side / max(picture.shape[:2]))
        small = shrunk(picture, scale)
        self._net.setInputSize((small.shape[1], small.shape[0]))
        _, rows = self._net.detect(small)
        scale = picture.shape[0] / small.shape[0]
        found = [_face(row).scaled(scale) for row in (() if rows is None else rows)]
        return sorted(found, key=lambda face: -face.area)


def _face(row: NDArray[np.float32]) -> Face:
    """The face in an output row of YuNet: box, five points, score."""
    left, top, width, height = (float(value) for value in row[:4])
    return Face((left, top, width, height), row[4:14].reshape(5, 2), float(row[14]))
