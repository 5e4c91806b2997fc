"""Spoils the picture of a document as people do: out of focus, in the dark, under a lamp, cut off, far too small."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

Spoil = Callable[[Image.Image, random.Random], Image.Image]


def spoilt(data: bytes, how: Spoil, dice: random.Random) -> bytes:
    """The JPEG of the spoilt picture."""
    with Image.open(BytesIO(data)) as opened:
        image = how(opened.convert("RGB"), dice)
    out = BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _blurred(image: Image.Image, _: random.Random) -> Image.Image:
    """Blurred as widely as a letter of a zone."""
    return image.filter(ImageFilter.GaussianBlur(max(image.size) / 100))


def _soft(image: Image.Image, _: random.Random) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(max(image.size) / 300))


def _dark(image: Image.Image, _: random.Random) -> Image.Image:
    return image.point(lambda value: value * 0.1)


def _burnt(image: Image.Image, _: random.Random) -> Image.Image:
    return image.point(lambda value: 180 + value * 1.2)


def _glare(image: Image.Image, dice: random.Random) -> Image.Image:
    """A reflection that burns out an eighth of the length, somewhere in the middle."""
    width, height = image.size
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    radius = 0.08 * max(width, height)
    x, y = width * dice.uniform(0.3, 0.7), height * dice.uniform(0.3, 0.7)
    lamp = 420 * np.exp(-1.2 * (((across - x) / radius) ** 2 + ((down - y) / (radius * dice.uniform(0.5, 1))) ** 2))
    return Image.fromarray(np.clip(np.asarray(image, float) + lamp[..., None], 0, 255).astype(np.uint8))


def _cut(left: float, upper: float, right: float, lower: float) -> Spoil:
    def cut(image: Image.Image, _: random.Random) -> Image.Image:
        width, height = image.size
        return image.crop((round(left * width), round(upper * height), round(right * width), round(lower * height)))

    return cut


def _tiny(image: Image.Image, _: random.Random) -> Image.Image:
    scale = 200 / max(image.size)
    return image.resize((max(161, round(image.width * scale)), max(161, round(image.height * scale))))


KINDS: dict[str, Spoil] = {
    "blurred": _blurred,
    "soft": _soft,
    "dark": _dark,
    "burnt": _burnt,
    "glare": _glare,
    "left 15 % cut": _cut(0.15, 0, 1, 1),
    "right 15 % cut": _cut(0, 0, 0.85, 1),
    "bottom 15 % cut": _cut(0, 0, 1, 0.85),
    "tiny": _tiny,
}
