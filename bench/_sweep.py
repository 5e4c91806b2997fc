"""The same drawn documents at every angle and size, to see where reading fails."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from bench._drawn import invented, portrait, truth_of
from bench._figures import quantile
from bench._product import Case, Upload, read_all
from kyc.demo import specimen
from kyc.domain.documents import DocumentType, Side
from kyc.domain.ports import DocumentReader

TURNS = (0, 17, 73, 90, 180, 200, 270)
SIZES = (specimen.THUMBNAIL, 330, 450, 640, 1000, 2000, specimen.PHONE)
_LEVEL = 0.5
_STEPS: tuple[tuple[str, tuple[int, ...]], ...] = (("turn", TURNS), ("long_side", SIZES))


def sweep(reader: DocumentReader, number: int, seed: int) -> dict[str, Any]:
    """{"turn": {"0": {…}, …}, "long_side": {"250": {…}, …}}; each step reads this many passports and backs of cards."""
    return {name: {str(step): _step(reader, number, seed, **{name: step}) for step in steps} for name, steps in _STEPS}


def _step(reader: DocumentReader, number: int, seed: int, **more: int) -> dict[str, Any]:
    """The share of each kind that is exact, how many the upload would refuse, and the CPU of one page."""
    upload = Upload()
    results = list(read_all(reader, cases(number, seed, **more), upload))
    exact = {kind: sum(one.exact for one in results if one.name.startswith(kind)) for kind in ("passport", "card")}
    cpu = quantile([one.cpu_s for one in results], 0.5)
    return {"of": number, **exact, "refused": len(upload.refused), "cpu_s_median": cpu}


def cases(number: int, seed: int, **more: Any) -> list[Case]:
    """A passport and the back of an identity card of each person; `more` is passed to the photograph."""
    dice, found = random.Random(seed), []
    for place in range(number):
        fields, head, shot = invented(dice), portrait(dice), dice.randrange(2**32)
        page, (_, back) = specimen.draw(fields, head), specimen.id_card(fields, head)
        for name, side, image, layout in (
            ("passport", Side.DATA_PAGE, page, "TD3"),
            ("card", Side.BACK, back, "TD1"),
        ):
            photo = specimen.photograph(image, shot, level=_LEVEL, **more)
            kind = DocumentType.PASSPORT if name == "passport" else DocumentType.ID_CARD
            found.append(Case(f"{name} {place:02}", ((side, photo),), truth_of(fields, layout), kind))
    return found


def sweep_table(found: Mapping[str, Any]) -> str:
    """One row per step."""
    rows = [f"{'':16}{'passport':>10}{'card':>8}{'refused':>9}{'CPU s':>8}"]
    for name, steps in found.items():
        for step, one in steps.items():
            counts = f"{one['passport']:>7}/{one['of']:<2}{one['card']:>5}/{one['of']:<2}{one['refused']:>9}"
            rows.append(f"{name:>10} {step:>5}{counts}{one['cpu_s_median']:>8}")
    return "\n".join(rows)
