"""Image arrays for the face engine: decoding, shrinking and rotating by quarter turns."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.domain.errors import Refused

Picture = NDArray[np.uint8]
"""Height x width x 3, blue-green-red, 0 to 255."""
Box = tuple[float, float, float, float]


def decode(data: bytes) -> Picture:
    """JPEG or PNG bytes as an array; raises `Refused("file_damaged")` where they do not decode."""
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise Refused("file_damaged")
    return np.asarray(found, np.uint8)


def shrunk(picture: Picture, scale: float) -> Picture:
    """The picture scaled down by area averaging, so that fine detail does not become noise; never enlarged."""
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def turned(picture: Picture, quarters: int) -> Picture:
    """The picture rotated counter-clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(picture, quarters))


def box_before(box: Box, quarters: int, size: tuple[int, int]) -> Box:
    """A box in a picture rotated counter-clockwise, converted to the picture before the rotation.

    `box` is left, top, width and height, the result left, top, right and bottom; `size` is height and width before.
    """
    left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
    height, width = size
    for turn in range(quarters, 0, -1):
        # One quarter turn back: x = width - y', y = x', with the width of the picture before this turn.
        before = width if turn % 2 else height
        left, top, right, bottom = before - bottom, left, before - top, right
    return left, top, right, bottom
