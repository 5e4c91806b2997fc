"""Sharpness, exposure and glare of a picture or of the page in it, by arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from kyc.adapters.images.view import Colour, Grey, level, resized

_LONG_SIDE = 1000
_GLARE_SIDE = 700
# Reflected lamps are round and overexposed inside, and the rings around them, in pixels from the edge, get ever darker.
_ROUND = 0.75
_RINGS = ((1, 4), (4, 8), (8, 14), (14, 24), (24, 40))
_HALO, _FALL, _SOFT = 225, 5, 30.0
# A percentile of the ring that leaves out ink on the paper, and how much brighter the next ring may still be.
_PAPER, _SLACK = 75, 4


@dataclass(frozen=True, slots=True)
class Light:
    """Sharpness scaled to full contrast, contrast, and the shares of dark and bright; brightness from 0 to 255."""

    sharpness: float
    contrast: float
    dark_share: float
    bright_share: float


def light(colour: Colour) -> Light:
    """The light of a picture, measured at a long side of at most 1000 pixels; nothing is enlarged."""
    small = resized(colour, min(1.0, _LONG_SIDE / max(colour.shape[:2])))
    grey: Grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    contrast = float(level(grey, 0.98) - level(grey, 0.02))
    return Light(
        _sharpness(grey) * _full_contrast(contrast),
        contrast,
        float((grey < 30).mean()),
        float((grey > 245).mean()),
    )


def _sharpness(grey: Grey) -> float:
    """The sharpness of the sharpest tenth of the tiles, so that a plain table around the document does not count."""
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    side = max(40, min(100, min(grey.shape) // 5))
    rows, columns = (max(1, length // side) for length in grey.shape)
    tiles = [
        edges[r * side : (r + 1) * side, c * side : (c + 1) * side].var() for r in range(rows) for c in range(columns)
    ]
    return float(np.percentile(tiles, 90))


def _full_contrast(contrast: float) -> float:
    """The factor for a dark picture's sharpness; at most 10, because noise is amplified too."""
    return min(10.0, (200 / max(contrast, 1.0)) ** 2) if contrast < 200 else 1.0


def glare(colour: Colour) -> float:
    """The share of the largest reflected lamp: a round overexposed spot with a soft halo, which white paper lacks."""
    small = resized(colour, _GLARE_SIDE / max(colour.shape[:2]))
    hsv = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)
    burnt = ((hsv[..., 2] >= 250) & (hsv[..., 1] < 25)).astype(np.uint8)
    spots = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(spots)
    largest = sorted(range(1, count), key=lambda index: -stats[index, cv2.CC_STAT_AREA])[:3]
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1.0).astype(np.float32)
    shapes = ((labels == index).astype(np.uint8) for index in largest)
    return max((float(spot.mean()) for spot in shapes if _is_lamp(spot, grey)), default=0.0)


def _is_lamp(spot: npt.NDArray[np.uint8], grey: npt.NDArray[np.float32]) -> bool:
    contours = cv2.findContours(spot, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    hull = cv2.contourArea(cv2.convexHull(max(contours, key=cv2.contourArea)))
    if spot.sum() < _ROUND * hull:
        return False
    away = cv2.distanceTransform((1 - spot).astype(np.uint8), cv2.DIST_L2, 5)
    rings = [grey[(away > near) & (away <= far)] for near, far in _RINGS]
    bright = [float(np.percentile(ring, _PAPER)) for ring in rings if ring.size]
    falling = all(outer <= inner + _SLACK for inner, outer in pairwise(bright))
    if not bright or bright[0] < _HALO or not falling or bright[0] - bright[-1] < _FALL:
        return False
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    edge = (away > 0) & (away <= 6)
    return float(np.median(np.hypot(across, down)[edge])) / 4 < _SOFT
