"""What two readers of one zone agree on: which reading is believed, which fields are confirmed, which stay open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kyc.domain.countries import country
from kyc.domain.mrz import FILLER, Layout, Zone, parse
from kyc.domain.mrz_repair import fitted, rows_of

# Fields that no check digit of their own covers: only a second reading can tell a wrong one.
_FREE = ("code", "issuer", "nationality", "sex", "surname", "given_names")
_STATES = ("issuer", "nationality")
_NAMES = ("surname", "given_names")
Printed = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Agreement:
    """A zone after comparing both readers; fields by their names in the layout.

    `confirmed` were read identically by both. `ambiguous` have no check digit of their own, were read differently, and
    nothing decides between the readings.
    """

    zone: Zone
    confirmed: frozenset[str]
    ambiguous: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether every field of the zone was confirmed."""
        return self.confirmed.issuperset(_values(self.zone.layout, self.zone.lines))


@dataclass(frozen=True, slots=True)
class _Said:
    """One reading of one field, and whether it was corrected by the types of its places (`VA01S` for `VAOIS`)."""

    value: str
    touched: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """All readings of one row of a zone, as clean texts, by the first reader and by the second.

    `possible` are readings of the second that the first reader, in doubt, had as its next likely choice.
    """

    first: Sequence[str]
    second: Sequence[str]
    possible: Sequence[str] = ()


def agree(zone: Zone, rows: Sequence[Heard], printed: Printed) -> Agreement:
    """The zone with what both readers say in the places that no check digit covers.

    `printed` tells whether a field's value also stands in print. The zone is never changed so that fewer check digits
    hold.
    """
    one, two = (_said(zone.layout, texts) for texts in ([row.first for row in rows], [row.second for row in rows]))
    doubted = _said(zone.layout, [row.possible for row in rows])
    own = _values(zone.layout, zone.lines)
    disputed = [name for name in _FREE if name in own and name in one and name in two]
    better = {name: _best(name, own[name], one[name], two[name], doubted.get(name, ()), printed) for name in disputed}
    zone = _with(zone, {name: value for name, value in better.items() if value != own[name]})
    final = _values(zone.layout, zone.lines)
    confirmed = {name for name, value in final.items() if _both(value, one.get(name, ()), two.get(name, ()))}
    if len(zone.number) > 9 and "optional" in final and "optional" not in confirmed:
        # A long number continues there (ICAO 9303-5, 4.2.2.1 j).
        confirmed.discard("number")
    open_ones = {name for name in disputed if name not in confirmed}
    decided = {name for name in open_ones if _decided(name, final[name], [*one[name], *two[name]], printed)}
    return Agreement(zone, frozenset(confirmed), frozenset(open_ones - decided))


def _said(layout: Layout, rows: Sequence[Sequence[str]]) -> dict[str, list[_Said]]:
    """Every reading of every field."""
    found: dict[str, list[_Said]] = {}
    for index, texts in enumerate(rows):
        for row in (fitted(layout, index, text) for text in texts):
            if row is not None:
                plain = _row_values(layout, index, row.plain)
                for name, value in _row_values(layout, index, row.text).items():
                    found.setdefault(name, []).append(_Said(value, plain[name] != value))
    return found


def _values(layout: Layout, lines: Sequence[str]) -> dict[str, str]:
    return {name: value for index, line in enumerate(lines) for name, value in _row_values(layout, index, line).items()}


def _row_values(layout: Layout, index: int, row: str) -> dict[str, str]:
    """The fields in one row, with the name split in two."""
    first = index * layout.width
    inside = {
        name: row[start - first : end - first]
        for name, (start, end) in layout.spans.items()
        if first <= start < first + layout.width
    }
    if "name" in inside:
        surname, _, given = inside.pop("name").rstrip(FILLER).partition(FILLER * 2)
        inside |= {"surname": surname, "given_names": given}
    return {name: value.rstrip(FILLER) for name, value in inside.items()}


def _best(
    name: str, own: str, one: Sequence[_Said], two: Sequence[_Said], doubted: Sequence[_Said], printed: Printed
) -> str:
    """The best value: read by both, then an existing state, then printed, then `possible`, then uncorrected.

    The zone's own value where all of these leave several.
    """
    said = [*one, *two]
    candidates = list(dict.fromkeys([own, *(each.value for each in said)]))
    if len(candidates) == 1:
        return own

    def worth(value: str) -> tuple[bool, ...]:
        possible = any(each.value == value for each in doubted)
        untouched = any(not each.touched for each in said if each.value == value)
        return _both(value, one, two), _plausible(name, value), printed(name, value), possible, untouched

    return max(candidates, key=worth)


def _both(value: str, one: Sequence[_Said], two: Sequence[_Said]) -> bool:
    return any(each.value == value for each in one) and any(each.value == value for each in two)


def _plausible(name: str, value: str) -> bool:
    """Whether a state exists; other fields are always plausible."""
    return name not in _STATES or country(value) is not None


def _decided(name: str, value: str, said: Sequence[_Said], printed: Printed) -> bool:
    """Whether anything beyond the two readers decides for a value: it is the only state that exists, or is printed."""
    others = {each.value for each in said} - {value}
    if name in _STATES and _plausible(name, value) and not any(_plausible(name, other) for other in others):
        return True
    return printed(name, value) and not any(printed(name, other) for other in others)


def _with(zone: Zone, values: Mapping[str, str]) -> Zone:
    """The zone with these values in their fields, unless a check digit that held would then fail."""
    text = zone.text
    if "name" in zone.layout.spans and any(name in values for name in _NAMES):
        own = _values(zone.layout, zone.lines)
        values = {**values, "name": (FILLER * 2).join(values.get(name, own[name]) for name in _NAMES)}
    for name, value in values.items():
        start, end = zone.layout.spans.get(name, (0, 0))
        text = text[:start] + value[: end - start].ljust(end - start, FILLER) + text[end:]
    changed = parse(rows_of(zone.layout, text), zone.repaired)
    if changed is None or changed.layout is not zone.layout:
        return zone
    return zone if any(held and not changed.checks[name] for name, held in zone.checks.items()) else changed
