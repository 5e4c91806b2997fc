"""From a zone and the print to the fields of a reading: which are clear, which were read once, which disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from kyc.adapters.documents.dates import dates_in
from kyc.adapters.documents.sheet import Line
from kyc.adapters.documents.viz import Print, is_label
from kyc.adapters.documents.words import plain
from kyc.adapters.documents.zone import FoundZone
from kyc.domain.applicant import number_key
from kyc.domain.countries import country
from kyc.domain.evidence import Field
from kyc.domain.mrz import Zone, birth_date, expiry_date, impossible_date
from kyc.domain.mrz_repair import alike

_SURE = 0.9
_LAYOUT_NAMES = {"document_number": "number", "issuing_country": "issuer"}
# Where a name stands in print it is in letters, with the signs that names have.
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.,-]+[^\W\d_]+)*\.?")


def of_zone(found: FoundZone, printed: Print, today: date) -> dict[str, Field]:
    """The fields of a zone; clear where its check digit holds (if it has one) and a second reading says the same."""
    return {name: _of_zone(found, printed, name, value) for name, value in _zone_values(found.zone, today).items()}


def impossible(found: FoundZone, printed: Print) -> dict[str, Field]:
    """The zone's dates that no calendar has (29 February 2011), as they stand there."""
    raw = {name: found.zone.raw(name) for name in ("birth_date", "expiry_date")}
    return {name: _of_zone(found, printed, name, text) for name, text in raw.items() if impossible_date(text)}


def _of_zone(found: FoundZone, printed: Print, name: str, value: str) -> Field:
    again = _LAYOUT_NAMES.get(name, name) in found.confirmed or _shown(found.zone, printed, name)
    return Field(value, "mrz", _confidence(found, name, again), again and _holds(found.zone, name))


def of_print(printed: Print, today: date, *, licence: bool) -> dict[str, Field]:
    """The labelled values of the print alone; never clear, because they were read once and have no check digit."""
    parsers: dict[str, Callable[[str], str | None]] = {
        "surname": _name,
        "given_names": _name,
        "document_number": _number,
        "birth_date": lambda text: _one_date(text, today, birth_date),
        "expiry_date": lambda text: _one_date(text, today, expiry_date),
        "issue_date": lambda text: _one_date(text, today, expiry_date),
        "sex": _sex,
    }
    found = {name: _first(printed.labelled(name, licence=licence), parse) for name, parse in parsers.items()}
    return {name: one for name, one in found.items() if one is not None}


def conflicts(zone: Zone, printed: Print, from_print: Mapping[str, Field]) -> tuple[str, ...]:
    """Fields whose labelled print was read surely and says something else than a zone that holds.

    A number that differs by look-alikes only is a doubt of the reader and not of the document.
    """
    if not zone.valid or zone.repaired:
        return ()
    number = _sure(from_print, "document_number")
    differs = number and not alike(number_key(number), zone.number) and not printed.shows_number(zone.number)
    wrong = ["document_number"] if differs else []
    for name in ("birth_date", "expiry_date"):
        raw, printed_date = zone.raw(name), _sure(from_print, name).replace("-", "")[2:]
        if raw.isdigit() and printed_date not in ("", raw) and not printed.shows_date(raw):
            wrong.append(name)
    return tuple(wrong)


def _sure(from_print: Mapping[str, Field], name: str) -> str:
    """A printed value that was read surely, else nothing."""
    one = from_print.get(name)
    return one.value if one is not None and one.confidence >= _SURE else ""


def _zone_values(zone: Zone, today: date) -> dict[str, str]:
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
    """Whether the field's own check digit holds; a field without one asks that all others do."""
    if zone.repaired and name == "document_number":
        return False
    return zone.checks.get(_LAYOUT_NAMES.get(name, name), zone.valid)


def _shown(zone: Zone, printed: Print, name: str) -> bool:
    """Whether the print says the same as the zone."""
    if name == "document_number":
        return printed.shows_number(zone.number)
    if name in ("birth_date", "expiry_date"):
        return printed.shows_date(zone.raw(name))
    if name in ("surname", "given_names"):
        return printed.shows_name(zone.surname if name == "surname" else zone.given_names)
    if name == "sex":
        return zone.raw("sex") in ("M", "F") and printed.shows_word(zone.raw("sex"))
    code = zone.raw("nationality" if name == "nationality" else "issuer")
    # Both rows of a zone name the state; where they agree it was read twice.
    return printed.shows_word(code) or code == zone.raw("issuer") == zone.raw("nationality")


def _confidence(found: FoundZone, name: str, shown: bool) -> float:
    """The reader's own confidence, halved where a check digit fails, raised half-way to 1 where the print agrees."""
    confidence = found.confidence if _holds(found.zone, name) else found.confidence / 2
    return round((1 + confidence) / 2 if shown else confidence, 3)


def _first(lines: Iterable[Line], parse: Callable[[str], str | None]) -> Field | None:
    for line in lines:
        value = parse(line.reading.text)
        if value is not None:
            return Field(value, "viz", round(line.reading.confidence, 3), clear=False)
    return None


def _name(text: str) -> str | None:
    """Letters that are no label, after the number that a driving licence puts before them."""
    words = re.sub(r"^\s*[12][.,]?\s+", "", text).strip(" :.,")
    plausible = _NAME.fullmatch(words) and not is_label(words) and len(words) > 1
    return " ".join(plain(words).split()) if plausible else None


def _number(text: str) -> str | None:
    """The longest word of 5 to 14 letters and digits that has at least two digits and is no date."""
    if dates_in(text):
        return None
    words = re.findall(r"(?<![A-Z0-9])[A-Z0-9]{5,14}(?![A-Z0-9])", plain(text).replace("-", ""))
    numbers = [word for word in words if sum(char.isdigit() for char in word) >= 2]
    return max(numbers, key=len, default=None)


def _one_date(text: str, today: date, century: Callable[[str, date], date | None]) -> str | None:
    """The date of a text that has exactly one reading of it."""
    found = dates_in(text)
    one = century(found.pop(), today) if len(found) == 1 else None
    return one.isoformat() if one else None


def _sex(text: str) -> str | None:
    words = re.findall(r"[A-Z]+", plain(text))
    found = [word[0] for word in words if word in ("M", "F", "X", "MALE", "FEMALE")]
    return found[0] if len(found) == 1 else None
