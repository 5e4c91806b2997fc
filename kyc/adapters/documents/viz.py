"""The visual inspection zone: printed values by their labels, and whether a value of another source is printed too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kyc.adapters.documents.boxes import direction, joined, same_row, thickness
from kyc.adapters.documents.dates import dates_in
from kyc.adapters.documents.labels import (
    AAMVA_NUMBERS,
    ISO_NUMBERS,
    after_number,
    beside_label,
    has_label,
    is_american,
    is_vietnamese,
    may_be_foreign,
    title_of,
)
from kyc.adapters.documents.ocr import Reading
from kyc.adapters.documents.places import Printed
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.adapters.documents.words import plain
from kyc.domain.documents import DocumentType
from kyc.domain.mrz_repair import looks_like_zone
from kyc.domain.names import continues, similarity

# This many lines of which nothing was read mean another script, and not a smudge.
_UNREAD = 2


@dataclass(frozen=True, slots=True)
class Print:
    """The printed lines of all sides of one document, without the machine-readable zone.

    A licence of the United States (`american`) writes the month first and numbers its fields by the AAMVA standard.
    """

    lines: tuple[Printed, ...]
    american: bool = False

    def kind(self) -> DocumentType | None:
        """The type that the document's title names."""
        return title_of(_whole(self.lines))

    def believes(self, name: str) -> bool:
        """Whether a printed name can be trusted: not where the reader does not know the letters of its language.

        Of Cyrillic, Greek and Arabic it reads only words of letters that look Latin; Vietnamese names lose letters.
        """
        unread = sum(not one.text.strip() for one in self.lines)
        return not (is_vietnamese(_whole(self.lines)) or (unread >= _UNREAD and may_be_foreign(name)))

    def labelled(self, name: str, *, licence: bool) -> list[Printed]:
        """The texts that may be a field's value, the most likely first: beside, below or in the line of its label."""
        numbers = AAMVA_NUMBERS if self.american else ISO_NUMBERS
        found: list[Printed] = []
        for one in self.lines:
            numbered = after_number(one.text, numbers[name]) if licence and name in numbers else None
            if numbered is not None:
                found += [Printed(one.sheet, one.line, numbered)] if numbered else self._beside(one)
            elif has_label(one.text, name):
                found += [Printed(one.sheet, one.line, beside_label(one.text, name)), *self._after(one)]
        return found or (self._below_names(numbers) if licence and name == "birth_date" else [])

    def _below_names(self, numbers: Mapping[str, str]) -> list[Printed]:
        """Text below the given names without a number of its own, for where a licence's lone "3." was not found."""
        names = [one for one in self.lines if after_number(one.text, numbers["given_names"]) is not None]
        below = [one for start in names for one in self._after(start)]
        return [one for one in below if all(after_number(one.text, number) is None for number in numbers.values())]

    def find_number(self, number: str) -> Printed | None:
        """Where a number is printed, with or without spaces and dashes, but not as a part of a longer one."""
        chars = [char for char in number if char.isalnum()]
        if not chars:
            return None
        before, after = ("[0-9]" if char.isdigit() else "[A-Z]" for char in (chars[0], chars[-1]))
        pattern = re.compile(f"(?<!{before})" + "[^A-Z0-9]{0,2}".join(chars) + f"(?!{after})")
        return self._first(lambda text: bool(pattern.search(plain(text))))

    def find_date(self, yymmdd: str) -> Printed | None:
        found = self._first(lambda text: yymmdd in self.dates(text))
        return found or next((row for row in _rows(self.lines) if yymmdd in self.dates(row.text)), None)

    def dates(self, text: str) -> set[str]:
        """Every reading of every date in a text, YYMMDD."""
        return dates_in(text, month_first=self.american)

    def find_name(self, name: str, *, cut: bool = False) -> Printed | None:
        """Where a name is printed, by itself or beside other words, in any transliteration of ICAO 9303.

        A name that was truncated to fit (`cut`) matches the beginning of the printed one.
        """
        wanted = len(name.split())
        found = self._first(lambda text: any(similarity(part, name) == 100 for part in _windows(text, wanted)))
        return found or (self._first(lambda text: continues(text, name)) if cut else None)

    def find_word(self, word: str) -> Printed | None:
        return self._first(lambda text: word in re.findall(r"[A-Z]+", plain(text)))

    def shows_name(self, name: str) -> bool:
        return self.find_name(name) is not None

    def shows_word(self, word: str) -> bool:
        return self.find_word(word) is not None

    def _first(self, holds: Callable[[str], bool]) -> Printed | None:
        """The most confident of the lines for which this holds."""
        found = [one for one in self.lines if holds(one.text)]
        return max(found, key=lambda one: one.line.reading.confidence, default=None)

    def _beside(self, number: Printed) -> list[Printed]:
        """The next line to the right of a licence's number that stands by itself."""
        sheet, start = number.sheet, number.line.box
        level = [
            (sheet.right_of(one.line.box, start), one)
            for one in self._same_side(number)
            if abs(sheet.below(one.line.box, start)) < 0.6 * thickness(start)
        ]
        return [one for right, one in sorted(level, key=lambda pair: pair[0]) if right > 0][:1]

    def _after(self, label: Printed) -> list[Printed]:
        """Lines to the right at the same height, then lines shortly below that start near the label's start."""
        sheet, start = label.sheet, label.line.box
        high = thickness(start)
        scored = []
        for one in self._same_side(label):
            below, right = sheet.below(one.line.box, start), sheet.right_of(one.line.box, start)
            if abs(below) < 0.6 * high and right > 0:
                scored.append((right, one))
            elif 0.5 * high < below < 3.5 * high and -3 * high < right < 6 * high:
                scored.append((below + 0.3 * abs(right), one))
        return [one for _, one in sorted(scored, key=lambda pair: pair[0])[:3]]

    def _same_side(self, one: Printed) -> Iterator[Printed]:
        return (other for other in self.lines if other.sheet is one.sheet and other is not one)


