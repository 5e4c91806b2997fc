"""The raw material of hostile images: one specimen page in every file format, and small tools for each format."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import gmtime
from typing import Any

from PIL import Image

from kyc.demo import specimen
from kyc.demo.story import FIELDS

_HEIC = Path(__file__).resolve().parents[2] / "tests" / "unit" / "adapters" / "images" / "phone.heic"


@dataclass(frozen=True, slots=True)
class Material:
    """Valid files of one page; `page` is the picture itself."""

    page: Image.Image
    jpeg: bytes
    progressive: bytes
    png: bytes
    webp: bytes
    heic: bytes
    pdf: bytes

    def each(self) -> tuple[bytes, ...]:
        return self.jpeg, self.progressive, self.png, self.webp, self.heic, self.pdf


@dataclass(frozen=True, slots=True)
class Sample:
    """One file as sent: the name of its kind, its bytes, and the sender's file name."""

    kind: str
    data: bytes
    file_name: str
    content_type: str


Kind = Callable[[random.Random, Material], bytes]


def prepare(seed: int) -> Material:
    """Everything from one photograph of a drawn page."""
    photo = specimen.photograph(specimen.draw(FIELDS, Image.new("RGB", (413, 531), (120, 130, 140))), seed, level=0.5)
    page = Image.open(BytesIO(photo)).convert("RGB")
    page.thumbnail((1200, 1200))
    return Material(
        page,
        saved(page, "JPEG", quality=85),
        saved(page, "JPEG", quality=85, progressive=True),
        saved(page.quantize(64), "PNG"),
        saved(page, "WEBP", quality=80),
        _HEIC.read_bytes(),
        saved(page, "PDF", resolution=150, creationDate=gmtime(0), modDate=gmtime(0)),
    )


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """A PNG chunk with its correct checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(header: tuple[int, ...], pixels: bytes, *before: bytes) -> bytes:
    """A PNG with these IHDR values and raw rows, and custom chunks before the pixels."""
    ihdr = chunk(b"IHDR", struct.pack(">IIBBBBB", *header))
    idat = chunk(b"IDAT", zlib.compress(pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + ihdr + b"".join(before) + idat + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """The same JPEG with segments right after its start."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def exif(entries: list[tuple[int, int, int, int]], tail: bytes = b"", next_ifd: int = 0) -> bytes:
    """A little-endian TIFF of one directory; entries are tag, type, count and value or offset."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + struct.pack("<I", next_ifd) + tail
