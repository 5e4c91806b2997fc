"""Photographs of specimen cards, visas and driving licences, both sides read together, and their scoring."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from bench._drawn import invented, portrait, truth_of
from bench._figures import quantile
from bench._product import Case
from bench._reading import CLEAR, Result
from kyc.demo import specimen
from kyc.demo.specimen import SpecimenFields
from kyc.domain.documents import SIDES, DocumentType, Side

# Half of them are upright; the others lie sideways, upside down or aslant.
_TURNS = (0, 0, 0, 0, 0, 17, 90, 180, 200, 270)
_ON_A_LICENCE = ("number", "surname", "given", "dob", "expiry")
_ON_A_ZONE = ("country", "sex", *_ON_A_LICENCE)
_SURE = ("surname", "given", *CLEAR)
Draw = Callable[[SpecimenFields, Image.Image], tuple[Image.Image, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: how it is drawn, its zone's layout and code, and its issuers if they are few."""

    declared: DocumentType
    draw: Draw
    layout: str | None
    code: str = ""
    states: tuple[str, ...] = ()

    @property
    def scored(self) -> tuple[str, ...]:
        return _ON_A_ZONE if self.layout else _ON_A_LICENCE


KINDS: dict[str, Kind] = {
    "id_card": Kind(DocumentType.ID_CARD, specimen.id_card, "TD1"),
    "residence_permit": Kind(DocumentType.RESIDENCE_PERMIT, specimen.residence_permit, "TD1", "IR"),
    "td2_card": Kind(DocumentType.ID_CARD, lambda fields, head: (specimen.td2_card(fields, head),), "TD2"),
    "visa_a": Kind(DocumentType.VISA, lambda fields, head: (specimen.visa(fields, head),), "MRVA"),
    "visa_b": Kind(DocumentType.VISA, lambda fields, head: (specimen.visa(fields, head, "MRVB"),), "MRVB"),
    "eu_licence": Kind(DocumentType.DRIVER_LICENSE, specimen.eu_licence, None, states=("FRA", "D", "ITA", "POL")),
    "us_licence": Kind(DocumentType.DRIVER_LICENSE, specimen.us_licence, None, states=("USA", "CAN")),
}


def cards(number: int, seed: int) -> Iterator[Case]:
    """This many documents, the kinds in turn, each declared as what it is; the name begins with its kind."""
    dice = random.Random(seed)
    for place in range(number):
        name, kind = list(KINDS.items())[place % len(KINDS)]
        fields, level, turn = invented(dice), dice.uniform(0, 2), dice.choice(_TURNS)
        if kind.states:
            state = dice.choice(kind.states)
            fields = replace(fields, issuing_state=state, nationality=state)
        drawn = kind.draw(fields, portrait(dice))
        sides = SIDES[kind.declared] if len(drawn) == 2 else (Side.FRONT,)
        photos = [specimen.photograph(page, dice.randrange(2**32), level=level, turn=turn) for page in drawn]
        title = f"{name} {place:02} level {level:.1f} at {turn}°"
        truth = truth_of(fields, kind.layout, kind.code)
        yield Case(title, tuple(zip(sides, photos, strict=True)), truth, kind.declared)


def card_figures(results: Sequence[Result]) -> dict[str, Any]:
    """The figures of every kind read, and the CPU of those with two sides."""
    by_kind = {name: [one for one in results if one.name.split()[0] == name] for name in KINDS}
    twofold = [one.cpu_s for name, found in by_kind.items() if _two_sided(KINDS[name]) for one in found]
    return {
        "documents": len(results),
        "two_sides_cpu_s": {"p50": quantile(twofold, 0.5), "p95": quantile(twofold, 0.95)},
        "kinds": {name: _figures(KINDS[name], found) for name, found in by_kind.items() if found},
    }


def _two_sided(kind: Kind) -> bool:
    return len(SIDES[kind.declared]) == 2 and kind.layout != "TD2"


def _figures(kind: Kind, results: Sequence[Result]) -> dict[str, Any]:
    """The same figures as for images; without a zone a document is exact where every scored field is right."""
    clear = [one for one in results if one.is_clear]
    return {
        "documents": len(results),
        "full_exact": sum(one.exact if kind.layout else one.right.issuperset(kind.scored) for one in results),
        "false_positive": sum(bool(one.told.lines) for one in results if not kind.layout),
        "fields": {name: sum(name in one.right for one in results) for name in kind.scored},
        "clear": len(clear),
        "clear_right": sum(one.right.issuperset(CLEAR) for one in clear),
        "clear_names": sum(one.told.clear.issuperset(_SURE) for one in results),
        "cpu_s_median": quantile([one.cpu_s for one in results], 0.5),
        "cpu_s_p95": quantile([one.cpu_s for one in results], 0.95),
    }


def card_miss(one: Result) -> str:
    """What is wrong, in a few words and without any value; empty where nothing is."""
    kind = KINDS[one.name.split()[0]]
    wrong = [name for name in kind.scored if name not in one.right]
    unclear = [name for name in CLEAR if name not in one.told.clear]
    sure = [name for name in wrong if name in one.told.clear]
    parts = {"CLEAR AND WRONG": sure, "wrong": wrong, "not clear": unclear}
    said = [f"{title}: {', '.join(names)}" for title, names in parts.items() if names]
    return "; ".join(["zone not exact"] * bool(kind.layout and not one.exact) + said)


def card_table(found: dict[str, Any]) -> str:
    """One row for every kind."""
    rows = [f"{'':18}{'exact':>9}{'clear':>7}{'right':>7}{'names':>7}{'CPU s':>8}{'p95':>7}  fields right"]
    for name, one in found["kinds"].items():
        fields = " ".join(f"{field} {right}" for field, right in one["fields"].items())
        rows.append(
            f"{name:18}{one['full_exact']:>5}/{one['documents']:<3}{one['clear']:>7}{one['clear_right']:>7}"
            f"{one['clear_names']:>7}{one['cpu_s_median']:>8}{one['cpu_s_p95']:>7}  {fields}"
        )
    cpu = found["two_sides_cpu_s"]
    return "\n".join([*rows, f"two sides with print: {cpu['p50']} CPU seconds (95 %: {cpu['p95']})"])
