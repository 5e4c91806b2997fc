"""A machine-readable zone's claims for each field, and where on the page each one is."""

from __future__ import annotations

from datetime import date

from kyc.adapters.documents.claims import Claim
from kyc.adapters.documents.places import part_of, region_of
from kyc.adapters.documents.sheet import Sheet
from kyc.adapters.documents.zone import FoundZone
from kyc.domain.countries import country
from kyc.domain.evidence import Region, Sighting
from kyc.domain.mrz import FILLER, Zone, birth_date, expiry_date, impossible_date

# The names of fields in the layouts of ICAO 9303 where ours differ.
_LAYOUT_NAMES = {"document_number": "number", "issuing_country": "issuer"}
_OWN_NAMES = ("surname", "given_names", "birth_date", "expiry_date", "sex", "nationality")


def of_zone(found: FoundZone | None, sheet: Sheet | None, today: date) -> dict[str, Claim]:
    """A claim for every field of the zone, except dates that do not exist, which `impossible` gives."""
    if found is None or sheet is None:
        return {}
    # States and dates are looked up in the print as the zone has them ("D", YYMMDD), not as we return them.
    raw = {name: found.zone.raw(layout_name(name)) for name in ("birth_date", "expiry_date", "issuing_country")}
    raw["nationality"] = found.zone.raw("nationality") or found.zone.raw("issuer")
    values = _values(found.zone, today)
    return {name: _claim(found, sheet, name, value, raw.get(name, value)) for name, value in values.items()}


def impossible(found: FoundZone | None, sheet: Sheet | None) -> dict[str, Claim]:
    """The zone's dates that do not exist (29 February 2011), as written there."""
    if found is None or sheet is None:
        return {}
    raw = {name: found.zone.raw(name) for name in ("birth_date", "expiry_date")}
    return {name: _claim(found, sheet, name, text, text) for name, text in raw.items() if impossible_date(text)}


def ambiguous(found: FoundZone | None) -> tuple[str, ...]:
    """The fields in which a look-alike was replaced or on which two readers differ, by our names."""
    names = {layout_name(name): name for name in (*_LAYOUT_NAMES, *_OWN_NAMES)}
    return tuple(sorted(names[name] for name in found.ambiguous if name in names)) if found else ()


def layout_name(name: str) -> str:
    return _LAYOUT_NAMES.get(name, name)


def _claim(found: FoundZone, sheet: Sheet, name: str, value: str, written: str) -> Claim:
    zone = found.zone
    holds = _holds(zone, name)
    confidence = found.confidence if holds else found.confidence / 2
    seen = Sighting(value, "mrz", round(confidence, 3), _region(found, sheet, layout_name(name)))
    return Claim(
        seen,
        written,
        holds=holds,
        sure=zone.valid and not zone.repaired,
        cut=name in ("surname", "given_names") and _full(zone),
        again=(seen,) if layout_name(name) in found.confirmed else _other_row(found, sheet, name, value),
    )


def _other_row(found: FoundZone, sheet: Sheet, name: str, value: str) -> tuple[Sighting, ...]:
    """The state in the other row: both rows of a zone name it, and where they agree it was read twice."""
    other = {"nationality": "issuer", "issuing_country": "nationality"}.get(name)
    if other is None or found.zone.raw("issuer") != found.zone.raw("nationality"):
        return ()
    return (Sighting(value, "mrz", round(found.confidence, 3), _region(found, sheet, other)),)


def _values(zone: Zone, today: date) -> dict[str, str]:
    born = birth_date(zone.raw("birth_date"), today)
    expires = expiry_date(zone.raw("expiry_date"), today)
    sex = zone.raw("sex")
    values = {
        "surname": zone.surname,
        "given_names": zone.given_names,
        "document_number": zone.number,
        "birth_date": born.isoformat() if born else "",
        "expiry_date": expires.isoformat() if expires else "",
        "sex": sex if sex in ("M", "F") else "X",
        "nationality": _state(zone.raw("nationality") or zone.raw("issuer")),
        "issuing_country": _state(zone.raw("issuer")),
    }
    return {name: value for name, value in values.items() if value}


def _state(code: str) -> str:
    return country(code) or code


def _holds(zone: Zone, name: str) -> bool:
    """Whether the field's own check digit holds; for a field without one, whether all others do."""
    if zone.repaired and name == "document_number":
        return False
    return zone.checks.get(layout_name(name), zone.valid)


def _full(zone: Zone) -> bool:
    """Whether the names fill their field, so that they may have been truncated (ICAO 9303-4 section 4.2.3)."""
    _, end = zone.layout.spans.get("name", (0, 0))
    return zone.text[end - 1 : end] not in ("", FILLER)


def _region(found: FoundZone, sheet: Sheet, name: str) -> Region | None:
    """The region of the field's own characters in its row."""
    width, (start, end) = found.zone.layout.width, _span(found.zone, name)
    row = start // width
    if row >= len(found.boxes):
        return None
    return region_of(
        sheet, part_of(sheet, found.boxes[row], (start - row * width) / width, (end - row * width) / width)
    )


def _span(zone: Zone, name: str) -> tuple[int, int]:
    """The start and end of a field in its row; both parts of a name share one field of the layout."""
    if name in zone.layout.spans or name not in ("surname", "given_names"):
        return zone.layout.spans.get(name, (0, zone.layout.width))
    start, end = zone.layout.spans["name"]
    surname, _, given = zone.text[start:end].partition(FILLER * 2)
    if name == "surname":
        return start, start + max(len(surname), 1)
    begin = min(start + len(surname) + 2, end - 1)
    return begin, begin + max(len(given.rstrip(FILLER)), 1)
