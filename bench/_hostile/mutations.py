"""Valid files with damage: bits flipped, ends cut off, runs blanked, doubled, swapped or spliced."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench._hostile.material import Kind, Material

Damage = Callable[[random.Random, bytes, Material], bytes]


def _flipped(dice: random.Random, data: bytes, _: Material) -> bytes:
    raw = bytearray(data)
    for _place in range(dice.choice((1, 3, 10, 60, 300))):
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return bytes(raw)


def _flipped_in_the_header(dice: random.Random, data: bytes, _: Material) -> bytes:
    raw = bytearray(data)
    for _place in range(dice.choice((1, 2, 5, 12))):
        raw[dice.randrange(4, min(len(raw), 700))] = dice.randrange(256)
    return bytes(raw)


def _truncated(dice: random.Random, data: bytes, _: Material) -> bytes:
    return data[: int(len(data) * dice.random())]


def _without_a_piece(dice: random.Random, data: bytes, _: Material) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.choice((1, 2, 7, 400, 9000)) :]


def _with_a_run(dice: random.Random, data: bytes, _: Material) -> bytes:
    start, length = dice.randrange(12, len(data)), dice.choice((4, 64, 3000))
    return data[:start] + dice.choice((b"\0", b"\xff", b"\x80")) * length + data[start + length :]


def _with_a_piece_twice(dice: random.Random, data: bytes, _: Material) -> bytes:
    start, length = dice.randrange(len(data)), dice.choice((16, 500, 20_000))
    return data[: start + length] + data[start:]


def _with_noise_in_between(dice: random.Random, data: bytes, _: Material) -> bytes:
    start = dice.randrange(4, len(data))
    return data[:start] + dice.randbytes(dice.choice((1, 30, 5000))) + data[start:]


def _spliced(dice: random.Random, data: bytes, material: Material) -> bytes:
    other = dice.choice(material.each())
    return data[: dice.randrange(20, len(data))] + other[dice.randrange(len(other)) :]


_DAMAGES: dict[str, Damage] = {
    "flipped": _flipped,
    "flipped in the header": _flipped_in_the_header,
    "truncated": _truncated,
    "without a piece": _without_a_piece,
    "with a run": _with_a_run,
    "with a piece twice": _with_a_piece_twice,
    "with noise in between": _with_noise_in_between,
    "spliced": _spliced,
}


def _kind(damage: Damage, source: str) -> Kind:
    return lambda dice, material: damage(dice, getattr(material, source), material)


KINDS: dict[str, Kind] = {
    f"{source} {name}": _kind(damage, source)
    for source in ("jpeg", "progressive", "png", "webp", "heic", "pdf")
    for name, damage in _DAMAGES.items()
}
