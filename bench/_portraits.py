"""Portraits on document pages: how many are found at the first look, and how many more by each further look.

A page is a drawn specimen with the photograph of a person (`lfw/PERSON/*.jpg`), worn, covered, blurred, scaled down or
tilted; the person's next photograph tells whether the portrait found is usable. On pages without a face every find is
false.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from bench import _nothing
from bench._drawn import invented, portrait
from bench._figures import quantile
from bench._worn import FLAWS, Page
from bench.server import models_dir
from kyc.adapters.faces import portraits
from kyc.adapters.faces.clarity import evened
from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.engine import OnnxFaces
from kyc.adapters.faces.network import Embedding, Network
from kyc.adapters.faces.pages import ground
from kyc.adapters.faces.pictures import Picture, decode
from kyc.adapters.faces.selection import dominant
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION, FACE_EMBEDDING
from kyc.checks.face_match import LEAST_EYE_DISTANCE
from kyc.demo import specimen
from kyc.demo.specimen import SpecimenFields

_SIZE = (413, 531)
_KINDS: tuple[Callable[[SpecimenFields, Image.Image], Image.Image], ...] = (
    lambda fields, head: specimen.id_card(fields, head)[0],
    specimen.td2_card,
    specimen.draw,
    lambda fields, head: specimen.us_licence(fields, head)[0],
)


@dataclass(slots=True)
class Tally:
    """The results of pages with one flaw; `found` counts by look, similarities are to another photograph.

    `failed` are genuine pairs that the product would call two people.
    """

    pages: int = 0
    found: tuple[int, ...] = (0,) * len(portraits.LOOKS)
    elsewhere: int = 0
    unclear: int = 0
    failed: int = 0
    similar: tuple[float, ...] = ()

    def as_map(self) -> dict[str, Any]:
        looks = {look.__name__: count for look, count in zip(portraits.LOOKS, self.found, strict=True)}
        told = {"elsewhere": self.elsewhere, "unclear": self.unclear, "failed": self.failed}
        return {"pages": self.pages, **looks, **told, "similarity": quantile(self.similar, 0.5)}


class Seeker:
    """The detector, one look at a time, with the cost of each."""

    def __init__(self) -> None:
        self.detector = Detector(read(models_dir(), FACE_DETECTION.file))
        self.embedding = Embedding(Network(read(models_dir(), FACE_EMBEDDING.file), 1))
        self.cpu_ms: list[list[float]] = [[] for _ in portraits.LOOKS]

    def seek(self, picture: Picture) -> tuple[int, portraits.Portrait] | None:
        """The portrait with the number of the look that found it."""
        where = ground(picture)
        for number, look in enumerate(portraits.LOOKS):
            started = time.process_time()
            found = portraits.portrait(self.detector, picture, where, [look])
            self.cpu_ms[number].append(1000 * (time.process_time() - started))
            if found:
                return number, found
        return None


def measured(folder: Path, wanted: int, seed: int) -> dict[str, Any]:
    """The figures of every flaw over this many people, of pages without a face, and the CPU of each look."""
    seeker = Seeker()
    people = [sorted(person.glob("*.jpg"))[:2] for person in sorted(folder.glob("*/"))]
    pairs = [pair for pair in people if len(pair) == 2][:: max(1, len(people) // max(wanted, 1))][:wanted]
    tallies = {name: Tally() for name in FLAWS}
    for number, (shown, other) in enumerate(pairs):
        known, head = _embedded(seeker, other), _head(seeker, shown)
        if known is None or head is None:
            continue
        for name, flaw in FLAWS.items():
            dice = random.Random(f"{seed} {number} {name}")
            page = flaw.page(_page(number, head, flaw.portrait, dice), dice)
            tallies[name] = counted(tallies[name], page, seeker.seek(page.picture), seeker.embedding, known)
    return {
        "flaws": {name: tally.as_map() for name, tally in tallies.items()},
        "faceless": _faceless(seeker, 2 * len(pairs), seed),
        "cpu_ms": {
            look.__name__: quantile(cpu, 0.5, 1) for look, cpu in zip(portraits.LOOKS, seeker.cpu_ms, strict=True)
        },
    }


def counted(
    tally: Tally, page: Page, found: tuple[int, portraits.Portrait] | None, embedding: Embedding, known: Any
) -> Tally:
    """The tally with one more page."""
    tally = replace(tally, pages=tally.pages + 1)
    if found is None:
        return tally
    look, shown = found
    if not page.holds(shown.box):
        return replace(tally, elsewhere=tally.elsewhere + 1)
    similarity = embedding.alike(embedding.of(evened(shown.page, shown.face), shown.face), known)
    unclear = bool(shown.doubts())
    sure = shown.face.eye_distance >= LEAST_EYE_DISTANCE and not unclear
    return replace(
        tally,
        found=tuple(count + (number == look) for number, count in enumerate(tally.found)),
        unclear=tally.unclear + unclear,
        failed=tally.failed + (sure and similarity < OnnxFaces.scale.review_at),
        similar=(*tally.similar, similarity),
    )


def _faceless(seeker: Seeker, textures: int, seed: int) -> dict[str, Any]:
    """Backs of cards, heads without a face, tables, tiles and hills: how many there are, and what each look finds."""
    seen, found = 0, [0] * len(portraits.LOOKS)
    backs = _backs(seed) if textures else ()
    for picture in (*backs, *(decode(data) for _, data in _nothing.drawn(textures, seed))):
        seen += 1
        if false := seeker.seek(picture):
            found[false[0]] += 1
    return {"pages": seen, **{look.__name__: count for look, count in zip(portraits.LOOKS, found, strict=True)}}


def _backs(seed: int) -> Iterator[Picture]:
    dice = random.Random(seed)
    for draw in (specimen.id_card, specimen.residence_permit, specimen.us_licence, specimen.eu_licence) * 2:
        fields = replace(invented(dice), issuing_state="FRA", nationality="FRA")
        yield _pixels(draw(fields, portrait(dice))[1])


def _page(number: int, head: Picture, flaw: Callable[[Picture, random.Random], Picture], dice: random.Random) -> Page:
    """A page, the kinds in turn; its print is the same for everybody."""
    blank, (left, top, width, height) = _blank(number % len(_KINDS))
    picture = blank.copy()
    worn = cv2.resize(flaw(head, dice), (width, height), interpolation=cv2.INTER_AREA)
    picture[top : top + height, left : left + width] = worn
    return Page(picture, (left + width / 2, top + height / 2), width)


@cache
def _blank(kind: int) -> tuple[Picture, tuple[int, int, int, int]]:
    """A page, and where its portrait belongs: the largest region that changes with the portrait's colour."""
    fields = replace(invented(random.Random(kind)), issuing_state="USA", nationality="USA")
    red, green = (_pixels(_KINDS[kind](fields, Image.new("RGB", _SIZE, tone))) for tone in ("red", "lime"))
    changed = (cv2.absdiff(red, green).sum(2) > 300).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(changed)
    left, top, width, height = (int(side) for side in stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()), :4])
    return red, (left, top, width, height)


