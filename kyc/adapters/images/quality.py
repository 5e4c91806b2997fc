"""Light measures of a picture (no model, tens of milliseconds) and what they are allowed to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from kyc.domain.ports import ImageQuality, Picture

Grey = npt.NDArray[np.uint8]
_LONG_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Measures:
    """What one picture looks like; brightness from 0 to 255, shares from 0 to 1, lengths in its own pixels."""

    long_side: float
    sharpness: float
    contrast: float
    dark_share: float
    bright_share: float
    glare_share: float
    text_rows: float

    def as_map(self) -> dict[str, float]:
        return {name: round(float(getattr(self, name)), 4) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a picture is refused (`…_refuse`) and where it is only warned of (`…_warn`)."""

    long_side: int
    sharp_refuse: float
    sharp_warn: float
    glare_warn: float = 0.004
    text_refuse: int = 4


# Sharpness is the 90th percentile of the tiles' Laplacian variance at a long side of at most 1000 pixels, as if the
# contrast were full. Published specimens measured 620 and more; of drawn photos the reader still read every character
# at 30 and began to fail under 12. Webcam selfies measured 176 and more, blurred by 2 pixels 8 to 23.
DOCUMENT = Limits(long_side=260, sharp_refuse=20, sharp_warn=150)
SELFIE = Limits(long_side=200, sharp_refuse=12, sharp_warn=60)

# A picture whose lights and darks differ by less than this shows nothing at all.
_FLAT = 25
_ENOUGH_ROWS = 5


def measure(picture: Picture) -> Measures:
    """All measures of one picture; the file is decoded at the size they need."""
    colour = _decode(picture)
    grey: Grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY).astype(np.uint8)
    low, high = np.percentile(grey, (2, 98))
    return Measures(
        long_side=max(picture.width, picture.height),
        sharpness=_sharpness(grey) * _full_contrast(float(high - low)),
        contrast=float(high - low),
        dark_share=float((grey < 30).mean()),
        bright_share=float((grey > 245).mean()),
        glare_share=_glare(colour),
        text_rows=_text_rows(grey),
    )


def judge_document(found: Measures, limits: Limits) -> ImageQuality:
    """Refuses what no document can be read from; a doubt is a warning, because a reader may still manage."""
    refused = _exposure(found) or _resolution(found, limits)
    if refused is None and found.text_rows < limits.text_refuse:
        refused = "document_not_found" if found.sharpness >= limits.sharp_refuse else "image_blurry"
    warnings = ["image_glare"] if found.glare_share > limits.glare_warn else []
    return _answer(found, limits, refused or _blur(found, limits), warnings)


def judge_selfie(found: Measures, limits: Limits) -> ImageQuality:
    """Refuses what no face can be compared from."""
    refused = _exposure(found) or _resolution(found, limits) or _blur(found, limits)
    return _answer(found, limits, "face_not_found" if refused == "document_not_found" else refused, [])


def _answer(found: Measures, limits: Limits, refused: str | None, warnings: list[str]) -> ImageQuality:
    if refused is None and found.sharpness < limits.sharp_warn:
        warnings = ["image_blurry", *warnings]
    return ImageQuality(refused, tuple(warnings) if refused is None else (), found.as_map())


def _exposure(found: Measures) -> str | None:
    if found.dark_share > 0.9:
        return "image_too_dark"
    if found.contrast >= _FLAT:
        return None
    return "image_too_bright" if found.bright_share > 0.9 else "document_not_found"


def _resolution(found: Measures, limits: Limits) -> str | None:
    return "image_too_small" if found.long_side < limits.long_side else None


def _blur(found: Measures, limits: Limits) -> str | None:
    return "image_blurry" if found.sharpness < limits.sharp_refuse else None


def _decode(picture: Picture) -> npt.NDArray[np.uint8]:
    """BGR at a long side of at most 1000 pixels; a large JPEG is decoded at a half or a quarter of its size."""
    long_side = max(picture.width, picture.height)
    factor = next((factor for factor in (4, 2) if long_side >= factor * _LONG_SIDE), 1)
    flag = {4: cv2.IMREAD_REDUCED_COLOR_4, 2: cv2.IMREAD_REDUCED_COLOR_2, 1: cv2.IMREAD_COLOR}[factor]
    image = cv2.imdecode(np.frombuffer(picture.data, np.uint8), flag)
    if image is None:
        raise ValueError("not a picture of the intake")
    scale = _LONG_SIDE / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return image.astype(np.uint8)


def _sharpness(grey: Grey) -> float:
    """The sharp tenth of the tiles counts, so that a plain table around the document does not."""
    edges = cv2.Laplacian(grey, cv2.CV_32F)
    side = max(40, min(100, min(grey.shape) // 5))
    rows, columns = (max(1, length // side) for length in grey.shape)
    tiles = [
        edges[r * side : (r + 1) * side, c * side : (c + 1) * side].var() for r in range(rows) for c in range(columns)
    ]
    return float(np.percentile(tiles, 90))


def _full_contrast(contrast: float) -> float:
    """What a dark picture's sharpness is multiplied by; noise would come up with it, so at most tenfold."""
    return min(10.0, (200 / max(contrast, 1.0)) ** 2) if contrast < 200 else 1.0


def _glare(colour: npt.NDArray[np.uint8]) -> float:
    """The share of the largest burnt-out, colourless blob with a soft edge; white paper is bright everywhere."""
    hsv = cv2.cvtColor(colour, cv2.COLOR_BGR2HSV)
    burnt = ((hsv[..., 2] > 250) & (hsv[..., 1] < 25)).astype(np.uint8)
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(burnt)
    blobs = [int(stats[index, cv2.CC_STAT_AREA]) for index in range(1, count)]
    share = max(blobs, default=0) / burnt.size
    return share if share < 0.15 else 0.0


def _text_rows(grey: Grey) -> float:
    """How many rows of writing there seem to be, along, across or aslant; it stops looking at a handful."""
    most = 0
    for angle in range(0, 90, 15):
        level = grey if angle == 0 else _turned(grey, angle)
        edges = cv2.morphologyEx(level, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        _, strong = cv2.threshold(edges, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        most = max(most, _long_shapes(strong), _long_shapes(np.ascontiguousarray(strong.T)))
        if most >= _ENOUGH_ROWS:
            break
    return most


def _turned(grey: Grey, angle: int) -> Grey:
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(grey, turn, (width, height), borderMode=cv2.BORDER_REPLICATE).astype(np.uint8)


def _long_shapes(edges: Any) -> int:
    """Long flat shapes once edges are closed up along the rows; they may still lean by half a step of angles."""
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((1, 13), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    return sum(_is_row(contour) for contour in contours if len(contour) >= 4)


def _is_row(contour: Any) -> bool:
    _, sides, _ = cv2.minAreaRect(contour)
    height, width = sorted(sides)
    return 5 <= height <= 60 and width > 2.5 * height and cv2.contourArea(contour) > 0.45 * width * height