def print_of(sheets: Sequence[Sheet], zone_lines: Iterable[Line], *, american: bool = False) -> Print:
    """All lines but the zone's own, so that print which agrees with the zone was read in another place."""
    own = [line.box for line in zone_lines]
    lines = tuple(
        Printed(sheet, line, line.reading.text)
        for sheet in sheets
        for line in sheet.lines
        if looks_like_zone(line.reading.text) < 0.5 and not any(line.box is box for box in own)
    )
    return Print(lines, american or is_american(_whole(lines)))


def _whole(lines: Iterable[Printed]) -> str:
    return " ".join(plain(one.text) for one in lines)


def _rows(lines: Sequence[Printed]) -> Iterator[Printed]:
    """Lines at one height joined into one, because a date is often found in pieces ("19 OKT/OCT", "1971")."""
    middles = np.array([one.line.box.mean(0) for one in lines])
    for first in lines:
        row = [one for one in _level(first, lines, middles) if same_row(one.line.box, first.line.box)]
        if row:
            ordered = sorted([first, *row], key=lambda one: one.sheet.right_of(one.line.box, first.line.box))
            text, sure = " ".join(one.text for one in ordered), min(one.line.reading.confidence for one in ordered)
            box = joined([one.line.box for one in ordered])
            yield Printed(first.sheet, Line(box, Reading(text, sure, "", 0.0)), text)


def _level(first: Printed, lines: Sequence[Printed], middles: Any) -> list[Printed]:
    """The other lines of the side that may be at the height of the first; a page of 100 lines has 10,000 pairs."""
    _, down = direction(first.line.box)
    near = np.flatnonzero(np.abs((middles - first.line.box.mean(0)) @ down) < thickness(first.line.box))
    others = (lines[int(place)] for place in near)
    return [one for one in others if one.sheet is first.sheet and one is not first]


def _windows(text: str, words: int) -> Iterator[str]:
    parts = re.split(r"[\s,.;:/]+", text)
    yield text
    for start in range(len(parts) - words + 1):
        yield " ".join(parts[start : start + words])
