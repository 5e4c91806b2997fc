"""Finds the machine-readable zone on a sheet: the lines that look like one, gathered into rows, read again in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from kyc.adapters.documents.boxes import Box, cut, inside, joined, length, moved, same_row, thickness
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.adapters.documents.second import HEIGHTS, SecondReader
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.adapters.documents.viz import print_of
from kyc.domain.mrz import Zone
from kyc.domain.mrz_agreement import Agreement, agree
from kyc.domain.mrz_repair import Assembled, assemble, clean, looks_like_zone, mend

_LIKE_ZONE = 0.5
# Wide enough for the number of a card, which ends at the fifteenth of 30 characters, and the two that are dropped.
_BEGINNING = 0.57


@dataclass(frozen=True, slots=True)
class FoundZone:
    """A zone, how sure the first reader was of its rows (0 to 1), and the lines of the sheet that it was read from.

    `confirmed` names the fields of the zone's layout that a second reader, with weights of its own, read the same;
    `ambiguous` those that have no check digit and were read differently, or that one look-alike was exchanged in.
    `boxes` are the zone's rows on the sheet from top to bottom.
    """

    zone: Zone
    confidence: float
    lines: tuple[Line, ...]
    confirmed: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    boxes: tuple[Box, ...] = ()


@dataclass(slots=True)
class _Row:
    """One row on the sheet: its boxes from left to right, every reading of it, the second reader's by height."""

    boxes: list[Box]
    readings: list[Reading] = field(default_factory=list)
    again: dict[int, str] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        ordered = sorted(self.readings, key=lambda one: one.zone_confidence, reverse=True)
        return [text for one in ordered for text in (one.zone, one.text)]

    @property
    def seconds(self) -> list[str]:
        return [text for text in self.again.values() if text]

    @property
    def likeness(self) -> float:
        return max(looks_like_zone(text) for text in (*self.texts, *self.seconds))


def find_zone(ocr: Ocr, sheet: Sheet, second: SecondReader | None = None) -> FoundZone | None:
    """The zone of a sheet, or None; looks harder only as long as what was found is not complete and valid."""
    again = second or SecondReader(None)
    rows = _rows(sheet, _near_the_best(sheet))
    best = _heard(again, sheet, rows, HEIGHTS[0])
    for look_harder in (_whole_rows, _other_margins, _beginnings, _strips_beside):
        if best is not None and _complete(best.zone):
            break
        harder = look_harder(ocr, sheet, rows)
        rows, best = _better((rows, best), (harder, _heard(again, sheet, harder, HEIGHTS[0])))
    if best is None:
        return None
    return _found(sheet, [rows[source] for source in best.sources], best.zone, again)


def _heard(second: SecondReader, sheet: Sheet, rows: Sequence[_Row], height: int) -> Assembled | None:
    """What both readers together make of the rows; the second is asked about a zone's rows alone."""
    best = _assembled(rows)
    likely = sorted(rows, key=lambda row: -row.likeness)[:3]
    _read_again(second, sheet, [rows[source] for source in best.sources] if best else likely, height)
    return _assembled(rows)


def _read_again(second: SecondReader, sheet: Sheet, rows: Sequence[_Row], height: int) -> None:
    unread = [row for row in rows if height not in row.again]
    strips = [cut(sheet.image, joined(row.boxes), turned=sheet.turned) for row in unread]
    for row, text in zip(unread, second.read(strips, height), strict=True):
        row.again[height] = text


def _found(sheet: Sheet, rows: Sequence[_Row], zone: Zone, second: SecondReader) -> FoundZone:
    """What both readers agree on, after a second look of the second where they do not; mended at last."""
    agreement = _agreement(sheet, rows, zone)
    if not agreement.complete:
        _read_again(second, sheet, rows, HEIGHTS[1])
        agreement = _agreement(sheet, rows, agreement.zone)
    zone = agreement.zone if agreement.zone.valid else mend(agreement.zone, agreement.confirmed)
    changed = {name for name in zone.layout.spans if zone.raw(name) != agreement.zone.raw(name)}
    return FoundZone(
        zone,
        _confidence(rows),
        _lines(sheet, rows),
        agreement.confirmed - changed,
        agreement.ambiguous | changed,
        tuple(joined(row.boxes) for row in rows),
    )


def _agreement(sheet: Sheet, rows: Sequence[_Row], zone: Zone) -> Agreement:
    printed = print_of([sheet], _lines(sheet, rows))

    def shown(name: str, value: str) -> bool:
        words = value.replace("<", " ")
        return printed.shows_name(words) if name in ("surname", "given_names") else printed.shows_word(words)

    firsts = [[clean(text) for text in row.texts] for row in rows]
    return agree(zone, firsts, [row.seconds for row in rows], shown)


def _lines(sheet: Sheet, rows: Sequence[_Row]) -> tuple[Line, ...]:
    """The lines of the sheet that lie in the rows of a zone, so that no part of it is taken for print."""
    boxes = [joined(row.boxes) for row in rows]
    return tuple(line for line in sheet.lines if any(inside(line.box, box) for box in boxes))


