"""What the picture of a document says about how it was taken: a copy without colour, a photo of a screen."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

# Hasler and Süsstrunk, "Measuring colourfulness in natural images" (2003): colour prints measured 12 and more, grey
# copies under 4.
_GREY_COPY = 8.0
# Photos measured 1.2 to 2.5, simulated screens 3.1 and more; scans of halftone print lie between and may pass for one.
_SCREEN = 3.0
_TILE = 512

Picture = npt.NDArray[np.uint8]


def findings(data: bytes) -> tuple[str, ...]:
    """Reason codes of the catalogue for one accepted image; weak signals, none of which may refuse anybody."""
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return ()
    colour = image.astype(np.uint8)
    grey_copy = ("image_grey_copy",) if colourfulness(colour) < _GREY_COPY else ()
    return grey_copy + (("image_screen",) if screen_pattern(colour) > _SCREEN else ())


def colourfulness(image: Picture) -> float:
    """The measure of Hasler and Süsstrunk, as if the picture were well lit: 0 for grey, 15 and more for colour."""
    scale = min(1.0, 800 / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    small *= 220 / max(float(np.percentile(small, 98)), 20.0)
    blue, green, red = small[..., 0], small[..., 1], small[..., 2]
    red_green, yellow_blue = np.abs(red - green), np.abs(0.5 * (red + green) - blue)
    spread = np.hypot(red_green.std(), yellow_blue.std())
    return float(spread + 0.3 * np.hypot(red_green.mean(), yellow_blue.mean()))


def screen_pattern(image: Picture) -> float:
    """How far the strongest lone frequencies stand out of the spectrum (natural logarithm): a screen's grid does.

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
