"""Signs in the picture of a document of how it was taken: a copy without colour, a photo of a screen."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from kyc.adapters.documents.sheet import Sheet
from kyc.domain.documents import Side
from kyc.domain.evidence import Finding, Region
from kyc.domain.ports import Page

# Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003): colour prints measured 12 and more, grey
# copies under 4.
_GREY_COPY = 8.0
# Photos measured 1.2 to 2.5, simulated screens 3.1 and more; scans of halftone print lie between and may look like one.
_SCREEN = 3.0
_TILE = 512

# Fewer lines of text, or text in a smaller part of the picture, do not show where the page is.
_LINES, _PART, _MARGIN = 4, 0.04, 0.04

LOOKED_FOR = frozenset({"image_grey_copy", "image_screen"})
_WHOLE = (0.0, 0.0, 1.0, 1.0)

Picture = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]


def findings(page: Page, sheet: Sheet | None = None) -> tuple[Finding, ...]:
    """Weak signals of one accepted image, none of which may reject anybody, each with the area that was measured.

    Only the page itself is measured where the text of `sheet` shows where it is: a colourful table would hide a grey
    copy, and a screen behind the document is not part of it. Many backs are black on white (6 of 15 synthetic ones, and
    licences of several states), so colour is measured only on the side with the portrait.
    """
    image = cv2.imdecode(np.frombuffer(page.image, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return ()
    box = (written(sheet) if sheet else None) or _WHOLE
    colour = _cut(image.astype(np.uint8), box)
    signs = {
        "image_grey_copy": page.side is not Side.BACK and colourfulness(colour) < _GREY_COPY,
        "image_screen": screen_pattern(colour) > _SCREEN,
    }
    return tuple(Finding(code, Region(page.side, box)) for code, holds in signs.items() if holds)


def written(sheet: Sheet) -> Box | None:
    """The rectangle around all text with a small margin, in fractions of the picture; None for too little text."""
    if len(sheet.lines) < _LINES:
        return None
    height, width = sheet.image.shape[:2]
    corners = np.concatenate([line.box for line in sheet.lines]) / np.array([width, height])
    low = np.clip(corners.min(0) - _MARGIN, 0.0, 1.0)
    high = np.clip(corners.max(0) + _MARGIN, 0.0, 1.0)
    if float(np.prod(high - low)) < _PART:
        return None
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _cut(image: Picture, box: Box) -> Picture:
    height, width = image.shape[:2]
    left, top, right, bottom = box
    rows = slice(int(top * height), max(int(bottom * height), int(top * height) + 1))
    return image[rows, int(left * width) : max(int(right * width), int(left * width) + 1)]


def colourfulness(image: Picture) -> float:
    """The measure of Hasler and Süsstrunk, corrected for poor light: 0 for grey, 15 and more for colour."""
    scale = min(1.0, 800 / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    small *= 220 / max(float(np.percentile(small, 98)), 20.0)
    blue, green, red = small[..., 0], small[..., 1], small[..., 2]
    red_green, yellow_blue = np.abs(red - green), np.abs(0.5 * (red + green) - blue)
    spread = np.hypot(red_green.std(), yellow_blue.std())
    return float(spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))


def screen_pattern(image: Picture) -> float:
    """How far the strongest isolated frequencies exceed the spectrum (natural logarithm), as a screen's grid does.

    Measured at native resolution in the middle of the picture, away from the axes, where print and edges are strong.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    side = min(*grey.shape, _TILE)
    top, left = (grey.shape[0] - side) // 2, (grey.shape[1] - side) // 2
    tile = grey[top : top + side, left : left + side].astype(np.float32)
    tile -= cv2.GaussianBlur(tile, (0, 0), 3)
    window = np.outer(np.hanning(side), np.hanning(side))
    spectrum = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(tile * window))))
    smooth = cv2.medianBlur((spectrum * 20).clip(0, 255).astype(np.uint8), 21) / 20
    rows, columns = np.mgrid[:side, :side] - side / 2
    radius = np.hypot(rows, columns) / side
    ring = (radius > 0.12) & (radius < 0.48) & (np.abs(rows) > 4) & (np.abs(columns) > 4)
    return float(np.sort((spectrum - smooth)[ring])[-12:].mean())
