"""JPEGs with lying headers, and with structures that cost more than they seem to."""

from __future__ import annotations

import random
import re
import struct

from PIL import Image

from bench._hostile.material import Kind, Material, exif, saved, segment, with_segments

_SOF = re.compile(rb"\xff[\xc0\xc2]\x00\x11")


def _with_frame(data: bytes, **lies: int) -> bytes:
    """The frame header (T.81, B.2.2) with other values: precision, height, width, components, sampling."""
    at = {
        "precision": (4, ">B"),
        "height": (5, ">H"),
        "width": (7, ">H"),
        "components": (9, ">B"),
        "sampling": (11, ">B"),
    }
    found, raw = _SOF.search(data), bytearray(data)
    start = found.start() if found else 0
    for name, value in lies.items():
        place, form = at[name]
        struct.pack_into(form, raw, start + place, value)
    return bytes(raw)


def _huge(dice: random.Random, material: Material) -> bytes:
    return _with_frame(material.jpeg, width=dice.choice((65_535, 65_500, 20_000)), height=dice.choice((65_535, 40_000)))


def _just_within(dice: random.Random, material: Material) -> bytes:
    """The largest frame within the limit, over the data of a small one."""
    return _with_frame(dice.choice((material.jpeg, material.progressive)), width=dice.choice((7900, 3900)), height=5000)


def _other_size(dice: random.Random, material: Material) -> bytes:
    return _with_frame(material.jpeg, width=dice.randrange(1, 4000), height=dice.randrange(0, 4000))


def _other_shape(dice: random.Random, material: Material) -> bytes:
    lie = dice.choice(({"precision": 12}, {"precision": 16}, {"components": 1}, {"components": 4}, {"components": 255}))
    return _with_frame(material.jpeg, **lie, sampling=dice.choice((0x11, 0x22, 0x44, 0x41, 0x00, 0xFF)))


def _other_process(dice: random.Random, material: Material) -> bytes:
    """Lossless, hierarchical, arithmetic or unassigned."""
    marker = dice.choice((0xC1, 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCF))
    return _SOF.sub(bytes([0xFF, marker, 0x00, 0x11]), material.jpeg, count=1)


def _many_scans(dice: random.Random, material: Material) -> bytes:
    """Each one a pass over 36 megapixels in sixty bytes."""
    side = dice.choice((1000, 2500, 4000))
    data = saved(Image.new("L", (side, side), 99), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * dice.choice((40, 70, 3000, 20_000)) + b"\xff\xd9"


def _segment_flood(dice: random.Random, material: Material) -> bytes:
    marker, size = dice.choice((0xE1, 0xE2, 0xEC, 0xFE, 0xDB, 0xC4)), dice.choice((0, 2, 65, 60_000))
    return with_segments(
        material.jpeg, segment(marker, bytes(size)) * (8_000_000 // (size + 4) // dice.choice((1, 40)))
    )


def _marker_flood(dice: random.Random, material: Material) -> bytes:
    last = material.jpeg.rindex(b"\xff\xda") + 14
    flood = dice.choice((b"\xff", b"\xff\xd0", b"\xff\x00", b"\xff\x01", b"\xff\xd8", b"\xff\xff\x00"))
    return material.jpeg[:last] + flood * (8_000_000 // len(flood)) + material.jpeg[last:]


def _exif_lies(dice: random.Random, material: Material) -> bytes:
    value = dice.choice((0, 2, 5, 6, 8, 9, 255, 65_535))
    entry = (0x0112, dice.choice((1, 3, 4, 9, 13, 99)), dice.choice((1, 0, 2, 2**32 - 1)), value)
    body = exif([entry] * dice.choice((1, 3)), next_ifd=dice.choice((0, 8, 2**32 - 1)))
    return with_segments(material.jpeg, segment(0xE1, b"Exif\0\0" + body[: dice.choice((3, 9, 15, 1000))]))


def _exif_amplified(dice: random.Random, material: Material) -> bytes:
    """Five thousand entries that all point at the same long value."""
    entries = [(0x8000 + number, 7, 4000, 100) for number in range(5000)]
    parts = [segment(0xE1, b"Exif\0\0" + exif(entries))]
    return with_segments(material.jpeg, *parts * dice.choice((1, 20)))


def _exif_in_a_ring(dice: random.Random, material: Material) -> bytes:
    """Directories that contain each other (Exif, GPS, interoperability, thumbnail)."""
    entries = [(tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005, 0x014A)]
    return with_segments(material.jpeg, segment(0xE1, b"Exif\0\0" + exif(entries, next_ifd=8)))


def _profile_garbage(dice: random.Random, material: Material) -> bytes:
    total = dice.choice((1, 3, 255))
    parts = [
        segment(0xE2, b"ICC_PROFILE\0" + bytes([dice.randrange(256), total]) + dice.randbytes(dice.choice((9, 900))))
        for _ in range(total)
    ]
    return with_segments(material.jpeg, *parts)


def _other_colours(dice: random.Random, material: Material) -> bytes:
    """CMYK as from printers, and an Adobe segment that contradicts the frame."""
    if dice.random() < 0.4:
        return saved(material.page.convert("CMYK"), "JPEG", quality=80)
    adobe = segment(0xEE, b"Adobe\0d\0\0\0\0" + bytes([dice.choice((0, 1, 2, 3, 255))]))
    return with_segments(saved(material.page.convert(dice.choice(("CMYK", "L", "RGB"))), "JPEG"), adobe)


def _several_frames(dice: random.Random, material: Material) -> bytes:
    """An MPO as phones write bursts, its index sometimes garbage."""
    data = saved(material.page, "MPO", save_all=True, append_images=[material.page] * dice.choice((1, 4)))
    if dice.random() < 0.5:
        at = data.index(b"MPF\0") + dice.randrange(4, 60)
        data = data[:at] + dice.randbytes(8) + data[at + 8 :]
    return data


def _without_an_end(dice: random.Random, material: Material) -> bytes:
    return dice.choice((material.jpeg[:-2], material.jpeg + material.jpeg, material.jpeg[2:], material.jpeg[:2] * 5000))


KINDS: dict[str, Kind] = {
    "jpeg of a huge declared size": _huge,
    "jpeg of the largest allowed declared size": _just_within,
    "jpeg of another size than declared": _other_size,
    "jpeg with impossible components": _other_shape,
    "jpeg of another process": _other_process,
    "jpeg with thousands of scans": _many_scans,
    "jpeg with a flood of segments": _segment_flood,
    "jpeg with a flood of markers": _marker_flood,
    "jpeg whose exif lies": _exif_lies,
    "jpeg whose exif is amplified": _exif_amplified,
    "jpeg whose exif is a ring": _exif_in_a_ring,
    "jpeg with a garbage profile": _profile_garbage,
    "jpeg in cmyk or with an adobe lie": _other_colours,
    "jpeg of several frames": _several_frames,
    "jpeg without an end": _without_an_end,
}
