"""Machine-readable zones by ICAO 9303: layouts, check digits, fields and dates, from text that is already clean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

FILLER = "<"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_VALUES = {char: value % 36 for value, char in enumerate(ALPHABET)}
_WEIGHTS = (7, 3, 1)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands in the concatenated lines; `checks` maps a field to the place of its check digit."""

    name: str
    rows: int
    width: int
    spans: Mapping[str, Span]
    checks: Mapping[str, int]
    composite: tuple[Span, ...] = ()
    composite_at: int | None = None

    @property
    def digits(self) -> frozenset[int]:
        """The places that can only hold a digit: both dates and every check digit."""
        places = {place for name in ("birth_date", "expiry_date") for place in range(*self.spans.get(name, (0, 0)))}
        return frozenset(places | set(self.checks.values()) | ({self.composite_at} if self.composite_at else set()))

    @property
    def letters(self) -> frozenset[int]:
        """The places that can only hold a letter: states, sex, names and the first of the code ("C1" is in use)."""
        names = ("issuer", "nationality", "sex", "name", "surname", "given_names")
        return frozenset({0} | {place for name in names for place in range(*self.spans.get(name, (0, 0)))})


def _two_rows(
    name: str, width: int, optional_end: int, optional_check: bool = False, composite: bool = False
) -> Layout:
    """Parts 4, 6 and 7 of ICAO 9303 share one layout: names above; number, nationality, dates and sex below."""
    second = {
        "number": (0, 9),
        "nationality": (10, 13),
        "birth_date": (13, 19),
        "sex": (20, 21),
        "expiry_date": (21, 27),
    }
    spans = {"code": (0, 2), "issuer": (2, 5), "name": (5, width), "optional": (width + 28, width + optional_end)}
    spans |= {key: (width + start, width + end) for key, (start, end) in second.items()}
    checks = {"number": width + 9, "birth_date": width + 19, "expiry_date": width + 27}
    if optional_check:
        checks["optional"] = width + optional_end
    last = 2 * width - 1
    parts = ((width, width + 10), (width + 13, width + 20), (width + 21, last))
    return Layout(name, 2, width, spans, checks, parts if composite else (), last if composite else None)


