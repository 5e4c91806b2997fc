"""PNGs: bombs in every compressed chunk, floods, lying headers, animations, depths and palettes."""

from __future__ import annotations

import random
import struct
import zlib

from PIL import Image

from bench._hostile.material import Kind, Material, chunk, exif, png, saved

_PIECE = 1_000_000


def _bomb(size: int) -> bytes:
    """This many zeros, a thousandth of that compressed: one independent compressed piece, repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(_PIECE)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = struct.pack(">HH", size // _PIECE * _PIECE % 65_521, 1)
    return b"\x78\xda" + piece * (size // _PIECE) + b"\x03\x00" + checksum


def _behind_header(data: bytes, *chunks: bytes) -> bytes:
    return data[:33] + b"".join(chunks) + data[33:]


def _pixel_bomb(dice: random.Random, _: Material) -> bytes:
    width, height = dice.choice(((30_000, 30_000), (65_535, 65_535), (2**31 - 1, 2**31 - 1), (5000, 5000), (0, 0)))
    return png((width, height, 8, dice.choice((0, 2, 6)), 0, 0, 0), bytes(100_000))


def _largest(dice: random.Random, _: Material) -> bytes:
    """As large as the limit allows, in a few kilobytes."""
    depth, colours, sample = dice.choice(((8, 6, 4), (16, 6, 8), (16, 2, 6), (8, 2, 3)))
    rows = bytes((1 + 3990 * sample) * 3990)
    return png((3990, 3990, depth, colours, 0, 0, 0), rows)


def _data_bomb(dice: random.Random, _: Material) -> bytes:
    """A small picture whose pixels decompress to gigabytes."""
    return png((400, 300, 8, 2, 0, 0, 0), b"")[:33] + chunk(b"IDAT", _bomb(2_000_000_000)) + chunk(b"IEND", b"")


def _text_bomb(dice: random.Random, material: Material) -> bytes:
    packed = _bomb(dice.choice((1_000_000, 50_000_000, 2_000_000_000)))
    bodies = {
        b"zTXt": b"Comment\0\0" + packed,
        b"iTXt": b"Comment\0\x01\0\0\0" + packed,
        b"iCCP": b"Profile\0\0" + packed,
    }
    name = dice.choice(list(bodies))
    return _behind_header(
        material.png, *[chunk(name, bodies[name])] * dice.choice((1, 4, 60 if len(packed) < 9999 else 1))
    )


def _chunk_flood(dice: random.Random, material: Material) -> bytes:
    one = dice.choice((chunk(b"teSt", b""), chunk(b"IDAT", b""), chunk(b"tEXt", b"a\0b"), chunk(b"PLTE", b"abc")))
    return _behind_header(material.png, one * (9_000_000 // len(one) // dice.choice((1, 100))))


def _header_lies(dice: random.Random, material: Material) -> bytes:
    width, height = (dice.choice((1, 160, 400, 4000, 2**31)) for _ in range(2))
    depth, colours = dice.choice((0, 1, 2, 3, 4, 8, 16, 255)), dice.choice((0, 1, 2, 3, 4, 5, 6, 7))
    values = (width, height, depth, colours, dice.choice((0, 9)), dice.choice((0, 9)), dice.choice((0, 1, 2)))
    return png(values, bytes(dice.choice((0, 10, 500_000))))


def _length_lies(dice: random.Random, material: Material) -> bytes:
    raw, at = bytearray(material.png), 33
    struct.pack_into(">I", raw, at, dice.choice((0, 1, 2**31 - 1, 2**32 - 1, len(raw), 12)))
    return bytes(raw)


def _wrong_sums(dice: random.Random, material: Material) -> bytes:
    raw, at = bytearray(material.png), material.png.index(dice.choice((b"IDAT", b"PLTE", b"IHDR"))) - 4
    (length,) = struct.unpack_from(">I", raw, at)
    raw[at + 8 + length] ^= 0xFF
    return bytes(raw)


def _exif_amplified(dice: random.Random, material: Material) -> bytes:
    """Thirty thousand entries that all point at the same megabyte: 30 GB for whoever reads them."""
    entries = [(0x8000 + number, 7, 1_000_000, 8) for number in range(30_000)]
    return _behind_header(material.png, chunk(b"eXIf", exif(entries, bytes(1_000_000))))


def _animated(dice: random.Random, material: Material) -> bytes:
    if dice.random() < 0.5:
        small = material.page.resize((300, 200))
        return saved(small, "PNG", save_all=True, append_images=[small.rotate(9)] * 3, duration=40)
    return _behind_header(material.png, chunk(b"acTL", struct.pack(">II", dice.choice((0, 1, 2**31)), 0)))


def _deep(dice: random.Random, material: Material) -> bytes:
    """Sixteen bits per sample, which some decoders reduce to eight and others reject."""
    width, height = 640, 480
    samples = {0: 1, 2: 3, 4: 2, 6: 4}
    colours = dice.choice(list(samples))
    row = 1 + 2 * samples[colours] * width
    return png((width, height, 16, colours, 0, 0, 0), b"".join(b"\0" + dice.randbytes(row - 1) for _ in range(height)))


def _interlaced(dice: random.Random, material: Material) -> bytes:
    """Seven passes (Adam7) over grey pixels, sometimes with rows missing."""
    width, height = 400, 320
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    pixels = material.page.convert("L").resize((width, height)).tobytes()
    rows = [
        b"\0" + pixels[y * width + left : (y + 1) * width : right]
        for left, top, right, down in passes
        for y in range(top, height, down)
    ]
    return png((width, height, 8, 0, 0, 0, 1), b"".join(rows[: dice.choice((len(rows), len(rows) // 2))]))


def _palette(dice: random.Random, material: Material) -> bytes:
    """Palettes that are missing, short, too long or no multiple of three; transparency beyond them."""
    chunks = [chunk(b"PLTE", dice.randbytes(dice.choice((0, 3, 4, 300, 768, 2000))))] * dice.choice((0, 1, 2))
    chunks += [chunk(b"tRNS", dice.randbytes(dice.choice((0, 1, 256, 5000))))] * dice.choice((0, 1))
    depth = dice.choice((1, 2, 4, 8))
    row = 1 + (400 * depth + 7) // 8
    return png((400, 300, depth, 3, 0, 0, 0), b"".join(b"\0" + dice.randbytes(row - 1) for _ in range(300)), *chunks)


def _clear(dice: random.Random, material: Material) -> bytes:
    layer = material.page.convert("RGBA")
    layer.putalpha(Image.effect_noise(layer.size, 80) if dice.random() < 0.5 else dice.randrange(256))
    return saved(layer.convert(dice.choice(("RGBA", "LA"))), "PNG", compress_level=1)


def _disordered(dice: random.Random, material: Material) -> bytes:
    """Two headers, none, no pixels, pixels after the end, Apple's own chunk."""
    data, end = material.png, chunk(b"IEND", b"")
    return dice.choice((data[:33] + data[8:], data[:8] + data[33:], data[:33] + end, data[:33] + end + data[33:])) + (
        chunk(b"CgBI", b"\x50\0\x20\2")
    )


KINDS: dict[str, Kind] = {
    "png of a huge declared size": _pixel_bomb,
    "png of the largest allowed size": _largest,
    "png with a bomb for pixels": _data_bomb,
    "png with a bomb in text or profile": _text_bomb,
    "png with a flood of chunks": _chunk_flood,
    "png whose header lies": _header_lies,
    "png whose lengths lie": _length_lies,
    "png with wrong checksums": _wrong_sums,
    "png whose exif is amplified": _exif_amplified,
    "png that is animated": _animated,
    "png of sixteen bits": _deep,
    "png that is interlaced": _interlaced,
    "png with a broken palette": _palette,
    "png that is transparent": _clear,
    "png in disorder": _disordered,
}
