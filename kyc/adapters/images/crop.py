"""Cuts a region out of a stored picture, with a margin, for somebody who has to examine it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

Box = tuple[float, float, float, float]

# A line of text is easier to read with its neighbours; no region is shown smaller than this.
_AROUND, _LEAST = 0.6, 0.02
_LONG_SIDE, _QUALITY = 1200, 88


def cut(picture: bytes, box: Box) -> bytes:
    """The region `box` (left, top, right, bottom as fractions from 0 to 1) of an accepted picture, as a JPEG."""
    with Image.open(BytesIO(picture), formats=["JPEG"]) as image:
        part = image.crop(_pixels(box, image.width, image.height)).convert("RGB")
    part.thumbnail((_LONG_SIDE, _LONG_SIDE))
    out = BytesIO()
    part.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The box in pixels, with a margin in proportion to its smaller side, clipped at the picture's edge."""
    left, top, right, bottom = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    margin = max(_AROUND * min(right - left, bottom - top), _LEAST * min(width, height))
    return (
        max(0, int(left - margin)),
        max(0, int(top - margin)),
        min(width, max(int(right + margin), 1)),
        min(height, max(int(bottom + margin), 1)),
    )
