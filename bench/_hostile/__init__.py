"""Images that nobody should send, made from drawn specimens by a seeded generator; every kind has a name."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench._hostile import foreign, jpegs, mutations, pdfs, pngs, scenes, webps
from bench._hostile.material import Kind, Material, Sample, prepare

__all__ = ["CONTENT_TYPES", "FILE_NAMES", "KINDS", "Kind", "Material", "Sample", "prepare", "samples"]

KINDS: dict[str, Kind] = {
    name: kind
    for module in (mutations, jpegs, pngs, webps, pdfs, foreign, scenes)
    for name, kind in module.KINDS.items()
}
# Mutations differ each time and most of the others hardly: so there are fewer of those.
_WEIGHTS = [12 if name in mutations.KINDS else 1 if name in foreign.KINDS else 3 for name in KINDS]


def samples(number: int, seed: int) -> Iterator[Sample]:
    """This many, every kind at least once where there is room; the same seed gives the same ones."""
    dice, material = random.Random(seed), prepare(seed)
    names = list(KINDS)
    dice.shuffle(names)
    more = dice.choices(list(KINDS), _WEIGHTS, k=max(0, number - len(names)))
    for place, name in enumerate([*names, *more][:number]):
        own = random.Random(f"{seed}-{place}-{name}")
        yield Sample(name, KINDS[name](own, material), own.choice(FILE_NAMES), own.choice(CONTENT_TYPES))


# The file name given by the sender; the server must not rely on it.
FILE_NAMES = (
    "document.jpg",
    "document.png",
    "IMG_0001.HEIC",
    "scan.pdf",
    "a.exe",
    "../../../../etc/passwd",
    "x" * 3000 + ".jpg",
    "页面😀.webp",
    "a.jpg.php",
    "",
    'q"uote.jpg',
    "null\x00byte.jpg",
)
CONTENT_TYPES = ("image/jpeg", "image/png", "image/heic", "application/pdf", "text/html", "application/x-php", "x", "")
