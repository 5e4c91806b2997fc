"""Quadrilaterals around lines of text: their size and direction, cutting them out upright, joining fragments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

# Four corners (top left, top right, bottom right, bottom left as seen in the image), shape (4, 2), in pixels.
Box = npt.NDArray[np.float32]
Image = npt.NDArray[np.uint8]
Vector = npt.NDArray[Any]


def size(box: Box) -> tuple[float, float]:
    """Width and height: the means of the opposite sides."""
    width = (np.linalg.norm(box[1] - box[0]) + np.linalg.norm(box[2] - box[3])) / 2
    height = (np.linalg.norm(box[3] - box[0]) + np.linalg.norm(box[2] - box[1])) / 2
    return float(width), float(height)


def length(box: Box) -> float:
    return max(size(box))


def thickness(box: Box) -> float:
    return min(size(box))


def direction(box: Box) -> tuple[Vector, Vector]:
    """Unit vectors along the text and perpendicular to it, downwards."""
    width, height = size(box)
    along = box[1] - box[0] if width >= height else box[3] - box[0]
    along = along / (float(np.linalg.norm(along)) + 1e-6)
    return along, np.array([-along[1], along[0]])


def cut(image: Image, box: Box, *, pad: float = 0.12, turned: bool = False) -> Image:
    """The line as a flat strip with a margin of `pad` line heights; vertical ones are laid flat, `turned` adds 180°."""
    width, height = size(box)
    margin = pad * min(width, height)
    stretch = np.array([1 + margin / max(width, 1), 1 + margin / max(height, 1)])
    corners = (box.mean(0) + _in_own_axes(box, stretch)).astype(np.float32)
    goal = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(corners, goal)
    shape = (max(int(width), 1), max(int(height), 1))
    strip = cv2.warpPerspective(image, warp, shape, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    quarter = 1 if height > 1.5 * width else 0
    return np.ascontiguousarray(np.rot90(strip, quarter + (2 if turned else 0))).astype(np.uint8)


def _in_own_axes(box: Box, stretch: Vector) -> Vector:
    """The corners relative to the middle, stretched along the box's own sides (a tilted line has tilted margins)."""
    across = (box[1] - box[0] + box[2] - box[3]) / 4
    down = (box[3] - box[0] + box[2] - box[1]) / 4
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    rest = box - box.mean(0) - signs[:, :1] * across - signs[:, 1:] * down
    result: Vector = signs[:, :1] * across * stretch[0] + signs[:, 1:] * down * stretch[1] + rest
    return result


def moved(box: Box, rows: float) -> Box:
    """The same box shifted down by this many of its own heights."""
    _, down = direction(box)
    return (box + down * rows * thickness(box)).astype(np.float32)


def halves(box: Box) -> tuple[Box, Box]:
    """The upper and the lower half of a line."""
    along, down = direction(box)
    shift = down * thickness(box) / 4
    middle, reach = box.mean(0), box - box.mean(0)
    flat = np.outer(reach @ along, along) + np.outer(reach @ down, down) / 2
    return (middle - shift + flat).astype(np.float32), (middle + shift + flat).astype(np.float32)


def joined(boxes: Sequence[Box]) -> Box:
    """The smallest rectangle around boxes that lie on one line."""
    along, down = direction(max(boxes, key=length))
    corners = np.concatenate(list(boxes))
    across, depth = corners @ along, corners @ down
    left, right, top, bottom = across.min(), across.max(), depth.min(), depth.max()
    upper = [left * along + top * down, right * along + top * down]
    lower = [right * along + bottom * down, left * along + bottom * down]
    return np.array(upper + lower, np.float32)


def same_row(one: Box, other: Box) -> bool:
    """Whether one box continues the line of the other: same height on the page, hardly any overlap."""
    along, down = direction(one if length(one) >= length(other) else other)
    if abs(float((one.mean(0) - other.mean(0)) @ down)) > 0.5 * min(thickness(one), thickness(other)):
        return False
    ends = [(float((box @ along).min()), float((box @ along).max())) for box in (one, other)]
    overlap = min(ends[0][1], ends[1][1]) - max(ends[0][0], ends[1][0])
    return overlap < 0.5 * min(thickness(one), thickness(other))


def inside(box: Box, outer: Box) -> bool:
    """Whether the middle of a box lies within another."""
    x, y = (float(value) for value in box.mean(0))
    return cv2.pointPolygonTest(outer, (x, y), measureDist=False) >= 0
