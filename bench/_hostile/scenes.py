"""Valid files whose content is the attack: strips, floods of text, textures that resemble text everywhere."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from bench._hostile.material import Kind, Material, saved
from kyc.domain.mrz import ALPHABET


def _strip(dice: random.Random, _: Material) -> bytes:
    long, short = dice.choice((2000, 16_000, 50_000, 65_000)), dice.choice((1, 159, 160, 170, 300))
    size = (long, short) if dice.random() < 0.5 else (short, long)
    return saved(Image.new("RGB", size, (200, 190, 180)), dice.choice(("JPEG", "PNG")))


def _largest_photo(dice: random.Random, material: Material) -> bytes:
    """About forty megapixels, just below or above the limit, of nothing or of the page enlarged."""
    size = dice.choice(((7300, 5470), (7300, 5500), (9000, 6000), (40_000, 1000)))
    picture = (
        material.page.resize(size, Image.Resampling.NEAREST) if dice.random() < 0.3 else Image.new("RGB", size, "grey")
    )
    return saved(picture, "JPEG", quality=30, progressive=dice.random() < 0.3)


def _writing_flood(dice: random.Random, _: Material) -> bytes:
    """Hundreds of lines of tiny print, or a page of nothing but machine-readable zones."""
    size = dice.choice((9, 14, 22))
    page = Image.new("RGB", (2400, 1700), (236, 238, 230))
    pen = ImageDraw.Draw(page)
    for y in range(0, page.height, size + dice.choice((2, 6))):
        pen.text(
            (0, y), "".join(dice.choices(ALPHABET + "    ", k=2600 // size * 2)), fill=(20, 20, 20), font_size=size
        )
    return saved(page.rotate(dice.choice((0, 0, 7, 45))), "JPEG", quality=80)


def _word_flood(dice: random.Random, _: Material) -> bytes:
    """Thousands of short words at once, each a line of its own to a line detector."""
    page = Image.new("RGB", (3000, 3000), (240, 240, 232))
    pen, step = ImageDraw.Draw(page), dice.choice((45, 70, 120))
    for y in range(0, 3000, step):
        for x in range(0, 3000, 2 * step):
            pen.text((x, y), "".join(dice.choices(ALPHABET[:36], k=3)), fill=(10, 10, 10), font_size=step * 0.5)
    return saved(page, "JPEG", quality=80)


def _texture(dice: random.Random, _: Material) -> bytes:
    side = dice.choice((600, 2000, 3900))
    picture = Image.effect_noise((side, side), dice.choice((20, 60, 120)))
    if dice.random() < 0.6:
        cell = dice.choice((1, 2, 4, 9))
        picture = Image.effect_noise((side // cell + 1, side // cell + 1), 120).resize(
            (side, side), Image.Resampling.NEAREST
        )
        picture = picture.point(lambda value: 255 if value > 128 else 0)
    return saved(picture.convert("RGB"), "JPEG", quality=dice.choice((40, 75)))


def _stripes(dice: random.Random, _: Material) -> bytes:
    page = Image.new("L", (2400, 1800), 255)
    pen, step = ImageDraw.Draw(page), dice.choice((2, 5, 16, 40))
    for place in range(0, 2400, step):
        if dice.random() < 0.9:
            pen.rectangle((place, 0, place + step // 2, 1800), fill=0)
        if step > 4:
            pen.rectangle((0, place, 2400, place + step // 3), fill=255)
    return saved(page.rotate(dice.choice((0, 30, 90)), fillcolor=255), dice.choice(("JPEG", "PNG")))


def _flat(dice: random.Random, _: Material) -> bytes:
    size = dice.choice(((160, 160), (900, 700), (3000, 2000)))
    return saved(Image.new("RGB", size, tuple(dice.choices(range(256), k=3))), dice.choice(("JPEG", "PNG", "WEBP")))


def _turned_page(dice: random.Random, material: Material) -> bytes:
    """A valid page, turned, mirrored, tiny or in other colours: mostly accepted, and then to be read."""
    page = material.page.rotate(dice.choice((0, 90, 180, 33)), expand=True)
    page = dice.choice(
        (page, page.transpose(Image.Transpose.FLIP_LEFT_RIGHT), page.resize((400, 300)), page.convert("L"))
    )
    return saved(page, dice.choice(("JPEG", "PNG", "WEBP")))


KINDS: dict[str, Kind] = {
    "a strip": _strip,
    "a photo of the largest size": _largest_photo,
    "a flood of rows": _writing_flood,
    "a flood of words": _word_flood,
    "a texture": _texture,
    "stripes": _stripes,
    "nothing but one colour": _flat,
    "an honest page, turned": _turned_page,
}
