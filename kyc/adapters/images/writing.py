"""Finds print by the shapes of its glyphs and their rows, at any angle, and a zone by its even pitch."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from kyc.adapters.images.view import Grey, level

Places = npt.NDArray[np.float32]

# In pixels of a picture of 1400: strokes of glyphs are thinner than the kernel, and glyphs have these sizes.
_STROKE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (21, 21))
_SIZES = (8, 70)
# The most shapes in a strip, because distances are computed between all of them.
_STRIP = 600
CLEAR_PRINT = 25
"""Strength from which the writing's direction and extent are trusted."""
_NEIGHBOURS = 6
_SHORTEST_ROW = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Glyphs in a row: their centres in order, the distance from one to the next, and whether all distances are equal.

    OCR-B in a zone has one pitch (2.54 mm, ICAO 9303-3 section 4.5), which hardly any other print on a document has.
    """

    places: Places
    pitch: float
    even: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written on a picture, in its pixels.

    `strength` is the number of glyphs between two others in the main direction, times their share among the glyphs
    between two others in any direction: pebbles and grass have neighbours too, but in no common direction. It is lower
    where hardly any shape has such neighbours, as on a wall of bricks. `angle` is that direction in radians from 0 to
    pi, `glyphs` are the centres of those glyphs, `zone` the long rows of one even pitch.
    """

    strength: float
    angle: float
    glyphs: Places
    rows: tuple[Row, ...] = ()
    zone: tuple[Row, ...] = ()


NOTHING = Writing(0.0, 0.0, np.zeros((0, 2), np.float32))
# In zones of specimens the longest unbroken row has at least 17 letters, and all rows together 60.
_LONGEST_ROW, _LEAST_ZONE = 14, 36
# On published specimens at least 16 % of the shapes are in rows, on bricks 0.3 %.
_LEAST_SHARE = 0.05


def writing(grey: Grey) -> Writing:
    """The writing on a picture whose longer side has about 1400 pixels; dark on light, as documents are printed."""
    centres, sizes = _glyphs(grey)
    links = _links(centres, sizes)
    if not len(links):
        return NOTHING
    steps = centres[links[:, 2]] - centres[links[:, 1]]
    angles = np.arctan2(steps[:, 1], steps[:, 0]) % np.pi
    apart = np.abs(angles[:, None] - angles[None])
    alike = np.minimum(apart, np.pi - apart) < np.radians(6)
    main = int(alike.sum(1).argmax())
    kept, angle = links[alike[main]], float(angles[main])
    rows = _rows(centres, kept, angle)
    strength = len(kept) ** 2 / len(links) * min(1.0, len(kept) / len(centres) / _LEAST_SHARE)
    return Writing(strength, angle, centres[kept[:, 0]], rows, _zone(rows))


def _glyphs(grey: Grey) -> tuple[Places, npt.NDArray[np.float32]]:
    """Centres and sizes of dark shapes that could be letters: neither specks nor solid squares."""
    ink = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, _STROKE).astype(np.uint8)
    strong = (ink > max(14.0, 0.4 * level(ink, 0.99))).astype(np.uint8)
    _, _, stats, centres = cv2.connectedComponentsWithStats(strong, connectivity=8)
    width, height, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    size, thin = np.maximum(width, height), np.minimum(width, height)
    fill = area / (width * height)
    solid = np.where(thin > 0.6 * size, 0.8, 1.01)
    likely = (size >= _SIZES[0]) & (size <= _SIZES[1]) & (thin >= 0.12 * size) & (fill > 0.12) & (fill < solid)
    return centres[1:][likely].astype(np.float32), size[likely].astype(np.float32)


def _links(centres: Places, sizes: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """Every glyph in line between two others of its size: the indices of itself and of the two."""
    order = np.argsort(centres[:, 0])
    strips = np.array_split(order, max(1, -(-len(order) // _STRIP)))
    found = [strip[_links_within(centres[strip], sizes[strip])] for strip in strips if len(strip) > _NEIGHBOURS]
    return np.concatenate(found) if found else np.zeros((0, 3), np.intp)


def _links_within(centres: Places, sizes: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    steps = centres[None] - centres[:, None]
    far = np.float32(1e6)
    distance = np.hypot(steps[..., 0], steps[..., 1])
    np.fill_diagonal(distance, far)
    larger, smaller = np.maximum(sizes[:, None], sizes), np.minimum(sizes[:, None], sizes)
    distance = np.where((distance < 1.5 * larger) & (larger < 1.6 * smaller), distance, far)
    near = np.argpartition(distance, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
    length = np.take_along_axis(distance, near, 1)
    step = np.take_along_axis(steps, near[..., None], 1)
    angle = np.arctan2(step[..., 1], step[..., 0])
    turn = np.abs((angle[:, :, None] - angle[:, None] + np.pi) % (2 * np.pi) - np.pi)
    both = (length[:, :, None] < far) & (length[:, None] < far)
    balanced = np.abs(np.log(length[:, :, None] / length[:, None])) < 0.7
    straight = np.where(both & balanced, turn, 0).reshape(len(centres), -1)
    pair, middle = straight.argmax(1), np.flatnonzero(straight.max(1) > 0.93 * np.pi)
    first, last = pair[middle] // _NEIGHBOURS, pair[middle] % _NEIGHBOURS
    return np.stack([middle, near[middle, first], near[middle, last]], 1)


def _rows(centres: Places, links: npt.NDArray[np.intp], angle: float) -> tuple[Row, ...]:
    """The rows that the links form when joined."""
    chief = np.arange(len(centres))

    def top(index: int) -> int:
        while chief[index] != index:
            chief[index] = chief[chief[index]]
            index = int(chief[index])
        return index

    for middle, first, last in links:
        chief[top(first)] = chief[top(last)] = top(middle)
    members: dict[int, list[int]] = {}
    for index in np.unique(links):
        members.setdefault(top(int(index)), []).append(int(index))
    return tuple(_row(centres[chosen], angle) for chosen in members.values() if len(chosen) >= _SHORTEST_ROW)


def _row(places: Places, angle: float) -> Row:
    along = places @ np.array([np.cos(angle), np.sin(angle)], np.float32)
    order = np.argsort(along)
    steps = np.diff(along[order])
    pitch = float(np.median(steps))
    return Row(places[order], pitch, bool((np.abs(steps - pitch) < 0.2 * pitch).mean() >= 0.9))


def _zone(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The evenly spaced rows with the pitch of the longest, where they are long enough together."""
    even = sorted((row for row in rows if row.even), key=lambda row: -len(row.places))
    alike = tuple(row for row in even if abs(row.pitch - even[0].pitch) < 0.12 * even[0].pitch)
    letters = [len(row.places) for row in alike]
    return alike if letters and letters[0] >= _LONGEST_ROW and sum(letters) >= _LEAST_ZONE else ()
