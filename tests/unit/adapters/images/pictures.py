"""Honest and hostile files for the intake's tests, all drawn here."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from kyc.domain.ports import Picture


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.data))


def corners(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """Red with a green top left quarter, so that turning can be seen."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    ImageDraw.Draw(image).rectangle((0, 0, width // 2, height // 2), fill=(20, 160, 40))
    return image.convert(mode)


def printed_page(blur: float = 0.0, light: float = 1.0) -> Image.Image:
    """A page with a dozen rows of writing on a table."""
    image = Image.new("RGB", (1200, 900), (90, 70, 50))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 100, 1080, 800), fill=(236, 238, 226))
    for row in range(12):
        draw.text((170, 130 + row * 54), f"ROW {row} OF A PAGE THAT CAN BE READ", fill=(20, 20, 20), font_size=30)
    return image.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: value * light)


def as_picture(image: Image.Image) -> Picture:
    return Picture(saved(image, "JPEG", quality=92), image.width, image.height)


def bomb(width: int, height: int) -> bytes:
    """A valid header of a PNG of any size, with hardly any content."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def noise(width: int = 400, height: int = 300) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (height, width, 3), dtype=np.uint8))


def pdf(image: Image.Image) -> bytes:
    return saved(image, "PDF", resolution=150)