LAYOUTS: dict[str, Layout] = {
    "TD3": _two_rows("TD3", 44, 42, optional_check=True, composite=True),
    "TD2": _two_rows("TD2", 36, 35, optional_check=False, composite=True),
    "MRVA": _two_rows("MRVA", 44, 44, optional_check=False, composite=False),
    "MRVB": _two_rows("MRVB", 36, 36, optional_check=False, composite=False),
    # Part 5, section 4.2: number and options above, dates below them, names last.
    "TD1": Layout(
        "TD1",
        3,
        30,
        {
            "code": (0, 2),
            "issuer": (2, 5),
            "number": (5, 14),
            "optional": (15, 30),
            "birth_date": (30, 36),
            "sex": (37, 38),
            "expiry_date": (38, 44),
            "nationality": (45, 48),
            "optional_more": (48, 59),
            "name": (60, 90),
        },
        {"number": 14, "birth_date": 36, "expiry_date": 44},
        ((5, 30), (30, 37), (38, 45), (48, 59)),
        59,
    ),
    # The French identity card of 1988 to 2021 has its own layout, and no expiry date in the zone.
    "IDFRA": Layout(
        "IDFRA",
        2,
        36,
        {
            "code": (0, 2),
            "issuer": (2, 5),
            "surname": (5, 30),
            "number": (36, 48),
            "given_names": (49, 63),
            "birth_date": (63, 69),
            "sex": (70, 71),
        },
        {"number": 48, "birth_date": 69},
        ((0, 71),),
        71,
    ),
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A parsed zone: raw fields without fillers, dates as YYMMDD, and which check digits hold."""

    layout: Layout
    text: str
    number: str
    surname: str
    given_names: str
    checks: Mapping[str, bool] = field(default_factory=dict)
    repaired: int = 0

    @property
    def lines(self) -> tuple[str, ...]:
        width = self.layout.width
        return tuple(self.text[row * width : (row + 1) * width] for row in range(self.layout.rows))

    @property
    def valid(self) -> bool:
        return all(self.checks.values())

    def raw(self, name: str) -> str:
        """A field as it stands, without the fillers at its end; empty where the layout has no such field."""
        start, end = self.layout.spans.get(name, (0, 0))
        return self.text[start:end].rstrip(FILLER)


def check_digit(text: str) -> str:
    """The check digit of ICAO 9303-3 section 4.9: weights 7, 3, 1, letters from 10, fillers 0, modulo 10."""
    return str(sum(_VALUES[char] * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The layout for this number of lines, their length and their beginning."""
    if not lines or len({len(line) for line in lines}) != 1:
        return None
    shape = (len(lines), len(lines[0]))
    if shape == (2, 36) and lines[0].startswith("IDFRA"):
        return LAYOUTS["IDFRA"]
    visa = lines[0].startswith("V")
    name = {(3, 30): "TD1", (2, 36): "MRVB" if visa else "TD2", (2, 44): "MRVA" if visa else "TD3"}.get(shape)
    return LAYOUTS[name] if name else None


def parse(lines: Sequence[str], repaired: int = 0) -> Zone | None:
    """The zone in clean lines, or None where they are not one: a wrong length, or a character that no zone has."""
    layout = layout_of(lines)
    text = "".join(lines)
    if layout is None or not set(text) <= set(ALPHABET):
        return None
    number, number_holds = _number(layout, text)
    checks = {name: _holds(layout, text, name) for name in layout.checks} | {"number": number_holds}
    if layout.composite_at is not None:
        parts = "".join(text[start:end] for start, end in layout.composite)
        checks["composite"] = check_digit(parts) == text[layout.composite_at]
    return Zone(layout, text, number, *_names(layout, text), checks, repaired)


def _holds(layout: Layout, text: str, name: str) -> bool:
    start, end = layout.spans[name]
    value, digit = text[start:end], text[layout.checks[name]]
    # Part 4, section 4.2.2.2: an optional field left empty may have a filler for a check digit.
    return digit == check_digit(value) or (name == "optional" and digit == FILLER and not value.strip(FILLER))


def _number(layout: Layout, text: str) -> tuple[str, bool]:
    """The number and whether its check digit holds; a long one continues in the optional field (part 5, 4.2.2.1 j)."""
    start, end = layout.spans["number"]
    value, digit = text[start:end], text[layout.checks["number"]]
    tail = re.match(r"([A-Z0-9]+)([0-9])(?:<|$)", text[slice(*layout.spans.get("optional", (0, 0)))])
    if digit == FILLER and layout.name in ("TD1", "TD2") and tail:
        whole = value + tail[1]
        return whole, check_digit(whole) == tail[2]
    return value.replace(FILLER, ""), digit == check_digit(value)


def _names(layout: Layout, text: str) -> tuple[str, str]:
    """Surname and given names; two fillers separate them, one separates words."""
    if "name" not in layout.spans:
        halves = [text[slice(*layout.spans[name])] for name in ("surname", "given_names")]
    else:
        surname, _, given = text[slice(*layout.spans["name"])].rstrip(FILLER).partition(FILLER * 2)
        halves = [surname, given]
    surname, given = (" ".join(half.replace(FILLER, " ").split()) for half in halves)
    return surname, given


def birth_date(yymmdd: str, today: date) -> date | None:
    """The latest such date that is not in the future; None where it does not exist or a part is unknown."""
    found = _date(yymmdd, 2000)
    return found if found is None or found <= today else _date(yymmdd, 1900)


def expiry_date(yymmdd: str, today: date) -> date | None:
    """The date with these parts within fifty years of today; None as for a birth date."""
    found = _date(yymmdd, 2000)
    return found if found is None or found.year <= today.year + 50 else _date(yymmdd, 1900)


def impossible_date(yymmdd: str) -> bool:
    """Whether all six digits are there but no such day exists in any year (29 February 2011, month 13)."""
    return yymmdd.isdigit() and _date(yymmdd, 2000) is None and _date(yymmdd, 1900) is None


def _date(yymmdd: str, century: int) -> date | None:
    if not re.fullmatch(r"[0-9]{6}", yymmdd):
        return None
    try:
        return date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
