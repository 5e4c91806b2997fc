"""Spoils portraits and the pages they are on: printed coarsely, faded, covered, blurred, far away, aslant."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from kyc.adapters.faces.pictures import Box, Picture

_Waves = npt.NDArray[np.float64]
_PAPER = (226, 240, 238)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in a picture: the middle of its portrait and the portrait's width, in pixels."""

    picture: Picture
    middle: tuple[float, float]
    width: float

    def holds(self, box: Box) -> bool:
        """Whether a box (shares of the picture) contains the middle of the portrait."""
        height, width = self.picture.shape[:2]
        x, y = (box[0] + box[2]) / 2 * width, (box[1] + box[3]) / 2 * height
        return math.hypot(x - self.middle[0], y - self.middle[1]) < 0.4 * self.width


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is done to the portrait before printing, and to the page with it."""

    portrait: Callable[[Picture, random.Random], Picture] = lambda head, _: head
    page: Callable[[Page, random.Random], Page] = lambda page, _: page


def _grey(head: Picture, _: random.Random) -> Picture:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(head, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)


def _faded(share: float) -> Callable[[Picture, random.Random], Picture]:
    """This much of the ink is left."""
    return lambda head, _: _clipped(head * share + (1 - share) * np.array(_PAPER))


def _engraved(head: Picture, _: random.Random) -> Picture:
    """Laser-engraved into the card: grey, in lines."""
    grey = cv2.cvtColor(head, cv2.COLOR_BGR2GRAY).astype(float)
    lines = 45 * np.sin(2 * math.pi * np.arange(len(grey))[:, None] / 6)
    return _clipped(np.repeat((70 + 156 / (1 + np.exp(-(grey - 118 + lines) / 25)))[..., None], 3, 2))


def _hologram(strength: float) -> Callable[[Picture, random.Random], Picture]:
    """Coloured waves and rings over the whole portrait."""

    def covered(head: Picture, dice: random.Random) -> Picture:
        height, width = head.shape[:2]
        rings = np.zeros(head.shape, np.float64)
        for _ in range(14):
            middle, axes = (
                (dice.randrange(width), dice.randrange(height)),
                (dice.randint(40, 220), dice.randint(40, 260)),
            )
            colour = [dice.uniform(1, 4) * strength for _ in range(3)]
            cv2.ellipse(rings, middle, axes, dice.randrange(180), 0, 360, colour, 3)
        waves = np.dstack([_wave(head, dice.uniform(14, 40), dice.uniform(0, math.pi)) for _ in range(3)])
        return _clipped(head + rings + strength * waves)

    return covered


def _wave(head: Picture, length: float, angle: float) -> _Waves:
    y, x = np.mgrid[: head.shape[0], : head.shape[1]]
    bent = 3 * np.sin(4 * y / head.shape[1])
    return np.asarray(np.sin(2 * math.pi / length * (x * math.cos(angle) + y * math.sin(angle)) + bent))


def _glare(head: Picture, dice: random.Random) -> Picture:
    """A pale band across the laminate."""
    y, x = np.mgrid[: head.shape[0], : head.shape[1]]
    off = (x - head.shape[1] * dice.uniform(0.25, 0.75)) * 0.8 + (y - head.shape[0] * dice.uniform(0.25, 0.65)) * 0.6
    return _clipped(head + 150 * np.exp(-((off / (0.3 * head.shape[1])) ** 2))[..., None])


def _lit(gain: float, offset: float, noise: float) -> Callable[[Page, random.Random], Page]:
    def lit(page: Page, dice: random.Random) -> Page:
        grain = np.random.default_rng(dice.randrange(2**32)).normal(0, noise, page.picture.shape) if noise else 0
        return replace(page, picture=_clipped(page.picture * gain + offset + grain))

    return lit


def _blurred(share: float) -> Callable[[Page, random.Random], Page]:
    """Blurred by this share of the distance between the eyes."""
    return lambda page, _: replace(
        page, picture=np.asarray(cv2.GaussianBlur(page.picture, (0, 0), share * page.width / 4), np.uint8)
    )


def _small(eyes: float) -> Callable[[Page, random.Random], Page]:
    """With this many pixels between the eyes."""
    return lambda page, _: _scaled(page, eyes / (page.width / 4))


def _scaled(page: Page, scale: float) -> Page:
    picture = cv2.resize(page.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    x, y = page.middle
    return Page(np.asarray(picture, np.uint8), (x * scale, y * scale), page.width * scale)


def _far(page: Page, dice: random.Random) -> Page:
    """On a table, a quarter of the width of a phone's picture."""
    small = _scaled(page, 0.25 * 4032 / page.picture.shape[1])
    height, width = small.picture.shape[:2]
    table = np.full((3024, 4032, 3), (80, 95, 110), np.uint8)
    left, top = dice.randint(0, 4032 - width), dice.randint(0, 3024 - height)
    table[top : top + height, left : left + width] = small.picture
    return Page(table, (small.middle[0] + left, small.middle[1] + top), small.width)


