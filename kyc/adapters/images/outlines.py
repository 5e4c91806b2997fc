"""Four-sided outlines in a picture that may be the page of a document, from its edges and tones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float32]
"""4 x 2, in pixels: top left, top right, bottom right, bottom left of the unrotated picture."""

_LEAST_AREA = 0.08
_LARGEST_OF_A_MAP = 4
_BORDER = 8
# A side is examined this far inside and outside, in pixels; the two differ from this Lab distance on.
_BESIDE, _DIFFERENT = 5, 14


@dataclass(frozen=True, slots=True)
class Outline:
    """Four corners, the share of the picture they enclose, how well the shape fills them, and how clear each side is.

    `sides` is, for top, right, bottom and left, the share of it that separates two colours; None outside the picture.
    """

    corners: Corners
    area: float
    fill: float
    sides: tuple[float | None, ...]

    @property
    def seen(self) -> list[float]:
        return [side for side in self.sides if side is not None]

    @property
    def lengths(self) -> tuple[float, float]:
        """The lengths of the horizontal and the vertical sides, each the mean of two."""
        a, b, c, d = self.corners
        norm = np.linalg.norm
        return float(norm(b - a) + norm(c - d)) / 2, float(norm(d - a) + norm(c - b)) / 2

    @property
    def aspect(self) -> float:
        """The longer side divided by the shorter."""
        short, long = sorted(self.lengths)
        return long / max(1.0, short)


def outlines(colour: Picture) -> Iterator[Outline]:
    """Every likely outline in a BGR picture of about 600 pixels, several for the same page."""
    lab = cv2.cvtColor(colour, cv2.COLOR_BGR2LAB).astype(np.uint8)
    size = lab.shape[0] * lab.shape[1]
    for shapes in _shapes(colour, lab):
        contours = cv2.findContours(shapes, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:_LARGEST_OF_A_MAP]:
            own = cv2.contourArea(contour)
            if own < _LEAST_AREA * size:
                break
            corners = ordered(_four(cv2.convexHull(contour)))
            area = max(1.0, cv2.contourArea(corners))
            yield Outline(corners, area / size, own / area, _sides(corners, lab))


def ordered(corners: npt.NDArray[Any]) -> Corners:
    """The corners clockwise from the one nearest to the top left of the picture."""
    four = corners.reshape(4, 2).astype(np.float32)
    x, y = (four - four.mean(0)).T
    clockwise = four[np.argsort(np.arctan2(y, x))]
    return np.asarray(np.roll(clockwise, -int(clockwise.sum(1).argmin()), 0), np.float32)


def _shapes(colour: Picture, lab: Picture) -> Iterator[Picture]:
    """White shapes on black: closed edges and both halves of L, a, b and saturation; what differs from the border."""
    saturation = cv2.cvtColor(colour, cv2.COLOR_BGR2HSV)[..., 1]
    for channel in (*cv2.split(lab), saturation):
        smooth = cv2.bilateralFilter(channel, 7, 40, 7)
        middle = float(np.median(smooth))
        low, high = (max(10.0, 0.5 * middle), max(40.0, 1.2 * middle)) if middle > 40 else (20.0, 60.0)
        yield _closed(cv2.Canny(smooth, low, high), 9)
        half = _halved(smooth, 21)
        yield half
        yield (255 - half).astype(np.uint8)
    yield _halved(_from_rim(lab), 25)


def _from_rim(lab: Picture) -> Picture:
    """How far each colour is from that of the picture's border: the best single cue for a card on a table."""
    rims = (lab[:_BORDER], lab[-_BORDER:], lab[:, :_BORDER], lab[:, -_BORDER:])
    rim = np.concatenate([part.reshape(-1, 3) for part in rims]).astype(np.float32)
    spread = rim.std(0) + 6
    away = np.sqrt((((lab.astype(np.float32) - np.median(rim, 0)) / spread) ** 2).sum(2))
    return np.asarray(np.clip(40 * away, 0, 255), np.uint8)


def _halved(channel: Any, size: int) -> Picture:
    _, half = cv2.threshold(cv2.GaussianBlur(channel, (0, 0), 3), 0, 255, cv2.THRESH_OTSU)
    return _closed(half, size)


def _closed(shapes: Any, size: int) -> Picture:
    return cv2.morphologyEx(shapes, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)).astype(np.uint8)


def _four(hull: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The hull's four corners, or those of the rectangle around it."""
    around = cv2.arcLength(hull, closed=True)
    for tolerance in (0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, tolerance * around, closed=True)
        if len(corners) == 4:
            return np.asarray(corners)
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)))


def _sides(corners: Corners, lab: Picture) -> tuple[float | None, ...]:
    middle = corners.mean(0)
    following = np.roll(corners, -1, 0)
    return tuple(_clear(first, last, middle, lab) for first, last in zip(corners, following, strict=True))


def _clear(first: Corners, last: Corners, middle: Corners, lab: Picture) -> float | None:
    """The share of a side where the colours inside and outside differ; None where most of it has no outside."""
    limits = np.array([lab.shape[1] - 1, lab.shape[0] - 1], np.float32)
    along = last - first
    inward = np.array([-along[1], along[0]]) / (float(np.linalg.norm(along)) + 1e-6)
    if np.dot(middle - first, inward) < 0:
        inward = -inward
    places = first + along * np.linspace(0.08, 0.92, 40, dtype=np.float32)[:, None]
    without = places - _BESIDE * inward
    visible = ((without >= 1) & (without < limits)).all(1)
    if visible.mean() < 0.5:
        return None
    inner, outer = (_colours(lab, points, limits) for points in (places + _BESIDE * inward, without))
    return float((np.abs(inner - outer).sum(1) > _DIFFERENT)[visible].mean())


def _colours(lab: Picture, places: npt.NDArray[Any], limits: Corners) -> npt.NDArray[np.float32]:
    x, y = np.clip(places, 0, limits).astype(np.intp).T
    return np.asarray(lab[y, x], np.float32)
