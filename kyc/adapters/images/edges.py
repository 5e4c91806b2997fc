"""Tells whether a document extends beyond the edge of its picture, by its rows of print and its portrait."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kyc.adapters.images.portrait import Portrait
from kyc.adapters.images.writing import Row, Writing

Vector = npt.NDArray[np.float32]
# A page has a margin of at least two letters (ICAO 9303-3); print closer to the edge than this continues beyond it.
_MARGIN = 0.8
_LEAST_LINE = 14


def rows_cut(writing: Writing, size: tuple[int, int]) -> int:
    """How many ends of evenly spaced rows are at the very edge of a picture of that width and height."""
    direction = _direction(writing)
    return sum(
        _room(end, sign * direction, size) < _MARGIN * row.pitch
        for row in writing.zone
        for end, sign in ((row.places[0], -1), (row.places[-1], 1))
    )


def steps_of_room(writing: Writing, size: tuple[int, int]) -> float:
    """How many letters of the zone fit in the picture along its longest row; 0 where there is no zone."""
    if not writing.zone:
        return 0.0
    row: Row = max(writing.zone, key=lambda row: len(row.places))
    middle, direction = row.places.mean(0), _direction(writing)
    return (_room(middle, direction, size) + _room(middle, -direction, size)) / row.pitch


def zone_lines(writing: Writing) -> int:
    """How many lines the zone has: a TD1 card has three on its back, pages and larger cards have two.

    Shorter lines of the same pitch are print beside the zone.
    """
    across = np.array([-np.sin(writing.angle), np.cos(writing.angle)], np.float32)
    rows = sorted(writing.zone, key=lambda row: float(row.places.mean(0) @ across))
    letters: list[int] = []
    last = -np.inf
    for row in rows:
        height = float(row.places.mean(0) @ across)
        if height - last > 0.9 * row.pitch:
            letters.append(0)
        letters[-1] += len(row.places)
        last = height
    return sum(count >= _LEAST_LINE for count in letters)


def margin(writing: Writing, size: tuple[int, int]) -> float:
    """The distance from the zone's nearest line, across the lines, to the picture's edge, in letters; 0 without one."""
    across = np.array([-np.sin(writing.angle), np.cos(writing.angle)], np.float32)
    ways = [_room(row.places.mean(0), sign * across, size) / row.pitch for row in writing.zone for sign in (1, -1)]
    return min(ways, default=0.0)


def portrait_cut(portrait: Portrait, size: tuple[int, int]) -> float:
    """How far a face extends beyond the edge of a picture, as a fraction of the face's height."""
    left, top, right, bottom = portrait.box
    beyond = max(-left, -top, right - size[0], bottom - size[1], 0.0)
    return beyond / portrait.height if portrait.height else 0.0


def _direction(writing: Writing) -> Vector:
    return np.array([np.cos(writing.angle), np.sin(writing.angle)], np.float32)


def _room(start: Vector, direction: Vector, size: tuple[int, int]) -> float:
    """The distance from a point to the edge of the picture in a direction."""
    with np.errstate(divide="ignore"):
        ways = [
            (limit - place) / step if step > 0 else place / -step
            for place, step, limit in zip(start, direction, size, strict=True)
            if abs(step) > 1e-6
        ]
    return float(min(ways))
