"""Photographs a drawn page as a phone does, and knows where the page lies in the photo."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

PHONE = 4032
"""The long side of a 12-megapixel photo."""
THUMBNAIL = 250

Quad = tuple[tuple[float, float], ...]
Size = tuple[int, int]
_Map = npt.NDArray[np.float64]
_CUBIC = Image.Resampling.BICUBIC


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG, its width and height, and the page's corners in pixels.

    The corners go clockwise, from the top left one of the page held upright.
    """

    data: bytes
    size: Size
    quad: Quad


def photograph(
    page: Image.Image, seed: int, *, level: float = 1.0, turn: float = 0.0, long_side: int | None = None
) -> bytes:
    """The bytes of `take`."""
    return take(page, seed, level=level, turn=turn, long_side=long_side).data


def take(page: Image.Image, seed: int, *, level: float = 1.0, turn: float = 0.0, long_side: int | None = None) -> Photo:
    """A photo on a table, tilted, lit from one side, slightly soft and noisy, perhaps with a reflection.

    The same seed gives the same photo; `level` 0 is a clean one, 1 usual, 2 careless. The page is turned clockwise by
    `turn` degrees. `long_side` is the photo's in pixels, for example `PHONE` or `THUMBNAIL`; without it the page keeps
    about the size at which it was drawn.
    """
    dice = random.Random(seed)
    size = _scene_size(page.size, math.radians(turn))
    table = _table(size, dice)
    onto_page = _tilt(page.size, size, dice, level, math.radians(turn))
    scene = _lit(_laid(page, table, onto_page), dice, level, math.radians(turn))
    scene = scene.filter(ImageFilter.GaussianBlur(level * dice.uniform(0.3, 1.2)))
    scale = long_side / max(size) if long_side else 1.0
    if long_side:
        scene = scene.resize((round(size[0] * scale), round(size[1] * scale)), Image.Resampling.LANCZOS)
    scene = Image.blend(scene, _grain(scene.size, dice), 0.02 * level)
    out = BytesIO()
    scene.save(out, "JPEG", quality=round(92 - 8 * level * dice.random()))
    return Photo(out.getvalue(), scene.size, _corners(page.size, onto_page, scale))


def _scene_size(page: Size, turn: float) -> Size:
    """The size of what the camera sees: the page as it lies and some table around it."""
    across, along = abs(math.cos(turn)), abs(math.sin(turn))
    width, height = page[0] * across + page[1] * along, page[0] * along + page[1] * across
    return round(width * 1.2), round(height * 1.25)


def _table(size: Size, dice: random.Random) -> Image.Image:
    """A plain surface of dark to medium tone with a little grain."""
    tone = Image.new("RGB", size, tuple(dice.randint(50, 130) for _ in range(3)))
    return Image.blend(tone, _grain(size, dice), 0.06)


def _grain(size: Size, dice: random.Random) -> Image.Image:
    return Image.frombytes("L", size, dice.randbytes(size[0] * size[1])).convert("RGB")


def _tilt(page: Size, scene: Size, dice: random.Random, level: float, turn: float) -> _Map:
    """The map from a point of the scene to the page, shape (3, 3): rotation and perspective.

    Around both centres: page = turn(scene) / (1 + g x + h y).
    """
    angle = math.radians(dice.uniform(-3, 3) * level) - turn
    zoom = dice.uniform(1.0, 1.08)
    g, h = (dice.uniform(-4e-5, 4e-5) * level for _ in range(2))
    cos, sin = zoom * math.cos(angle), zoom * math.sin(angle)
    from_middle = np.array([[1, 0, -scene[0] / 2], [0, 1, -scene[1] / 2], [0, 0, 1]])
    to_middle = np.array([[1, 0, page[0] / 2], [0, 1, page[1] / 2], [0, 0, 1]])
    result: _Map = to_middle @ np.array([[cos, -sin, 0], [sin, cos, 0], [g, h, 1]]) @ from_middle
    result /= result[2, 2]
    return result


def _laid(page: Image.Image, table: Image.Image, onto_page: _Map) -> Image.Image:
    """The page on the table."""
    numbers = [float(value) for value in onto_page.flat][:8]
    flat = page.convert("RGBA").transform(table.size, Image.Transform.PERSPECTIVE, numbers, _CUBIC)
    table.paste(flat.convert("RGB"), mask=flat.getchannel("A"))
    return table


def _corners(page: Size, onto_page: _Map, scale: float) -> Quad:
    """The page's corners in the photo."""
    width, height = page
    corners = np.linalg.inv(onto_page) @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]])
    return tuple((float(x / w * scale), float(y / w * scale)) for x, y, w in corners.T)


def _lit(scene: Image.Image, dice: random.Random, level: float, turn: float) -> Image.Image:
    """Darken one side; every third photo has a lamp's reflection, away from portrait and zone."""
    shade = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180, 270))).resize(scene.size)
    strength = 0.18 * level * dice.random()
    scene = Image.composite(scene, scene.point(lambda value: value * (1 - strength)), shade)
    if dice.random() < level / 3:
        _mirror_a_lamp(scene, dice, level, turn)
    return scene


def _mirror_a_lamp(scene: Image.Image, dice: random.Random, level: float, turn: float) -> None:
    """Add a white glow at the page's upper right, wherever that is once the page is turned."""
    upright = scene.size if abs(math.cos(turn)) > 0.7 else scene.size[::-1]
    width, height = round(upright[0] * 0.12), round(upright[1] * 0.07)
    glow = Image.radial_gradient("L").resize((width, height)).point(lambda value: max(0, 170 - 1.4 * value) * level)
    right = upright[0] * (dice.uniform(0.6, 0.8) - 0.5) + width / 2
    down = upright[1] * (dice.uniform(0.2, 0.3) - 0.5) + height / 2
    x = scene.width / 2 + right * math.cos(turn) - down * math.sin(turn) - width / 2
    y = scene.height / 2 + right * math.sin(turn) + down * math.cos(turn) - height / 2
    scene.paste(Image.new("RGB", (width, height), "white"), (round(x), round(y)), glow)