def _aslant(degrees: float) -> Callable[[Page, random.Random], Page]:
    def aslant(page: Page, dice: random.Random) -> Page:
        height, width = page.picture.shape[:2]
        size = round(width * 1.25), round(height * 1.5)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees * dice.choice((-1, 1)), 1)
        turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
        x, y = turn @ np.array([*page.middle, 1])
        picture = cv2.warpAffine(page.picture, turn, size, borderValue=(80, 90, 100))
        return Page(np.asarray(picture, np.uint8), (float(x), float(y)), page.width)

    return aslant


def _quarters(number: int) -> Callable[[Page, random.Random], Page]:
    """Quarter turns, counter-clockwise."""

    def turned(page: Page, _: random.Random) -> Page:
        (x, y), picture = page.middle, page.picture
        for _turn in range(number):
            x, y = y, picture.shape[1] - x
            picture = np.rot90(picture)
        return Page(np.ascontiguousarray(picture), (x, y), page.width)

    return turned


def _ghost(page: Page, _: random.Random) -> Page:
    """The portrait once more, half as large and paler, on the other side of the page."""
    (x, y), half = page.middle, round(page.width * 0.36)
    again = page.picture[round(y) - half : round(y) + half, round(x) - half : round(x) + half]
    small = cv2.addWeighted(cv2.resize(again, (half, half)), 0.6, np.full((half, half, 3), 236, np.uint8), 0.4, 0)
    picture, top, left = page.picture.copy(), round(y) - half // 2, page.picture.shape[1] - half - 30
    picture[top : top + half, left : left + half] = small
    return replace(page, picture=picture)


def _both(
    first: Callable[[Page, random.Random], Page], then: Callable[[Page, random.Random], Page]
) -> Callable[[Page, random.Random], Page]:
    return lambda page, dice: then(first(page, dice), dice)


def _clipped(values: npt.NDArray[Any]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), np.uint8)


FLAWS: dict[str, Flaw] = {
    "as it is": Flaw(),
    "with a ghost": Flaw(page=_ghost),
    "on its side": Flaw(page=_quarters(1)),
    "upside down": Flaw(page=_quarters(2)),
    "on the other side": Flaw(page=_quarters(3)),
    "aslant by 15": Flaw(page=_aslant(15)),
    "aslant by 30": Flaw(page=_aslant(30)),
    "aslant by 44": Flaw(page=_aslant(44)),
    "far away": Flaw(page=_far),
    "eyes 14 apart": Flaw(page=_small(14)),
    "eyes 7 apart": Flaw(page=_small(7)),
    "grey": Flaw(_grey),
    "engraved": Flaw(_engraved),
    "faded to a third": Flaw(_faded(0.33)),
    "faded to an eighth": Flaw(_faded(0.12)),
    "grey light": Flaw(page=_lit(0.18, 150, 0)),
    "dark": Flaw(page=_lit(0.1, 0, 3)),
    "band of glare": Flaw(_glare),
    "hologram": Flaw(_hologram(18)),
    "strong hologram": Flaw(_hologram(35)),
    "blurred by 0.05": Flaw(page=_blurred(0.05)),
    "blurred by 0.1": Flaw(page=_blurred(0.1)),
    "blurred by 0.2": Flaw(page=_blurred(0.2)),
    "faded and small": Flaw(_faded(0.3), page=_small(14)),
    "engraved, aslant": Flaw(_engraved, page=_both(_aslant(12), _lit(0.5, 40, 4))),
}
