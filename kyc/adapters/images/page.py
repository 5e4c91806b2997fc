"""Finds the page of a document in a picture: its four corners, or the fact that the picture is the page itself."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kyc.adapters.images.outlines import Corners, Outline, Picture, outlines
from kyc.adapters.images.writing import CLEAR_PRINT, Places, Writing
from kyc.domain.ports import Quad

_LONG_SIDE = 600
# Aspect ratio of ID-1 cards and of ID-3 pages, which is also that of two such pages side by side (ISO/IEC 7810).
_ASPECTS = (1.586, 1.42)
# Their widths along the zone, and that of ID-2, in letters of its print: 125, 85.6 and 105 mm by 2.54 mm (ICAO 9303-3).
_WIDTHS = (49.2, 33.7, 41.3)
WHOLE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Corners as fractions of the picture's width and height, whether it is the whole picture, and the sides cut off.

    `cut` counts the sides on which the page extends beyond the picture while the table is visible on others.
    """

    corners: Corners
    whole: bool
    cut: int

    @property
    def quad(self) -> Quad:
        a, b, c, d = ((round(float(x), 4), round(float(y), 4)) for x, y in np.clip(self.corners, 0, 1))
        return a, b, c, d


def find_page(colour: Picture, writing: Writing) -> FoundPage | None:
    """The outline that best fits the colours, the writing and the shape of documents; None where there is none.

    `writing` is in the pixels of `colour`. Measured on synthetic photographs by `python -m bench quality`.
    """
    scale = _LONG_SIDE / max(colour.shape[:2])
    small = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)
    written = _Written(writing, scale)
    size = np.array([small.shape[1], small.shape[0]], np.float32)
    likely = [outline for outline in outlines(small) if _is_likely(outline, written)]
    if likely:
        best = max(likely, key=lambda outline: _score(outline, written))
        return FoundPage(best.corners / size, whole=False, cut=_cut(best))
    return FoundPage(WHOLE, whole=True, cut=0) if _is_whole(size, written) else None


class _Written:
    """The writing at another scale: glyphs, those of the zone, and the zone's pitch (0 where there is none)."""

    def __init__(self, writing: Writing, scale: float) -> None:
        self.angle, self.strength = writing.angle, writing.strength
        self.glyphs: Places = writing.glyphs * np.float32(scale)
        rows = [row.places for row in writing.zone]
        self.zone: Places = np.concatenate(rows) * np.float32(scale) if rows else writing.glyphs[:0]
        self.pitch = float(np.median([row.pitch for row in writing.zone])) * scale if rows else 0.0

    def fits(self, lengths: tuple[float, float], corners: Corners, tolerance: float) -> bool:
        """Whether the side along the zone has a document's length, given the pitch of its print."""
        direction = np.array([np.cos(self.angle), np.sin(self.angle)])
        sides = (corners[1] - corners[0], corners[3] - corners[0])
        straight = [abs(float(side @ direction)) / (float(np.linalg.norm(side)) + 1e-6) for side in sides]
        upper = straight[0] > straight[1]
        length = lengths[0 if upper else 1]
        return max(straight) > 0.96 and min(abs(np.log(length / self.pitch / width)) for width in _WIDTHS) < tolerance

    def share_within(self, corners: Corners, points: Places, slack: float) -> float:
        if not len(points):
            return 1.0
        inside = [cv2.pointPolygonTest(corners, (float(x), float(y)), measureDist=True) > -slack for x, y in points]
        return float(np.mean(inside))


def _is_likely(outline: Outline, written: _Written) -> bool:
    """Whether it has clear sides, encloses the writing and, unless it is cut off, has the shape of a document."""
    seen = outline.seen
    cut = len(seen) < 4
    if len(seen) < 3 or min(seen) < 0.35 or np.mean(seen) < 0.6 or not 0.8 < outline.fill < 1.15:
        return False
    if not cut and _off(outline) > 0.3:
        return False
    if written.share_within(outline.corners, written.glyphs[::3], 4) < 0.75:
        return False
    if not len(written.zone):
        return True
    within = written.share_within(outline.corners, written.zone, 2)
    return within > 0.97 and (cut or written.fits(outline.lengths, outline.corners, 0.16))


def _off(outline: Outline) -> float:
    return min(abs(outline.aspect - aspect) for aspect in _ASPECTS)


def _score(outline: Outline, written: _Written) -> float:
    seen = outline.seen
    clear = float(np.mean(seen)) + 0.1 * len(seen)
    shape = 0.3 * min(1.0, outline.fill) + 0.3 * outline.area - 0.5 * min(1.0, _off(outline))
    return clear + shape + 0.2 * written.share_within(outline.corners, written.glyphs[::3], 4)


def _cut(outline: Outline) -> int:
    return sum(side is None for side in outline.sides) if min(outline.seen) > 0.8 else 0


def _is_whole(size: Corners, written: _Written) -> bool:
    """Whether the writing spans the picture as it spans a page: a scan, or a photo cropped to the page."""
    if len(written.zone):
        return written.fits((float(size[0]), float(size[1])), WHOLE * size, 0.12)
    if written.strength < CLEAR_PRINT:
        return False
    low, high = np.percentile(written.glyphs, (2, 98), axis=0)
    span: npt.NDArray[np.float32] = (high - low) / size
    return float(span.max()) > 0.6 and float(size.max() / size.min()) < 1.85
