"""Uploads: any bytes become a clean picture within its bounds, or a refusal with a reason of the catalogue."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image

from kyc.adapters import images
from kyc.domain.errors import Refused
from kyc.domain.reasons import reason

PHONE = Path(__file__).parents[1] / "unit" / "adapters" / "images" / "phone.heic"
LONG_SIDE = 64
# An installation's limits, but so small that a picture costs a fraction of a millisecond.
INTAKE = images.create(max_bytes=200_000, max_pixels=100_000, min_side=8, long_side=LONG_SIDE)
APART = (b"%PDF", b"ftyp")


def picture(data: bytes) -> None:
    """JPEG, PNG and WebP, which are decoded in this process."""
    if not any(mark in data[:1100] for mark in APART):
        anything(data)


def anything(data: bytes) -> None:
    """Every kind; HEIF and PDF in a process of their own each, so this is slow."""
    try:
        taken = INTAKE.accept(data, allow_pdf=True)
    except Refused as refused:
        reason(refused.code)
        return
    with Image.open(BytesIO(taken.data)) as image:
        assert image.format == "JPEG"
        assert max(image.size) <= LONG_SIDE
        assert not image.getexif()
        assert b"icc_profile" not in str(image.info).encode()


def drawn() -> list[bytes]:
    """A small picture in each format, and in the variants that change the path through the decoder."""
    plain = Image.radial_gradient("L").resize((48, 32)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    made = [
        saved(plain, "JPEG", exif=exif),
        saved(plain, "JPEG", progressive=True),
        saved(plain.convert("CMYK"), "JPEG"),
        saved(plain, "PNG", exif=exif),
        saved(plain.quantize(8), "PNG", transparency=0),
        saved(plain.convert("LA"), "PNG"),
        saved(plain, "WEBP", exif=exif),
        saved(plain.convert("RGBA"), "WEBP", lossless=True),
    ]
    return [*made, made[0] + made[3], bomb()]


def others() -> list[bytes]:
    """The kinds decoded in a process of their own, and a picture that is also the beginning of a PDF."""
    plain = Image.radial_gradient("L").resize((48, 32)).convert("RGB")
    pdf = saved(plain, "PDF")
    return [pdf, PHONE.read_bytes()[:180_000], saved(plain, "JPEG") + pdf]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 900 megapixels in a thousand bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100_000)) + chunk(b"IEND", b"")
