"""Pictures without a document: drawn textures and scenes, and the photographs that scikit-image ships."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Size = tuple[int, int]
_SIZE = (1600, 1200)
_SHIPPED = (
    *("astronaut", "brick", "camera", "cat", "cell", "checkerboard", "clock", "coffee", "coins", "colorwheel"),
    *("grass", "gravel", "horse", "hubble_deep_field", "immunohistochemistry", "logo", "moon", "retina", "rocket"),
)


def shipped() -> Iterator[tuple[str, bytes]]:
    """Name and PNG of scikit-image's pictures on disk: an astronaut, a cat, a wall, grass, coins, the moon …"""
    from skimage import data  # noqa: PLC0415  (a development dependency)

    for name in _SHIPPED:
        yield name, _saved(Image.fromarray(getattr(data, name)()).convert("RGB"))


def drawn(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and JPEG of walls, tables, keyboards, tiles, shelves, pebbles and landscapes, one kind after the other."""
    dice = random.Random(seed)
    for place in range(number):
        kind = KINDS[place % len(KINDS)]
        yield f"{kind.__name__[1:]} {place:02}", _saved(kind(dice), "JPEG")


def _saved(image: Image.Image, kind: str = "PNG") -> bytes:
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _grain(dice: random.Random, size: Size = _SIZE) -> Image.Image:
    return Image.frombytes("L", size, dice.randbytes(size[0] * size[1]))


def _rough(image: Image.Image, dice: random.Random, share: float) -> Image.Image:
    return Image.blend(image, _grain(dice).convert("RGB"), share)


def _cloud(dice: random.Random, layers: int) -> Image.Image:
    """Grey with detail at every scale, as in hills, water and marble."""
    total = np.zeros(_SIZE[::-1])
    for layer in range(layers):
        fine = (3 * 2**layer, 3 * 2**layer)
        total += np.asarray(_grain(dice, fine).resize(_SIZE, Image.Resampling.BICUBIC), float) / 1.7**layer
    total -= total.min()
    return Image.fromarray((255 * total / total.max()).astype(np.uint8))


def _wall(dice: random.Random) -> Image.Image:
    tone = Image.new("RGB", _SIZE, tuple(dice.randint(60, 230) for _ in range(3)))
    shade = Image.linear_gradient("L").resize(_SIZE)
    return Image.composite(tone, tone.point(lambda value: value * 0.7), shade).filter(ImageFilter.GaussianBlur(1))


def _table(dice: random.Random) -> Image.Image:
    """Wood: wavy stripes in two browns."""
    waves = np.asarray(_cloud(dice, 4), float) / 255
    rows = np.linspace(0, dice.uniform(120, 400), _SIZE[1])[:, None]
    light = np.sin(rows + 20 * waves)[..., None] * np.array([30, 22, 14]) + np.array([140, 96, 60])
    return _rough(Image.fromarray(light.astype(np.uint8)), dice, 0.05)


def _keyboard(dice: random.Random) -> Image.Image:
    dark, key = dice.random() < 0.5, dice.randint(70, 180)
    image = Image.new("RGB", _SIZE, (30, 30, 34) if dark else (206, 206, 210))
    pen = ImageDraw.Draw(image)
    for y in range(0, _SIZE[1], key):
        for x in range(-dice.randint(0, key // 2), _SIZE[0], key):
            face = (62, 62, 66) if dark else (244, 244, 240)
            pen.rounded_rectangle((x, y, x + key * 0.88, y + key * 0.88), key // 10, fill=face)
            ink = (235, 235, 235) if dark else (50, 50, 50)
            pen.text((x + key * 0.2, y + key * 0.1), dice.choice("QWERTYUIOPASDFGHJKL79"), ink, font_size=key * 0.34)
    return image.rotate(dice.uniform(-20, 20), fillcolor=(120, 100, 80)).filter(ImageFilter.GaussianBlur(1))


def _bricks(dice: random.Random) -> Image.Image:
    image, height = Image.new("RGB", _SIZE, (190, 180, 170)), dice.randint(30, 120)
    pen, width = ImageDraw.Draw(image), round(height * 2.2)
    for row, y in enumerate(range(0, _SIZE[1], height)):
        for x in range(-width + row % 2 * width // 2, _SIZE[0], width):
            shade = dice.randint(-25, 25)
            pen.rectangle((x, y, x + width - 6, y + height - 6), (150 + shade, 80 + shade, 60 + shade))
    return _rough(image, dice, 0.12)


def _tiles(dice: random.Random) -> Image.Image:
    image, side = Image.new("RGB", _SIZE, (225, 225, 220)), dice.randint(24, 160)
    pen, joint = ImageDraw.Draw(image), max(2, side // 20)
    for at in range(0, max(_SIZE), side):
        pen.line((at, 0, at, _SIZE[1]), (150, 150, 150), joint)
        pen.line((0, at, _SIZE[0], at), (150, 150, 150), joint)
    return image.rotate(dice.uniform(0, 45), fillcolor=(90, 90, 90))


def _shelf(dice: random.Random) -> Image.Image:
    image = Image.new("RGB", _SIZE, (70, 50, 40))
    pen = ImageDraw.Draw(image)
    for bottom in (380, 770, 1160):
        x = 20
        while x < _SIZE[0] - 40:
            width, height = dice.randint(20, 70), dice.randint(240, 330)
            colour = (dice.randint(20, 230), dice.randint(20, 230), dice.randint(20, 230))
            pen.rectangle((x, bottom - height, x + width - 3, bottom), colour)
            x += width
    return image


def _pebbles(dice: random.Random) -> Image.Image:
    image = Image.new("RGB", _SIZE, (60, 56, 50))
    pen = ImageDraw.Draw(image)
    for _ in range(2500):
        x, y, size, tone = dice.randint(0, 1600), dice.randint(0, 1200), dice.randint(6, 40), dice.randint(60, 220)
        pen.ellipse((x, y, x + size * 1.4, y + size), (tone, tone - 8, tone - 16))
    return image


def _landscape(dice: random.Random) -> Image.Image:
    """Sky over hills."""
    rough = np.asarray(_cloud(dice, 8), float)[..., None] / 255
    ridge = 600 + 300 * (np.asarray(_cloud(dice, 5), float)[300] / 255 - 0.5)
    below = (np.arange(_SIZE[1])[:, None] > ridge)[..., None]
    sky, hills = rough * [80, 60, 20] + [120, 160, 230], rough * [90, 110, 60] + [40, 70, 30]
    return Image.fromarray(np.where(below, hills, sky).clip(0, 255).astype(np.uint8))


def _blank(dice: random.Random) -> Image.Image:
    """A card with nothing on it, on a table."""
    image = _table(dice)
    ImageDraw.Draw(image).rounded_rectangle((300, 250, 1300, 880), 40, (235, 236, 230))
    return image.rotate(math.degrees(dice.uniform(-0.2, 0.2)))


KINDS: tuple[Callable[[random.Random], Image.Image], ...] = (
    *(_wall, _table, _keyboard, _bricks, _tiles),
    *(_shelf, _pebbles, _landscape, _blank),
)
