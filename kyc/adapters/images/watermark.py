"""Draws across a picture who views it and when, so that a copy shows where it came from."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

TILT_DEGREES = 24
OPACITY = 88
"""Of 255: legible on any background, and transparent enough to judge what is below."""
_LETTERS = 1 / 42
_QUALITY = 88


def watermark(picture: bytes, words: str, long_side: int | None = None) -> bytes:
    """A JPEG with `words` repeated across it, light over dark so that they are visible on any background.

    `long_side` scales it down first (a quarter of the work); without it every pixel is kept.
    """
    with Image.open(BytesIO(picture), formats=["JPEG"]) as opened:
        if long_side:
            share = min(1.0, long_side / max(opened.size))
            opened.draft("RGB", (round(opened.width * share), round(opened.height * share)))
        image = opened.convert("RGB")
    if long_side:
        image.thumbnail((long_side, long_side))
    mask = _covering(image.size, words)
    step = max(1, max(image.size) // 1000)
    image.paste((0, 0, 0), (step, step), mask)
    image.paste((255, 255, 255), (0, 0), mask)
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _covering(size: tuple[int, int], words: str) -> Image.Image:
    """A mask of the picture's size: repeated tiles, every other row shifted by half a tile."""
    tile = _tile(words, max(12, round(max(size) * _LETTERS)))
    mask = Image.new("L", size)
    for row, top in enumerate(range(0, size[1], tile.height)):
        for left in range(-(row % 2) * tile.width // 2, size[0], tile.width):
            mask.paste(tile, (left, top))
    return mask


@lru_cache(maxsize=16)
def _tile(words: str, letters: int) -> Image.Image:
    font = ImageFont.load_default(size=letters)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(words))
    line = Image.new("L", (right - left + 4 * letters, bottom - top + 2 * letters))
    ImageDraw.Draw(line).text((2 * letters - left, letters - top), words, fill=OPACITY, font=font)
    return line.rotate(TILT_DEGREES, expand=True, resample=Image.Resampling.BILINEAR)
