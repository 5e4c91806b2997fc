"""The consolidated list of the United Nations Security Council, XML as published at scsanctions.un.org."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from kyc.adapters.screening.dates import birth_dates, years_between
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity, unique
from kyc.adapters.screening.lists import stream
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, country_codes, digest, list_day
from kyc.adapters.screening.lists.stream import text

ROOT = "CONSOLIDATED_LIST"
NAME = "UN Security Council Consolidated"
_PAGE = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_BETWEEN_NAMES = re.compile(r"[;\n()]")


def read(file: ListFile) -> list[ListSource]:
    """The list, dated by the day on which it was generated."""
    path = file.path
    _, attributes = stream.root(path)
    date = list_day(path, attributes.get("dateGenerated", "")[:10], "%Y-%m-%d", line=1)
    return [ListSource(file.name or NAME, "sanctions", date, digest([path]), entities(path))]


def entities(path: Path) -> Iterator[Entity]:
    """Individuals and entities in the order of the file."""
    for line, element in stream.entries(path, "INDIVIDUAL", "ENTITY"):
        yield _entity(path, line, element)


def _entity(path: Path, line: int, raw: Element) -> Entity:
    name, number = (" ".join(unique([text(raw, part) for part in _NAME_PARTS])), text(raw, "DATAID"))
    if not name or not number:
        raise ListRefused(path, "an entry without DATAID or name", line)
    person, kind = raw.tag == "INDIVIDUAL", raw.tag
    aliases = [(text(one, "QUALITY"), text(one, "ALIAS_NAME")) for one in raw.iter(f"{kind}_ALIAS")]
    native = _BETWEEN_NAMES.split(text(raw, "NAME_ORIGINAL_SCRIPT"))
    return Entity(
        id=f"un-{number}",
        schema="person" if person else "organisation",
        name=name,
        aliases=unique([alias for quality, alias in aliases if quality != "Low"] + native),
        weak_aliases=unique([alias for quality, alias in aliases if quality == "Low"]),
        birth_dates=tuple(day for one in raw.iter("INDIVIDUAL_DATE_OF_BIRTH") for day in _birth_dates(one)),
        countries=country_codes(value.text or "" for one in raw.iter("NATIONALITY") for value in one.iter("VALUE")),
        programmes=unique([text(raw, "UN_LIST_TYPE"), text(raw, "REFERENCE_NUMBER")]),
        documents=tuple(_documents(raw)),
        source_url=_PAGE,
    )


def _birth_dates(raw: Element) -> tuple[BirthDate, ...]:
    kind = text(raw, "TYPE_OF_DATE")
    first, last = text(raw, "FROM_YEAR"), text(raw, "TO_YEAR")
    if all(year.isdecimal() and len(year) == 4 for year in (first, last)):
        return years_between(int(first), int(last))
    told = (text(raw, "DATE") or text(raw, "YEAR"))[:10]
    return birth_dates(f"circa {told}" if kind == "APPROXIMATELY" else told)


def _documents(raw: Element) -> Iterator[DocumentNumber]:
    for one in raw.iter("INDIVIDUAL_DOCUMENT"):
        if number := text(one, "NUMBER"):
            # Some documents name only the country in which they were issued.
            codes = country_codes([text(one, "ISSUING_COUNTRY") or text(one, "COUNTRY_OF_ISSUE")])
            yield DocumentNumber(number, codes[0] if codes else None)