def _complete(zone: Zone) -> bool:
    return zone.valid and bool(zone.surname)


def _better(one: _Attempt, other: _Attempt) -> _Attempt:
    """The zone with more check digits that hold, and the later one of equals, since more readings stand behind it."""
    return max((other, one), key=lambda attempt: _worth(attempt[1]))


def _worth(best: Assembled | None) -> tuple[float, bool]:
    if best is None:
        return -1.0, False
    return sum(best.zone.checks.values()) / len(best.zone.checks), bool(best.zone.surname)


def _assembled(rows: Sequence[_Row]) -> Assembled | None:
    return assemble([[*row.texts, *row.seconds] for row in rows])


_Attempt = tuple[list[_Row], Assembled | None]


def _confidence(rows: Sequence[_Row]) -> float:
    best = [max(one.zone_confidence for one in row.readings) for row in rows]
    return sum(best) / len(best)


def _near_the_best(sheet: Sheet) -> list[Line]:
    """The line most like a zone and what stands near it, since a row of names may look like print."""
    scored = [(_likeness(line) * line.reading.zone_confidence, line) for line in sheet.lines]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if best is None or score < 0.8 * _LIKE_ZONE:
        return []
    reach = 6 * thickness(best.box)
    return [line for line in sheet.lines if abs(sheet.below(line.box, best.box)) < reach and _is_part(line, best)]


def _likeness(line: Line) -> float:
    return max(looks_like_zone(line.reading.text), looks_like_zone(line.reading.zone))


def _is_part(line: Line, best: Line) -> bool:
    return length(line.box) > 0.3 * length(best.box) or _likeness(line) >= _LIKE_ZONE or same_row(line.box, best.box)


def _rows(sheet: Sheet, lines: Iterable[Line]) -> list[_Row]:
    """The lines from top to bottom; those at one height become one row."""
    ordered = sorted(lines, key=lambda line: length(line.box), reverse=True)
    if not ordered:
        return []
    start = ordered[0].box
    ordered.sort(key=lambda line: sheet.below(line.box, start))
    return reduce(lambda rows, line: _added(sheet, start, rows, line), ordered, [])


def _added(sheet: Sheet, start: Box, rows: list[_Row], line: Line) -> list[_Row]:
    if rows and abs(sheet.below(line.box, start) - sheet.below(rows[-1].boxes[-1], start)) < 0.5 * thickness(line.box):
        rows[-1].boxes.append(line.box)
        rows[-1].readings.append(line.reading)
        return rows
    return [*rows, _Row([line.box], [line.reading])]


def _whole_rows(ocr: Ocr, sheet: Sheet, rows: list[_Row]) -> list[_Row]:
    """Rows that were found in pieces, read as one."""
    return _reread(ocr, sheet, rows, lambda row: [joined(row.boxes)] if len(row.boxes) > 1 else [], (0.12,))


def _other_margins(ocr: Ocr, sheet: Sheet, rows: list[_Row]) -> list[_Row]:
    return _reread(ocr, sheet, rows, lambda row: [joined(row.boxes)], (0.0, 0.3))


def _beginnings(ocr: Ocr, sheet: Sheet, rows: list[_Row]) -> list[_Row]:
    """The left part of each row, read without the rest and put before it.

    A number among digits pulls the reader from letters to digits ("A27F2" for "AZ7FZ"); by itself it does less.
    """
    for row in rows:
        whole = max(row.readings, key=lambda one: one.zone_confidence)
        strip = cut(sheet.image, joined(row.boxes), turned=sheet.turned)
        (part,) = ocr.read([strip[:, : round(strip.shape[1] * _BEGINNING)]])
        # The last two may be cut through.
        kept = part.zone[:-2]
        text = kept + whole.zone[len(kept) :]
        row.readings.append(replace(whole, text=text, zone=text))
    return rows


def _reread(
    ocr: Ocr, sheet: Sheet, rows: list[_Row], boxes: Callable[[_Row], list[Box]], pads: Sequence[float]
) -> list[_Row]:
    for row in rows:
        strips = [cut(sheet.image, box, pad=pad, turned=sheet.turned) for box in boxes(row) for pad in pads]
        row.readings += ocr.read(strips)
    return rows


def _strips_beside(ocr: Ocr, sheet: Sheet, rows: list[_Row]) -> list[_Row]:
    """Where a row was not found at all: strips above and below the one most like a zone, a row's distance away."""
    if not rows:
        return rows
    best = joined(max(rows, key=lambda row: row.likeness).boxes)
    boxes = [moved(best, steps) for steps in (-1.6, -1.25, -0.95, 0.95, 1.25, 1.6)]
    readings = ocr.read([cut(sheet.image, box, turned=sheet.turned) for box in boxes])
    lines = [Line(box, reading) for box, reading in zip(boxes, readings, strict=True)]
    found = [line for line in lines if _likeness(line) >= _LIKE_ZONE]
    return _rows(sheet, [*found, *(Line(joined(row.boxes), one) for row in rows for one in row.readings)])
