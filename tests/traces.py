"""Looks for words in everything that an installation wrote, in every form in which they may appear there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote


def forms(word: str) -> Iterator[bytes]:
    """A word as text, as JSON writes it, in a URL, in hex, in base64 wherever it begins, and backwards."""
    plain = word.encode()
    yield from (plain, word.encode("utf-16-le"), plain[::-1], plain.hex().encode(), plain.hex().upper().encode())
    yield from (json.dumps(word)[1:-1].encode(), quote(word).encode())
    for before in range(3):  # the first and the last group depend on their neighbours
        encoded = base64.b64encode(b"\0" * before + plain).rstrip(b"=")
        yield encoded[4 if before else 0 : len(encoded) - 2]


def found(where: Iterable[tuple[str, bytes]], words: Iterable[str]) -> set[tuple[str, str]]:
    """Each word that was found, with the place."""
    wanted = [(word, tuple(forms(word))) for word in words]
    return {
        (word, place)
        for place, content in where
        for word, shapes in wanted
        if any(shape in content for shape in shapes)
    }


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
