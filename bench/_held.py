"""A photograph held up to a camera: moved, brought closer, tilted, and bent like a sheet of paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kyc.demo.turning import Pixels, Plane, painted

WALL = (165, 160, 150)
CAMERA = (480, 640)
"""Height and width of the camera's picture; at a scale of 1 a flat sheet is as high as it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """How the sheet is held: degrees, and shares of the camera's picture; `distance` is in widths of the sheet.

    `bend` is the angle that the sheet's width spans on an upright tube (0: flat, 180: half a tube, negative: concave).
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    bend: float = 0.0
    scale: float = 0.8
    across: float = 0.0
    down: float = 0.0
    distance: float = 2.5


def held(photo: Pixels, hold: Hold) -> Pixels:
    """What the camera sees of the sheet before a plain wall."""
    height, width = photo.shape[:2]
    x, y = np.meshgrid((np.arange(width) + 0.5) / width - 0.5, ((np.arange(height) + 0.5) - height / 2) / width)
    sheet = np.stack([*_bent(x, hold.bend), y], -1)[..., [0, 2, 1]]
    placed = sheet @ _turned(hold).T
    size = hold.scale * CAMERA[0] * width / height * hold.distance / (hold.distance - placed[..., 2])
    canvas = np.full((*CAMERA, 3), WALL, np.uint8)
    return painted(
        photo,
        CAMERA[1] * (0.5 + hold.across) + placed[..., 0] * size,
        CAMERA[0] * (0.5 + hold.down) + placed[..., 1] * size,
        placed[..., 2],
        canvas,
    )


def _bent(x: Plane, degrees: float) -> tuple[Plane, Plane]:
    """Sideways and towards the camera, for a sheet on a tube; its arc length stays the same."""
    if not degrees:
        return x, np.zeros_like(x)
    radius = 1 / np.radians(degrees)
    return radius * np.sin(x / radius), radius * (np.cos(x / radius) - 1)


def _turned(hold: Hold) -> Plane:
    (cy, cp, cr), (sy, sp, sr) = (f(np.radians([hold.yaw, hold.pitch, hold.roll])) for f in (np.cos, np.sin))
    about_upright = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_level = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_view = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(about_view @ about_level @ about_upright)
