"""From OCR output to a machine-readable zone: clean, fit to a layout, choose the rows, repair one character at most."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, product

from kyc.domain.countries import country
from kyc.domain.mrz import ALPHABET, FILLER, LAYOUTS, Layout, Zone, check_digit, impossible_date, parse

# What readers mistake the filler for, and characters of other alphabets that look like ours.
_SIGNS = str.maketrans(
    {"«": "<<", "»": "<<", "‹": "<", "〈": "<", "＜": "<", "《": "<<", "(": "<", "{": "<", "[": "<", "⟨": "<", "_": "<"}
    | dict.fromkeys("-Λハヘへくㄑ人∧", "<")
    | {"|": "I", "!": "I", "€": "C", "$": "S", "Χ": "X", "О": "O"}
)
_AS_DIGIT = str.maketrans("OQDUCILJZASGTYBPEF", "000001112456778967")
_AS_LETTER = str.maketrans("01245678", "OIZASGTB")
# Characters that OCR-B prints alike; only these may be exchanged, and only one of them in a whole zone.
_ALIKE = ("0OQD", "1IL", "2Z", "5S", "8B", "6G", "4A", "7T")

# The first letters a document code may have (ICAO 9303-3 section 5); a layout is accepted by them.
_CODES = {"TD3": "P", "TD2": "IACP", "TD1": "IAC", "MRVA": "V", "MRVB": "V", "IDFRA": "I"}


@dataclass(frozen=True, slots=True)
class FittedRow:
    """A text fitted to one row of a layout: as read, corrected by the types of its places, and how well it fits."""

    plain: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Assembled:
    """A zone, the given rows that its rows were taken from, and how plausible it is compared with others."""

    zone: Zone
    sources: tuple[int, ...]
    score: float


def clean(text: str) -> str:
    """Only the characters of a zone, with what readers mistake fillers for put right."""
    plain = unicodedata.normalize("NFKD", text.upper().translate(_SIGNS))
    return "".join(char for char in plain if char in ALPHABET)


def looks_like_zone(text: str) -> float:
    """How much a text looks like a row of a zone, from 0 up; real rows have 0.5 and more."""
    row = clean(text)
    letters = [char for char in text if char.isalpha()]
    if len(row) < 10 or sum(char.islower() for char in letters) > 0.25 * len(letters):
        return 0.0
    score = min(row.count(FILLER), 10) / 10 if row.count(FILLER) >= 2 else 0.0
    score += 1.0 if re.search(r"[A-Z0-9<]{5,}\d{6}[0-9OIBS][MFX<HN]\d{6}", row) else 0.0
    if score == 0.0:
        return 0.0
    return score + (0.5 if len(row) in (30, 36, 44) else 0.25 if 26 <= len(row) <= 48 else 0.0)


def assemble(rows: Sequence[Sequence[str]]) -> Assembled | None:
    """The most plausible zone among rows from top to bottom, each with all its readings; None where there is none."""
    rows = [[clean(text) for text in dict.fromkeys(texts)] for texts in rows]
    found = (one for layout in LAYOUTS.values() for one in _zones(layout, rows))
    return max(found, key=lambda one: one.score, default=None)


def mend(zone: Zone, sure: frozenset[str] = frozenset()) -> Zone:
    """The zone with one character replaced by a look-alike, if exactly one replacement makes every check digit hold.

    Never two: that would make nearly any string valid and would hide a forged digit. Nor in a field of `sure`, which
    two readers read alike: there the document itself is wrong.
    """
    names = [name for name in ("number", "optional") if name not in sure]
    places = [place for name in names for place in range(*zone.layout.spans.get(name, (0, 0)))]
    texts = (zone.text[:at] + other + zone.text[at + 1 :] for at in places for other in _alike(zone.text[at]))
    candidates = [parse(rows_of(zone.layout, text), repaired=1) for text in texts]
    solutions = [one for one in candidates if one is not None and one.valid]
    return solutions[0] if len(solutions) == 1 else zone


def alike(one: str, other: str) -> bool:
    """Whether two texts differ only in characters that look alike in OCR-B."""
    same_length = len(one) == len(other)
    return same_length and all(a == b or b in _alike(a) for a, b in zip(one, other, strict=True))


def _alike(char: str) -> set[str]:
    return {other for group in _ALIKE if char in group for other in group} - {char}


def rows_of(layout: Layout, text: str) -> tuple[str, ...]:
    """Concatenated lines, split again."""
    return tuple(text[row * layout.width : (row + 1) * layout.width] for row in range(layout.rows))


def fitted(layout: Layout, index: int, text: str) -> FittedRow | None:
    """A clean text as this row of the layout, in its best alignment; None where its length rules that out."""
    cost = _length_cost(layout, index, text)
    if cost is None or len(text) < 18:
        return None
    aligned = [_aligned(layout, index, shift, row) for shift, row in enumerate(_shifts(text))]
    best = max(aligned, key=lambda one: one.score)
    return replace(best, score=best.score - cost)


def _zones(layout: Layout, rows: Sequence[Sequence[str]]) -> Iterable[Assembled]:
    """Every zone of this layout from the three best texts for each of its rows."""
    choices = [sorted(_fitted(layout, index, rows), key=lambda one: -one[1].score)[:3] for index in range(layout.rows)]
    for chosen in product(*choices):
        sources = tuple(source for source, _ in chosen)
        if any(upper >= lower for upper, lower in pairwise(sources)):
            continue
        zone = parse([row.text for _, row in chosen])
        if zone is not None and zone.layout is layout:
            held = sum(zone.checks.values()) / len(zone.checks)
            # One digit in ten is right by chance: five right ones are better evidence than three.
            score = 2 * held + 0.05 * sum(zone.checks.values()) + sum(row.score for _, row in chosen) / layout.rows
            yield Assembled(zone, sources, score)


def _fitted(layout: Layout, index: int, rows: Sequence[Sequence[str]]) -> Iterable[tuple[int, FittedRow]]:
    """Every reading of every row as this row of the layout, with the index of the row it is of."""
    for source, texts in enumerate(rows):
        for row in (fitted(layout, index, text) for text in texts):
            if row is not None:
                yield source, row


def _aligned(layout: Layout, index: int, shift: int, row: str) -> FittedRow:
    plain = fit(row, layout.width)
    typed = _typed(layout, index, plain)
    changed = sum(one != other for one, other in zip(plain, typed, strict=True))
    return FittedRow(plain, typed, _row_score(layout, index, typed) - 0.05 * changed - (0.1 if shift else 0.0))


def _length_cost(layout: Layout, index: int, row: str) -> float | None:
    """The penalty for a wrong length, None where it rules the row out; rows of names may lack many fillers."""
    excess = len(row) - layout.width
    first, after = index * layout.width, (index + 1) * layout.width
    if any(first <= place < after for place in layout.checks.values()):
        return 0.05 * abs(excess) if -8 <= excess <= 4 else None
    return 0.05 * excess if 0 <= excess <= 8 else -0.01 * excess if excess < 0 else None


def _shifts(row: str) -> Iterable[str]:
    """A lost or doubled character at the beginning shifts everything; the filler after the code is lost most often."""
    yield from (row, row[1:], row[2:], FILLER + row, FILLER * 2 + row, row[:1] + FILLER + row[1:], row[:2] + row[3:])


def fit(row: str, width: int) -> str:
    """The row at its full width: the longest run of fillers, whose length readers miscount, is lengthened or shortened.

    In a row that ends in fillers the difference is made up there.
    """
    runs = [match.span() for match in re.finditer("<{2,}", row)]
    if not runs or row.endswith(FILLER):
        return row[:width].ljust(width, FILLER)
    start, end = max(runs, key=lambda run: run[1] - run[0])
    length = max(1, end - start + width - len(row))
    return (row[:start] + FILLER * length + row[end:])[:width]


def _typed(layout: Layout, index: int, row: str) -> str:
    """The text with letters where only letters can be, and digits where only digits can be."""
    tables = _tables(layout.name)[index * layout.width :]
    return "".join(char.translate(table) for char, table in zip(row, tables, strict=False))


@cache
def _tables(name: str) -> list[dict[int, int]]:
    """The translation table for every place of a layout."""
    layout = LAYOUTS[name]
    digits, letters = layout.digits, layout.letters
    places = range(layout.rows * layout.width)
    return [_AS_DIGIT if place in digits else _AS_LETTER if place in letters else {} for place in places]


def _row_score(layout: Layout, index: int, row: str) -> float:
    """From 0 to about 1: the share of this row's expected features that it shows."""
    first = index * layout.width
    spans = {name: (start - first, end - first) for name, (start, end) in layout.spans.items()}
    inside = {name: row[start:end] for name, (start, end) in spans.items() if 0 <= start < layout.width}
    marks = [_mark(layout, name, value) for name, value in inside.items() if name != "optional_more"]
    for name, place in layout.checks.items():
        if name in inside and 0 <= place - first < layout.width:
            marks += [2.0 * (row[place - first] == check_digit(inside[name])), 0.0]
    return sum(marks) / len(marks)


def _mark(layout: Layout, name: str, value: str) -> float:
    """Between 0 and 1, a state 2: whether a field has the form that its name requires."""
    if name == "code":
        return 1.0 if value[0] in _CODES[layout.name] else -1.0
    if name in ("issuer", "nationality"):
        state = value.rstrip(FILLER)
        return 2.0 if state.isalpha() and country(state) else 0.0
    if name in ("birth_date", "expiry_date"):
        return 1.0 if value.isdigit() and not impossible_date(value) else 0.0
    if name == "sex":
        return 1.0 if value in "MFX<" else 0.0
    if name in ("name", "surname", "given_names"):
        return _name_mark(name, value)
    return 1.0 if any(char.isdigit() for char in value) or name == "optional" else 0.0


def _name_mark(name: str, value: str) -> float:
    words = value.rstrip(FILLER)
    if not words[:1].isalpha() or any(char.isdigit() for char in words):
        return 0.0
    # Fillers mistaken for letters come singly or in clusters: "<C<CC<A<".
    noise = len(re.findall(r"(?<=<)[ACEKLS](?=<)|C(?=CC)|C<C", words))
    return max(0.0, 1.0 - 0.1 * noise) if name != "name" or FILLER * 2 in words else 0.5
