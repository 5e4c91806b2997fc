"""WebP and HEIF files that lie about their canvas, their parts and their offsets."""

from __future__ import annotations

import random
import struct

from bench._hostile.material import Kind, Material, exif, saved


def _riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _part(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _extended(flags: int, width: int, height: int) -> bytes:
    return _part(
        b"VP8X", struct.pack("<I", flags) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )


def _canvas_lies(dice: random.Random, material: Material) -> bytes:
    side = dice.choice((1, 160, 4000, 16_384, 2**24))
    return _riff(_extended(dice.choice((0, 16, 255)), side, dice.choice((side, 170))), material.webp[12:])


def _metadata_bomb(dice: random.Random, material: Material) -> bytes:
    entries = [(0x8000 + number, 7, 500_000, 8) for number in range(30_000)]
    body = dice.choice((exif(entries, bytes(200_000)), bytes(9_000_000), dice.randbytes(50_000)))
    name, flag = dice.choice(((b"EXIF", 8), (b"ICCP", 32), (b"XMP ", 4)))
    width, height = material.page.size
    return _riff(_extended(flag, width, height), _part(name, body), material.webp[12:])


def _animated(dice: random.Random, material: Material) -> bytes:
    small = material.page.resize((300, 200))
    return saved(small, "WEBP", save_all=True, append_images=[small.rotate(9)] * dice.choice((1, 40)), duration=40)


def _chunk_flood(dice: random.Random, material: Material) -> bytes:
    width, height = material.page.size
    return _riff(_extended(0, width, height), _part(b"junk", b"") * dice.choice((3000, 900_000)), material.webp[12:])


def _length_lies(dice: random.Random, material: Material) -> bytes:
    raw = bytearray(material.webp)
    struct.pack_into("<I", raw, dice.choice((4, 16)), dice.choice((0, 1, 2**31 - 1, 2**32 - 1)))
    return bytes(raw)


def _lossless(dice: random.Random, material: Material) -> bytes:
    """Its prefix codes and transforms flipped at random."""
    raw = bytearray(saved(material.page.convert("RGBA").resize((600, 420)), "WEBP", lossless=True, method=0))
    for _ in range(dice.choice((0, 1, 20))):
        raw[dice.randrange(20, len(raw))] = dice.randrange(256)
    return bytes(raw)


def _heic_size_lies(dice: random.Random, material: Material) -> bytes:
    """The image's own extent (`ispe`, ISO/IEC 23008-12 section 6.5.3)."""
    raw = bytearray(material.heic)
    at = raw.index(b"ispe") + 8
    struct.pack_into(">II", raw, at, dice.choice((0, 1, 30_000, 2**32 - 1)), dice.choice((0, 1, 30_000, 2**32 - 1)))
    return bytes(raw)


def _heic_places_lie(dice: random.Random, material: Material) -> bytes:
    """Offsets and lengths of the parts (`iloc`, ISO/IEC 14496-12 section 8.11.3)."""
    raw = bytearray(material.heic)
    at = raw.index(b"iloc") + dice.randrange(4, 40)
    struct.pack_into(">I", raw, at, dice.choice((0, 1, 2**31, 2**32 - 1)))
    return bytes(raw)


def _heic_boxes(dice: random.Random, material: Material) -> bytes:
    """Boxes in boxes, thousands deep, or without any length."""
    if dice.random() < 0.5:
        deep = b""
        for _ in range(dice.choice((50, 4000))):
            deep = struct.pack(">I4s", len(deep) + 12, b"meta") + bytes(4) + deep
        return material.heic[:24] + deep
    return material.heic[:24] + struct.pack(">I4s", dice.choice((0, 1, 7, 2**32 - 1)), b"meta") + material.heic[24:]


def _other_brand(dice: random.Random, material: Material) -> bytes:
    brand = dice.choice((b"avif", b"mif1", b"msf1", b"hevc", b"jp2 ", b"qt  ", b"\0\0\0\0"))
    return material.heic[:8] + brand + material.heic[12:]


KINDS: dict[str, Kind] = {
    "webp whose canvas lies": _canvas_lies,
    "webp with a bomb of metadata": _metadata_bomb,
    "webp that is animated": _animated,
    "webp with a flood of chunks": _chunk_flood,
    "webp whose lengths lie": _length_lies,
    "webp without loss, damaged": _lossless,
    "heic whose size lies": _heic_size_lies,
    "heic whose places lie": _heic_places_lie,
    "heic with boxes in boxes": _heic_boxes,
    "heic of another brand": _other_brand,
}
