"""One party of OFAC's advanced list: names from parts, birth dates from periods, and what it refers to."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from typing import Protocol
from xml.etree.ElementTree import Element

from kyc.adapters.screening.lists.draft import Draft
from kyc.adapters.screening.lists.ofac import Publication, draft
from kyc.adapters.screening.lists.stream import text

_LAST = frozenset({"Last Name", "Maiden Name"})
_NATIONS = ("Nationality Country", "Citizenship Country")


class References(Protocol):
    """What a party needs from the rest of the file; implemented by `ofac_advanced.Register`."""

    @property
    def parents(self) -> Mapping[str, str]: ...

    @property
    def places(self) -> Mapping[str, list[str]]: ...

    @property
    def documents(self) -> Mapping[str, list[tuple[str, str]]]: ...

    @property
    def programmes(self) -> Mapping[str, list[str]]: ...

    def value(self, kind: str, number: str | None) -> str: ...


def draft_of(profile: Element, publication: Publication, references: References) -> Draft | None:
    """The entry for a profile; None if it has no number."""
    number = profile.get("ID", "")
    if not number.isdecimal():
        return None
    entry = draft(publication, number, individual=_is_individual(profile, references))
    for identity in profile.iterfind("Identity"):
        _add_names(entry, identity, references)
        for document, country in references.documents.get(identity.get("ID", ""), ()):
            entry.add_document(document, country)
    _add_features(entry, profile, references)
    entry.programmes += references.programmes.get(number, ())
    return entry


def _is_individual(profile: Element, references: References) -> bool:
    """Whether it is a person, by the sub-type, or by its parent type if the sub-type is "Unknown"."""
    number = profile.get("PartySubTypeID", "")
    kind = references.value("PartySubType", number)
    return "Individual" in (kind, references.value("PartyType", references.parents.get(number)))


def _add_names(entry: Draft, identity: Element, references: References) -> None:
    """Add the primary alias first; names in other scripts count as full aliases."""
    groups = {one.get("ID", ""): one.get("NamePartTypeID") for one in identity.iter("NamePartGroup")}
    kinds = {group: references.value("NamePartType", kind) for group, kind in groups.items()}
    aliases = sorted(identity.iterfind("Alias"), key=lambda one: one.get("Primary") != "true")
    for alias in aliases:
        for name in alias.iterfind("DocumentedName"):
            entry.add_name(_spoken(name, kinds), weak=alias.get("LowQuality") == "true")


def _spoken(name: Element, kinds: Mapping[str, str]) -> str:
    """The parts in spoken order: last names last, whatever the order in the file."""
    parts = list(name.iter("NamePartValue"))
    last = [one for one in parts if kinds.get(one.get("NamePartGroupID", "")) in _LAST]
    return " ".join((one.text or "").strip() for one in [*(one for one in parts if one not in last), *last])


def _add_features(entry: Draft, profile: Element, references: References) -> None:
    """Add features, nationalities before citizenships, as in OFAC's other formats."""
    features = [(references.value("FeatureType", one.get("FeatureTypeID")), one) for one in profile.iterfind("Feature")]
    for wanted in _NATIONS:
        entry.nations += [place for kind, one in features if kind == wanted for place in _places(one, references)]
    entry.residences += [place for kind, one in features if kind == "Location" for place in _places(one, references)]
    births = (one for kind, one in features if kind == "Birthdate")
    entry.add_births(_period(period, references) for birth in births for period in birth.iter("DatePeriod"))


def _places(feature: Element, references: References) -> Iterator[str]:
    for one in feature.iter("VersionLocation"):
        yield from references.places.get(one.get("LocationID", ""), ())


def _period(raw: Element, references: References) -> str:
    """A period as OFAC's other formats write it: a day, a month, a year or years, "circa" if it is approximate.

    The file has a year as its first to its last day, a month likewise, and a range of years from the whole first to the
    whole last year. Only dates of the Gregorian calendar are read.
    """
    if references.value("CalendarType", raw.get("CalendarTypeID")) not in ("", "Gregorian"):
        return ""
    first = _date(raw.find("Start/From"))
    last = _date(raw.find("End/To")) or first
    said = _said(first, last) if first and last else ""
    approximate = any(one.get("Approximate") == "true" for one in raw)
    return f"circa {said}" if said and approximate else said


def _said(first: tuple[int, int, int], last: tuple[int, int, int]) -> str:
    year, month, day = first
    if first == last or not month:
        return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])
    if first == (year, 1, 1) and last == (year, 12, 31):
        return f"{year:04}"
    if first == (year, month, 1) and last == (year, month, calendar.monthrange(year, month)[1]):
        return f"{year:04}-{month:02}"
    return f"{year:04} to {last[0]:04}"


def _date(raw: Element | None) -> tuple[int, int, int] | None:
    """Year, month and day as far as given, 0 for the rest; None for a date that does not exist."""
    parts = (text(raw, part) for part in ("Year", "Month", "Day"))
    year, month, day = (int(part) if part.isdecimal() and len(part) <= 4 else 0 for part in parts)
    return (year, month, day) if 1000 <= year <= 9999 and month <= 12 else None
