"""The kinds of file we open, recognised by their first bytes and never by their name."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """An accepted kind of file; the value is Pillow's name for its format, so that no other decoder runs."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"


# ISO/IEC 23008-12: the brands of HEVC-coded still images, and the generic `mif1` and `msf1` that phones also write.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def kind_of(data: bytes) -> Kind | None:
    """The kind of file that begins with these bytes, or None for any other."""
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return Kind.HEIF
    return Kind.PDF if data.startswith(b"%PDF-") else None
