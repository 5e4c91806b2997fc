"""Rows of a machine-readable zone on a sheet: gathered from lines that look like one, and read again in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from kyc.adapters.documents.boxes import Box, cut, halves, joined, length, moved, same_row, thickness
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.adapters.documents.second import SecondReader
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.domain.mrz_agreement import Heard
from kyc.domain.mrz_repair import clean, looks_like_zone

_LIKE_ZONE = 0.5
# Wide enough for the number of a card, which ends at character 15 of 30, and for the two that are dropped.
_BEGINNING = 0.57
# Rows of a zone have one height; one that is this much higher than another is two that were found as one.
_TWO_IN_ONE = 1.6


@dataclass(slots=True)
class Row:
    """One row on the sheet: its boxes from left to right, its readings, and the second reader's by strip height."""

    boxes: list[Box]
    readings: list[Reading] = field(default_factory=list)
    again: dict[int, str] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        return joined(self.boxes)

    @property
    def firsts(self) -> list[str]:
        ordered = sorted(self.readings, key=lambda one: one.zone_confidence, reverse=True)
        return [text for one in ordered for text in (one.zone, one.text)]

    @property
    def seconds(self) -> list[str]:
        return [text for text in self.again.values() if text]

    @property
    def heard(self) -> Heard:
        possible = [text for text in self.seconds if any(one.may_be(text) for one in self.readings)]
        return Heard([clean(text) for text in self.firsts], self.seconds, possible)

    @property
    def likeness(self) -> float:
        return max(looks_like_zone(text) for text in (*self.firsts, *self.seconds))

    @property
    def confidence(self) -> float:
        return max(one.zone_confidence for one in self.readings)


def rows_on(sheet: Sheet) -> list[Row]:
    """The row most like a zone's with the rows near it, since a zone's row of names may look like ordinary print."""
    scored = [(_likeness(line) * line.reading.zone_confidence, line) for line in sheet.lines]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or score < 0.8 * _LIKE_ZONE:
        return []
    reach = 6 * thickness(best.box)
    near = (line for line in sheet.lines if abs(sheet.below(line.box, best.box)) < reach and _is_part(line, best))
    return _gathered(sheet, near)


def read_again(second: SecondReader, sheet: Sheet, rows: Sequence[Row], height: int) -> None:
    """Let the second reader read the rows that it has not read at this height."""
    unread = [row for row in rows if height not in row.again]
    strips = [cut(sheet.image, row.box, turned=sheet.turned) for row in unread]
    for row, text in zip(unread, second.read(strips, height), strict=True):
        row.again[height] = text


def whole_rows(ocr: Ocr, sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows, with those that were found in pieces read as one."""
    return _reread(ocr, sheet, rows, lambda row: len(row.boxes) > 1, (0.12,))


def split_rows(ocr: Ocr, sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows, with two that were found as one read separately."""
    likely = [thickness(row.box) for row in rows if row.likeness >= _LIKE_ZONE]
    thick = [row for row in rows if likely and thickness(row.box) > _TWO_IN_ONE * min(likely)]
    if not thick:
        return rows
    boxes = [half for row in thick for half in halves(row.box)]
    others = [row for row in rows if not any(row is one for one in thick)]
    return _gathered(sheet, [*_lines(ocr, sheet, boxes), *_as_lines(others)])


def other_margins(ocr: Ocr, sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows, cut out with a narrower and a wider margin."""
    return _reread(ocr, sheet, rows, lambda row: row.likeness >= _LIKE_ZONE, (0.0, 0.3))


def beginnings(ocr: Ocr, sheet: Sheet, rows: list[Row]) -> list[Row]:
    """The rows, each with its left part read separately and put before the rest.

    Digits around a document number make the reader take its letters for digits ("A27F2" for "AZ7FZ"); read separately,
    that happens less often.
    """
    for row in rows:
        whole = max(row.readings, key=lambda one: one.zone_confidence)
        strip = cut(sheet.image, row.box, turned=sheet.turned)
        (part,) = ocr.read([strip[:, : round(strip.shape[1] * _BEGINNING)]])
        # The last two characters may be cut through.
        kept = part.zone[:-2]
        text = kept + whole.zone[len(kept) :]
        row.readings.append(replace(whole, text=text, zone=text, doubts=()))
    return rows


def strips_beside(ocr: Ocr, sheet: Sheet, rows: list[Row]) -> list[Row]:
    """Strips one row's distance above and below the row most like a zone, where a row was not found at all."""
    if not rows:
        return rows
    best = max(rows, key=lambda row: row.likeness).box
    boxes = [moved(best, steps) for steps in (-1.6, -1.25, -0.95, 0.95, 1.25, 1.6)]
    found = [line for line in _lines(ocr, sheet, boxes) if _likeness(line) >= _LIKE_ZONE]
    return _gathered(sheet, [*found, *_as_lines(rows)])


def _likeness(line: Line) -> float:
    return max(looks_like_zone(line.reading.text), looks_like_zone(line.reading.zone))


def _is_part(line: Line, best: Line) -> bool:
    return length(line.box) > 0.3 * length(best.box) or _likeness(line) >= _LIKE_ZONE or same_row(line.box, best.box)


def _lines(ocr: Ocr, sheet: Sheet, boxes: Sequence[Box]) -> list[Line]:
    readings = ocr.read([cut(sheet.image, box, turned=sheet.turned) for box in boxes])
    return [Line(box, reading) for box, reading in zip(boxes, readings, strict=True)]


def _as_lines(rows: Iterable[Row]) -> list[Line]:
    return [Line(row.box, one) for row in rows for one in row.readings]


def _gathered(sheet: Sheet, lines: Iterable[Line]) -> list[Row]:
    """The lines as rows from top to bottom; those at one height form one row."""
    ordered = sorted(lines, key=lambda line: length(line.box), reverse=True)
    if not ordered:
        return []
    start = ordered[0].box
    ordered.sort(key=lambda line: sheet.below(line.box, start))
    return reduce(lambda rows, line: _added(sheet, start, rows, line), ordered, [])


def _added(sheet: Sheet, start: Box, rows: list[Row], line: Line) -> list[Row]:
    if rows and abs(sheet.below(line.box, start) - sheet.below(rows[-1].boxes[-1], start)) < 0.5 * thickness(line.box):
        rows[-1].boxes.append(line.box)
        rows[-1].readings.append(line.reading)
        return rows
    return [*rows, Row([line.box], [line.reading])]


def _reread(ocr: Ocr, sheet: Sheet, rows: list[Row], wanted: Callable[[Row], bool], pads: Sequence[float]) -> list[Row]:
    for row in rows:
        if wanted(row):
            row.readings += ocr.read([cut(sheet.image, row.box, pad=pad, turned=sheet.turned) for pad in pads])
    return rows
