"""`python -m bench quality DIR`: the errors of the upload limits, and where the page is found; nothing is read.

DIR has `documents/` as for `python -m bench documents` and, optionally, `faces/` as for the face benchmarks; a folder
of documents alone will do. Genuine images must not be refused, images without a document and the wrong sides of cards
must be, and of genuine ones, spoilt, as many as possible are refused or warned of.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench import _nothing, _selfies, _spoilt
from bench._cards import KINDS
from bench._drawn import invented, portrait
from bench._figures import peak_mb, quantile, within
from bench.server import models_dir
from kyc.adapters import images
from kyc.demo import people, specimen
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Refused
from kyc.domain.ports import ImageQuality, Quad

Asked = tuple[Side, DocumentType]

_LAYOUTS: dict[str, Asked] = {
    "TD1": (Side.BACK, DocumentType.ID_CARD),
    "TD2": (Side.FRONT, DocumentType.ID_CARD),
    "TD3": (Side.DATA_PAGE, DocumentType.PASSPORT),
    "MRVA": (Side.DATA_PAGE, DocumentType.VISA),
    "MRVB": (Side.DATA_PAGE, DocumentType.VISA),
}
_PASSPORT = _LAYOUTS["TD3"]
_LARGE = 600
_TURNS = (0, 0, 0, 90, 180, 17, 45, 300)
_RIGHT = 0.02
"""A page is found where no corner is off by more than this share of the picture's longer side."""


@dataclass(slots=True)
class Judge:
    """The product's intake, and the CPU time of each judgement, decoding for it included."""

    intake: Any = field(default_factory=lambda: images.create(models_dir=models_dir()))
    cpu_ms: list[float] = field(default_factory=list)

    def __call__(self, data: bytes, asked: Asked) -> ImageQuality:
        """The verdict on a file; one that the intake cannot open counts as refused for that."""
        try:
            picture = self.intake.accept(data, allow_pdf=False)
        except Refused as refusal:
            return ImageQuality(refusal.code)
        started = time.process_time()
        quality: ImageQuality = self.intake.document_quality(picture, *asked)
        self.cpu_ms.append(1000 * (time.process_time() - started))
        return quality


@dataclass(slots=True)
class Tally:
    """How many pictures of one kind were refused and warned of, and why."""

    images: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)

    def add(self, quality: ImageQuality) -> ImageQuality:
        self.images += 1
        self.refused.update([quality.refused] if quality.refused else [])
        self.warned.update(quality.warnings)
        return quality

    @property
    def figures(self) -> dict[str, Any]:
        return {
            "images": self.images,
            "refused": self.refused.total(),
            "for": dict(self.refused),
            "warned": dict(self.warned),
        }


def main(argv: list[str]) -> None:
    options = _options(argv)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(2**32)
    judge, folder = Judge(), options.folder
    judge(_jpeg_of(specimen.draw(invented(random.Random(0)), portrait(random.Random(0)))), _PASSPORT)  # loads the model
    judge.cpu_ms.clear()
    honest = list(documents(within(folder, "documents")))
    result: dict[str, Any] = {
        "seed": seed,
        "honest": _honest(judge, honest),
        "drawn": _drawn(judge, options.drawn, seed),
        "cpu_ms": {"p50": quantile(judge.cpu_ms, 0.5, 1), "p95": quantile(judge.cpu_ms, 0.95, 1)},
        "sides": _sides(judge, options.drawn // 4, seed),
        "nothing": _without(judge, folder, options.textures, seed),
        "spoilt": _all_spoilt(judge, [one for one in honest if one[2] is not None], seed),
        "selfies": _selfies.measured(judge.intake, within(folder, "faces"), options.textures, seed),
        "rss_mb": peak_mb(),
    }
    show(result)
    _selfies.show(result["selfies"])
    print(json.dumps(result))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench quality", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--drawn", type=int, default=40, metavar="N", help="so many freshly drawn photographs")
    parser.add_argument("--textures", type=int, default=45, metavar="N", help="so many freshly drawn scenes")
    parser.add_argument("--seed", type=int, help="draw and spoil as in an earlier run")
    return parser.parse_args(argv)


def documents(folder: Path) -> Iterator[tuple[str, bytes, Asked | None]]:
    """Each image with the side and the type that its zone implies; None where the truth has no zone."""
    for name, truth in sorted(json.loads((folder / "truth.json").read_text()).items()):
        yield name, (folder / name).read_bytes(), _LAYOUTS.get(truth.get("format", "TD3")) if truth["mrz"] else None


def _honest(judge: Judge, photos: Iterable[tuple[str, bytes, Asked | None]]) -> dict[str, Any]:
    """Images that must not be refused; those without a zone are counted apart, because not all show a page."""
    zone, other = Tally(), Tally()
    found: Counter[str] = Counter()
    for name, data, asked in photos:
        quality = (other if asked is None else zone).add(judge(data, asked or _PASSPORT))
        if asked and (quality.refused or "image_glare" in quality.warnings):
            print(f"{name:28.28} {quality.refused or ', '.join(quality.warnings)}")
        found["none" if quality.page is None else "whole" if _is_whole(quality.page) else "outline"] += 1
    return {**zone.figures, "page": dict(found), "without_zone": other.figures}


def _is_whole(page: Quad) -> bool:
    return page == ((0, 0), (1, 0), (1, 1), (0, 1))


