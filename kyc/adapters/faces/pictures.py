"""Image arrays for the face engine: decoding, shrinking and turning by quarters."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.domain.errors import Refused

Picture = NDArray[np.uint8]
"""Height x width x 3, blue-green-red, 0 to 255."""


def decode(data: bytes) -> Picture:
    """JPEG or PNG bytes as an array; raises `Refused("file_damaged")` where they do not decode."""
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise Refused("file_damaged")
    return np.asarray(found, np.uint8)


def shrunk(picture: Picture, scale: float) -> Picture:
    """Smaller by area averaging, so that fine detail does not turn into noise; never larger."""
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def turned(picture: Picture, quarters: int) -> Picture:
    """Counter-clockwise by quarters of a turn."""
    return np.ascontiguousarray(np.rot90(picture, quarters))
