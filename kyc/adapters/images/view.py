"""One accepted picture in the form for measuring: decoded once, and scaled to the size the limits were tuned at."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kyc.domain.ports import Picture

Colour = npt.NDArray[np.uint8]
Grey = npt.NDArray[np.uint8]
LONG_SIDE = 1400


@dataclass(frozen=True, slots=True)
class View:
    """`native` is BGR as decoded, at least 1400 pixels long if the picture is; `colour` and `grey` have exactly 1400.

    `scale` converts pixels of the picture to those of `colour`.
    """

    native: Colour
    colour: Colour
    grey: Grey
    scale: float


def look(picture: Picture) -> View:
    """The view of a picture; a large JPEG is decoded at a half or a quarter of its size, a small one enlarged."""
    native = decode(picture, LONG_SIDE)
    colour = resized(native, LONG_SIDE / max(native.shape[:2]))
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    return View(native, colour, grey, LONG_SIDE / max(picture.width, picture.height))


def decode(picture: Picture, long_side: int) -> Colour:
    """BGR with at least this many pixels along the longer side, or with all there are."""
    most = max(picture.width, picture.height)
    factor = next((factor for factor in (4, 2) if most >= factor * long_side), 1)
    flag = {4: cv2.IMREAD_REDUCED_COLOR_4, 2: cv2.IMREAD_REDUCED_COLOR_2, 1: cv2.IMREAD_COLOR}[factor]
    image = cv2.imdecode(np.frombuffer(picture.data, np.uint8), flag)
    if image is None:
        raise ValueError("not a picture of the intake")
    return image.astype(np.uint8)


def resized(image: npt.NDArray[np.uint8], scale: float) -> npt.NDArray[np.uint8]:
    """The image scaled: down by averaging, up by cubic interpolation."""
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=how).astype(np.uint8)


def level(grey: npt.NDArray[np.uint8], share: float) -> int:
    """The brightness that this share of all pixels does not exceed; from the histogram, which is much faster."""
    counts = np.cumsum(cv2.calcHist([grey], [0], None, [256], [0, 256]))
    return int(np.searchsorted(counts, share * counts[-1]))
