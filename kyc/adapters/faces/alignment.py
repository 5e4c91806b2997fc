"""Brings a face into the pose that the embedding was trained on: five landmarks onto five fixed points."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.pictures import Picture, shrunk

SIDE = 112
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Eyes, nose, mouth corners in a square of 112 pixels (ArcFace, Deng et al. 2019)."""


def aligned(picture: Picture, face: Face) -> Picture:
    """The face as 112 x 112 pixels, upright; a large picture is averaged down first against aliasing."""
    scale = min(1.0, 2 * float(np.linalg.norm(TEMPLATE[1] - TEMPLATE[0])) / max(face.eye_distance, 1.0))
    small = shrunk(picture, scale)
    points = face.landmarks.astype(np.float64) * (small.shape[1] / picture.shape[1])
    return np.asarray(cv2.warpAffine(small, similarity(points, TEMPLATE), (SIDE, SIDE)), np.uint8)


def similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The 2 x 3 matrix of rotation, scale and shift that maps the points best (least squares, Umeyama 1991)."""
    source_mean, target_mean = source.mean(0), target.mean(0)
    a, b = source - source_mean, target - target_mean
    u, stretch, v = np.linalg.svd(b.T @ a)
    mirror = np.diag([1.0, np.sign(np.linalg.det(u) * np.linalg.det(v))])
    turn = u @ mirror @ v
    scale = float(np.trace(np.diag(stretch) @ mirror) / (a**2).sum())
    shift = target_mean - scale * turn @ source_mean
    return np.hstack([scale * turn, shift[:, None]])
