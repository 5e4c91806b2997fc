"""How far a head is turned, measured twice: by a network that sees the face, and by the positions of five points.

A picture of a face can be tilted and bent until the network takes it for a turned head. But the points of a flat
picture move differently from those of a head: the tip of the nose stays between the eyes. Hence only what both measure
counts as a turn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.network import Network
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.faces.spoofing import surroundings

SIDE, SURROUNDINGS = 224, 1.5
BIN, LEAST = 3.0, -99.0
"""Each angle is given as probabilities of 66 bins of three degrees (Ruiz et al. 2018, Hopenet)."""
MEAN, SPREAD = (np.array(one, np.float32) for one in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))

RELIEF = np.array([0.0, 0.0, 0.6, 0.1, 0.1])
"""How far eyes, nose tip and mouth corners are in front of the eyes, in eye distances (MediaPipe's mean face)."""
NARROWED = 0.75
"""The least relative width that a face keeps compared with its still, beyond what its turn explains.

Of synthetic turns of 20 to 35 degrees none is narrower (at 0.82, 4 %); of tilted and bent pictures that both
measurements take for turned heads, two in five are.
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A face and its pose according to the network."""

    face: Face
    pose: Pose


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees: yaw to the person's own left and pitch upwards are positive."""

    yaw: float
    pitch: float


class PoseNetwork:
    """`fr_pose` on the face with a margin of half its size."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def of(self, picture: Picture, face: Face) -> Pose:
        crop = cv2.resize(surroundings(picture, face, SURROUNDINGS), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        rgb = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB), np.float32) / np.float32(255)
        yaw, pitch, _ = self._network.run_all(np.ascontiguousarray(((rgb - MEAN) / SPREAD).transpose(2, 0, 1)))
        return Pose(-_angle(yaw), _angle(pitch))


@dataclass(frozen=True, slots=True)
class Turn:
    """`yaw` is what both measurements agree on, `away` the larger of the two, without its direction."""

    yaw: float
    away: float
    pitch: float


def witnessed(seen: Seen, still: Seen) -> Turn:
    """How far the head turned since the still: the smaller of both measurements, 0 where they contradict each other.

    It is relative to the still because faces are asymmetrical and nobody looks exactly straight ahead.
    """
    network, points = seen.pose.yaw - still.pose.yaw, turn_of(seen.face, still.face)
    least = NARROWED * math.cos(math.radians(points))
    agree = network * points > 0 and narrowing(seen.face, still.face) >= least
    less, more = sorted((abs(network), abs(points)))
    return Turn(math.copysign(less, points) if agree else 0.0, more, seen.pose.pitch)


def turn_of(face: Face, still: Face) -> float:
    """Yaw in degrees by five points: those of the still, with a mean face's relief, rotated until they fit best.

    It is the best affine camera (least squares), made rigid (orthographic; Tomasi and Kanade 1992).
    """
    shape = np.column_stack([_upright(still), -RELIEF])
    seen = _upright(face)
    camera = np.linalg.lstsq(shape - shape.mean(0), seen - seen.mean(0), rcond=None)[0].T
    u, _, v = np.linalg.svd(camera, full_matrices=False)
    towards = -(u @ v)[0, 2]
    return math.degrees(math.asin(min(1.0, max(-1.0, float(towards)))))


def narrowing(face: Face, still: Face) -> float:
    """The aspect ratio of eyes and mouth relative to the still's: for a real head the cosine of the yaw."""
    return _width_by_height(face) / _width_by_height(still)


def _width_by_height(face: Face) -> float:
    points = _upright(face)
    return 1.0 / max(float(np.linalg.norm(points[3:].mean(0))), 1e-6)


def _upright(face: Face) -> NDArray[np.float64]:
    """The points in eye distances from the middle of the eyes, with the line of the eyes level."""
    points = face.landmarks.astype(np.float64)
    across = points[1] - points[0]
    length = max(float(np.linalg.norm(across)), 1e-6)
    cosine, sine = across / length
    return np.asarray((points - points[:2].mean(0)) @ np.array([[cosine, -sine], [sine, cosine]]) / length)


def _angle(scores: NDArray[np.float64]) -> float:
    chances = np.exp(scores - scores.max())
    return float((chances @ np.arange(chances.size)) / chances.sum() * BIN + LEAST)
