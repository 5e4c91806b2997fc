"""Files that are no photo at all, and files that are two things at once."""

from __future__ import annotations

import io
import random
import zipfile

from bench._hostile.material import Kind, Material, saved

_MAGICS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic", b"%PDF-1.7\n")
_SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
_HTML = b"<!doctype html><script>alert(document.domain)</script>"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", bytes(5_000_000))
    return out.getvalue()


def _other_format(dice: random.Random, material: Material) -> bytes:
    kind = dice.choice(("GIF", "BMP", "TIFF", "ICO", "JPEG2000", "AVIF", "TGA", "PPM", "PCX", "SGI", "DDS"))
    return saved(material.page.resize((256, 256)), kind)


def _markup(dice: random.Random, _: Material) -> bytes:
    return dice.choice(
        (_SVG, _HTML, b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", b"%!PS")
    )


def _program(dice: random.Random, _: Material) -> bytes:
    return dice.choice((b"\x7fELF", b"MZ", b"#!/bin/sh\n", b"<?php ", b"\xca\xfe\xba\xbe", b"PK\3\4")) + dice.randbytes(
        500
    )


def _magic_and_noise(dice: random.Random, _: Material) -> bytes:
    return dice.choice(_MAGICS) + dice.randbytes(dice.choice((0, 1, 30, 5000, 3_000_000)))


def _magic_and_nothing(dice: random.Random, _: Material) -> bytes:
    return dice.choice(_MAGICS) + dice.choice((b"\0", b"\xff", b" ", b"A")) * dice.choice((10, 8_000_000))


def _nearly_nothing(dice: random.Random, _: Material) -> bytes:
    return dice.choice((b"", b"\0", b"\xff", b"\xff\xd8", b"\x89PNG", b"%PDF", b"RIFF", b"\n", b" " * 100))


def _two_at_once(dice: random.Random, material: Material) -> bytes:
    """One file to us and another to somebody else."""
    tail = dice.choice((_zip(), _HTML, _SVG, material.pdf, material.png, b"<?php system($_GET[0]); ?>"))
    return dice.choice((material.jpeg, material.png, material.webp, material.heic)) + tail


def _other_first(dice: random.Random, material: Material) -> bytes:
    return dice.choice(
        (b"GIF89a", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\3\4", b"\xef\xbb\xbf")
    ) + (dice.choice(material.each()))


def _too_many_bytes(dice: random.Random, material: Material) -> bytes:
    return dice.choice((material.jpeg, material.pdf)) + bytes(
        dice.choice((12 * 1024 * 1024, 12 * 1024 * 1024 + 9000, 14_000_000))
    )


KINDS: dict[str, Kind] = {
    "another format": _other_format,
    "markup": _markup,
    "a program": _program,
    "a beginning and noise": _magic_and_noise,
    "a beginning and nothing": _magic_and_nothing,
    "nearly nothing": _nearly_nothing,
    "two files at once": _two_at_once,
    "another file's beginning": _other_first,
    "too many bytes": _too_many_bytes,
}
