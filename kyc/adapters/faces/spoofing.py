"""Scores how live a face looks in one picture; a signal, never the only test."""

from __future__ import annotations

import cv2
import numpy as np

from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.network import Network
from kyc.adapters.faces.pictures import Picture

SIDE = 128
SURROUNDINGS = (2.0, 2.7)
"""Crops are the face box times these: the edges of paper and screens are beside the face, not in it.

2.7 is the publisher's own; 2.0 was better against screens. Their mean is more stable than either (see limits).
"""


class Spoofing:
    """`fr_liveness`: three classes, the first of which is a live face."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def score(self, picture: Picture, face: Face) -> float:
        """The logit of the live class against the rest, the mean of all crops: 0 is even odds, higher is more live."""
        return float(np.mean([self._logit(surroundings(picture, face, times)) for times in SURROUNDINGS]))

    def _logit(self, crop: Picture) -> float:
        """The logit of a crop (BGR, 0 to 255), scaled down by area so that a sharp camera is not taken for a screen."""
        small = np.asarray(cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32)
        live, *others = self._network.run(small.transpose(2, 0, 1))
        return float(live - np.logaddexp.reduce(others))


def surroundings(picture: Picture, face: Face, times: float) -> Picture:
    """The box enlarged about its centre, and shifted, not clipped, where it would exceed the picture."""
    height, width = picture.shape[:2]
    left, top, w, h = face.box
    scale = min(times, (width - 1) / w, (height - 1) / h)
    x = _moved_inside(left + w / 2, w * scale, width)
    y = _moved_inside(top + h / 2, h * scale, height)
    return picture[y : y + round(h * scale), x : x + round(w * scale)]


def _moved_inside(centre: float, length: float, limit: int) -> int:
    return round(min(max(centre - length / 2, 0.0), limit - length))