def _drawn(judge: Judge, number: int, seed: int) -> dict[str, Any]:
    """Photographs of every kind, clean to careless, at any angle, with the known corners of each."""
    dice, tally, errors = random.Random(seed), Tally(), list[float]()
    kinds = [(kind.declared, kind.draw) for kind in KINDS.values()]
    kinds.append((DocumentType.PASSPORT, lambda fields, head: (specimen.draw(fields, head),)))
    for place in range(number):
        declared, draw = kinds[place % len(kinds)]
        sides = draw(invented(dice), portrait(dice))
        index = dice.randrange(len(sides))
        photo = specimen.take(sides[index], dice.randrange(2**32), level=dice.uniform(0, 2), turn=dice.choice(_TURNS))
        quality = tally.add(judge(photo.data, (_side(declared, index), declared)))
        if quality.refused:
            print(f"drawn {place:02} {declared} {index}: {quality.refused}")
        errors.append(off(quality.page, photo))
    right = sum(error <= _RIGHT for error in errors)
    return {**tally.figures, "page_right": right, "corner_error": {"p50": quantile(errors, 0.5, 4)}}


def _side(kind: DocumentType, index: int) -> Side:
    if kind in (DocumentType.PASSPORT, DocumentType.VISA):
        return Side.DATA_PAGE
    return Side.BACK if index else Side.FRONT


def off(page: Quad | None, photo: specimen.Photo) -> float:
    """How far the worst corner is from its true place, as a share of the longer side; 1 where none is found."""
    if page is None:
        return 1.0
    found, true = np.array(page) * photo.size, np.array(photo.quad)
    turns = (float(np.linalg.norm(np.roll(true, turn, 0) - found, axis=1).max()) for turn in range(4))
    return min(turns) / max(photo.size)


def _sides(judge: Judge, number: int, seed: int) -> dict[str, Any]:
    """Cards with a real portrait, each side sent as what it is and as the other."""
    dice, right, wrong = random.Random(seed), Tally(), Tally()
    head = people.portrait(people.astronaut())
    kinds = [kind for name, kind in KINDS.items() if name in ("id_card", "residence_permit", "us_licence")]
    for place in range(number):
        kind = kinds[place % len(kinds)]
        for index, page in enumerate(kind.draw(invented(dice), head)):
            photo = specimen.take(page, dice.randrange(2**32), level=dice.uniform(0, 2)).data
            right.add(judge(photo, (_side(kind.declared, index), kind.declared)))
            wrong.add(judge(photo, (_side(kind.declared, 1 - index), kind.declared)))
    return {"right": right.figures, "wrong": wrong.figures}


def _without(judge: Judge, folder: Path, textures: int, seed: int) -> dict[str, Any]:
    """What must be refused: faces alone, where the folder has some, scenes and textures."""
    faces = within(folder, "faces")
    groups: dict[str, Iterable[tuple[str, bytes]]] = {
        "press photographs of faces": _files(faces.glob("lfw/*/*_0001.jpg")),
        "webcam selfies": _files(sorted(faces.glob("liveness/*/*.jpg"))[::4]),
        "photographs": _nothing.shipped(),
        "drawn scenes and textures": _nothing.drawn(textures, seed),
    }
    return {name: _group(judge, files).figures for name, files in groups.items()}


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(paths):
        yield path.name, path.read_bytes()


def _group(judge: Judge, files: Iterable[tuple[str, bytes]]) -> Tally:
    tally = Tally()
    for name, data in files:
        if tally.add(judge(data, _PASSPORT)).refused is None:
            print(f"{name:28.28} taken for a document")
    return tally


def _all_spoilt(judge: Judge, photos: list[tuple[str, bytes, Asked | None]], seed: int) -> dict[str, Any]:
    """Every genuine image that is large enough, spoilt in each way; `missed` are those without refusal or warning."""
    large = [(data, asked) for _, data, asked in photos if asked and _long_side(data) >= _LARGE]
    told: dict[str, Any] = {}
    for name, how in _spoilt.KINDS.items():
        dice, tally, missed = random.Random(seed), Tally(), 0
        for data, asked in large:
            quality = tally.add(judge(_spoilt.spoilt(data, how, dice), asked))
            missed += not quality.refused and not quality.warnings
        told[name] = {**tally.figures, "missed": missed}
    return told


def _long_side(data: bytes) -> int:
    with Image.open(BytesIO(data)) as image:
        return max(image.size)


def _jpeg_of(page: Image.Image) -> bytes:
    out = BytesIO()
    page.save(out, "JPEG")
    return out.getvalue()


def show(result: dict[str, Any]) -> None:
    """One line per kind of picture."""
    rows = {"honest": result["honest"], "honest, no zone": result["honest"]["without_zone"], "drawn": result["drawn"]}
    rows |= {f"{name} side": one for name, one in result["sides"].items()}
    rows |= result["nothing"] | {f"spoilt: {name}": one for name, one in result["spoilt"].items()}
    print(f"\n{'':28}{'images':>8}{'refused':>9}{'missed':>8}  refused for; warned of")
    for name, one in rows.items():
        said = "; ".join(", ".join(f"{code} {count}" for code, count in one[key].items()) for key in ("for", "warned"))
        print(f"{name:28}{one['images']:>8}{one['refused']:>9}{one.get('missed', ''):>8}  {said}")
    drawn = result["drawn"]
    print(f"page right on {drawn['page_right']} of {drawn['images']} drawn; real: {result['honest']['page']}")
    print(f"CPU ms {result['cpu_ms']}, {result['rss_mb']} MB")
