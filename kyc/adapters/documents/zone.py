"""Finds the machine-readable zone on a sheet and has two readers agree on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kyc.adapters.documents.boxes import Box, inside
from kyc.adapters.documents.ocr import Ocr
from kyc.adapters.documents.rows import (
    Row,
    beginnings,
    other_margins,
    read_again,
    rows_on,
    split_rows,
    strips_beside,
    whole_rows,
)
from kyc.adapters.documents.second import HEIGHTS, SecondReader
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.adapters.documents.viz import Print, print_of
from kyc.domain.mrz import Zone
from kyc.domain.mrz_agreement import Agreement, agree
from kyc.domain.mrz_repair import Assembled, assemble, mend

_Attempt = tuple[list[Row], Assembled | None]


@dataclass(frozen=True, slots=True)
class FoundZone:
    """A zone, the first reader's confidence in its rows (0 to 1), and the lines of the sheet that it was read from.

    `confirmed` names the fields of the zone's layout that the second reader, with weights of its own, read the same;
    `ambiguous` those without a check digit that were read differently, and those in which a look-alike was replaced.
    `boxes` are the zone's rows on the sheet from top to bottom. A zone is `settled` when reading again would change
    nothing: its check digits hold, or both readers read every character alike.
    """

    zone: Zone
    confidence: float
    lines: tuple[Line, ...]
    confirmed: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    boxes: tuple[Box, ...] = ()
    settled: bool = True


def find_zone(ocr: Ocr, sheet: Sheet, second: SecondReader | None = None) -> FoundZone | None:
    """The zone of a sheet, or None; tries harder only until the zone is settled."""
    again = second or SecondReader(None)
    rows = rows_on(sheet)
    best = _heard(again, sheet, rows)
    for look_harder in (whole_rows, split_rows, other_margins, beginnings, strips_beside):
        if best is not None and _settled(best.zone, _agreement(sheet, _chosen(rows, best), best.zone)):
            break
        harder = look_harder(ocr, sheet, rows)
        rows, best = _better((rows, best), (harder, _heard(again, sheet, harder)))
    return None if best is None else _found(sheet, _chosen(rows, best), best.zone, again)


def _heard(second: SecondReader, sheet: Sheet, rows: Sequence[Row]) -> Assembled | None:
    """The zone that both readers together see in the rows; the second one is asked only about rows of a zone."""
    best = _assembled(rows)
    likely = _chosen(rows, best) if best else sorted(rows, key=lambda row: -row.likeness)[:3]
    read_again(second, sheet, likely, HEIGHTS[0])
    return _assembled(rows)


def _assembled(rows: Sequence[Row]) -> Assembled | None:
    return assemble([[*row.firsts, *row.seconds] for row in rows])


def _chosen(rows: Sequence[Row], best: Assembled) -> list[Row]:
    return [rows[source] for source in best.sources]


def _better(one: _Attempt, other: _Attempt) -> _Attempt:
    """The more plausible zone; of equals the later one, since it rests on more readings."""
    return max((other, one), key=lambda attempt: attempt[1].score if attempt[1] else 0.0)


def _settled(zone: Zone, agreement: Agreement) -> bool:
    return bool(zone.surname) and (zone.valid or agreement.complete)


def _found(sheet: Sheet, rows: Sequence[Row], zone: Zone, second: SecondReader) -> FoundZone:
    """The zone with what both readers agree on; where they differ, the second reads again, and the zone is repaired."""
    agreement = _agreement(sheet, rows, zone)
    if not agreement.complete:
        read_again(second, sheet, rows, HEIGHTS[1])
        better = None if agreement.zone.valid else _assembled(rows)
        agreement = _agreement(sheet, rows, better.zone if better else agreement.zone)
    zone = agreement.zone if agreement.zone.valid else mend(agreement.zone, agreement.confirmed)
    changed = {name for name in zone.layout.spans if zone.raw(name) != agreement.zone.raw(name)}
    return FoundZone(
        zone,
        sum(row.confidence for row in rows) / len(rows),
        _lines(sheet, rows),
        agreement.confirmed - changed,
        agreement.ambiguous | changed,
        tuple(row.box for row in rows),
        _settled(zone, agreement),
    )


def _agreement(sheet: Sheet, rows: Sequence[Row], zone: Zone) -> Agreement:
    @cache
    def around() -> Print:
        return print_of([sheet], _lines(sheet, rows))

    def printed(name: str, value: str) -> bool:
        words = value.replace("<", " ")
        return around().shows_name(words) if name in ("surname", "given_names") else around().shows_word(words)

    return agree(zone, [row.heard for row in rows], printed)


def _lines(sheet: Sheet, rows: Sequence[Row]) -> tuple[Line, ...]:
    """The lines of the sheet within the rows of a zone, so that no part of it is mistaken for print."""
    boxes = [row.box for row in rows]
    return tuple(line for line in sheet.lines if any(inside(line.box, box) for box in boxes))
