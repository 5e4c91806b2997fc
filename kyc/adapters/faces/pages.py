"""Where in a picture the document is: a face beside it is not its portrait but perhaps the person holding it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.adapters.faces.pictures import Box, Picture
from kyc.adapters.images.page import WHOLE, find_page
from kyc.adapters.images.view import LONG_SIDE, resized
from kyc.adapters.images.writing import writing

SLACK = 0.03
"""How far beyond its outline, as a fraction of the picture, the middle of a face still belongs to the page."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a portrait may be: the four corners as fractions of the picture, and whether a page was found there."""

    corners: NDArray[np.float32]
    known: bool

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box (left, top, right and bottom as fractions of the picture) is there."""
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return bool(cv2.pointPolygonTest(self.corners, middle, measureDist=True) >= -SLACK)


ANYWHERE = Ground(WHOLE, known=False)


def ground(picture: Picture) -> Ground:
    """The page that was found, or the whole picture where none was; takes 90 to 170 ms."""
    colour = resized(picture, LONG_SIDE / max(picture.shape[:2]))
    page = find_page(colour, writing(np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)))
    return Ground(page.corners.astype(np.float32), known=True) if page else ANYWHERE