def _pixels(image: Image.Image) -> Picture:
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[..., ::-1])


def drawn_page(picture: Picture, face: Face, number: int) -> Picture:
    """A specimen page with that face, the kinds in turn."""
    return _page(number, _head_of(picture, face), lambda head, _: head, random.Random(number)).picture


def _head(seeker: Seeker, path: Path) -> Picture | None:
    picture = decode(path.read_bytes())
    face = dominant(seeker.detector, picture)
    return None if face is None else _head_of(picture, face)


def _head_of(picture: Picture, face: Face) -> Picture:
    """As on a document: 35 x 45, a quarter of the width between the eyes (ISO/IEC 19794-5)."""
    scale = _SIZE[0] / (4 * face.eye_distance)
    x, y = (scale * float(one) for one in face.landmarks[:2].mean(0))
    place = np.array([[scale, 0, _SIZE[0] / 2 - x], [0, scale, 0.4 * _SIZE[1] - y]])
    cut = cv2.warpAffine(picture, place, _SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _embedded(seeker: Seeker, path: Path) -> Any:
    picture = decode(path.read_bytes())
    face: Face | None = dominant(seeker.detector, picture)
    return None if face is None else seeker.embedding.of(picture, face)


def table(result: dict[str, Any]) -> Iterable[str]:
    """One line for each flaw; then what is found where there is no face, and the cost of each look."""
    names: Sequence[str] = [look.__name__ for look in portraits.LOOKS]
    looks = "".join(f"{name:>10}" for name in names)
    yield f"{'portraits':18}{'pages':>6}{looks}{'none':>6}{'elsewhere':>10}{'unclear':>9}{'failed':>8}{'alike':>7}"
    for flaw, one in result["flaws"].items():
        none = one["pages"] - one["elsewhere"] - sum(one[name] for name in names)
        looks = "".join(f"{one[name]:10}" for name in names)
        rest = f"{none:6}{one['elsewhere']:10}{one['unclear']:9}{one['failed']:8}{one['similarity']:7.2f}"
        yield f"{flaw:18}{one['pages']:6}{looks}{rest}"
    yield f"without a face {result['faceless']}; CPU ms of a look {result['cpu_ms']}"
