"""The consolidated list of the United Nations Security Council, XML as published at scsanctions.un.org."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from kyc.adapters.screening.dates import birth_dates, years_between
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity, unique
from kyc.adapters.screening.lists.source import ListRefused, country_codes

ROOT = "CONSOLIDATED_LIST"
_PAGE = "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list"
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_BETWEEN_NAMES = re.compile(r"[;\n()]")


def list_date(path: Path) -> str:
    """The day on which the list was generated, from its root element; refuses another document."""
    for _, element in _events(path, ("start",)):
        generated = element.get("dateGenerated", "")
        if element.tag != ROOT or not generated:
            raise ListRefused(path, f"not a UN list: the root is not {ROOT} with a dateGenerated", 1)
        return generated[:10]
    raise ListRefused(path, "not a UN list: the file holds no element")


def entities(path: Path) -> Iterator[Entity]:
    """Individuals and entities in the order of the file, read as a stream."""
    for _, element in _events(path, ("end",)):
        if element.tag in ("INDIVIDUAL", "ENTITY"):
            yield _entity(path, element)
            element.clear()


def _events(path: Path, kinds: tuple[str, ...]) -> Iterator[tuple[Any, Element]]:
    try:
        yield from iterparse(str(path), events=kinds, forbid_dtd=True)
    except ParseError as error:
        line = error.position[0]
        raise ListRefused(path, "the XML is broken or was cut off", line) from None
    except DefusedXmlException:
        raise ListRefused(path, "the XML declares a DTD or entities, which lists never do") from None
    except (LookupError, ValueError):
        raise ListRefused(path, "the XML names an encoding that is not known", 1) from None


def _entity(path: Path, raw: Element) -> Entity:
    name, number = (" ".join(unique([_text(raw, part) for part in _NAME_PARTS])), _text(raw, "DATAID"))
    if not name or not number:
        raise ListRefused(path, "an entry without DATAID or name")
    person, kind = raw.tag == "INDIVIDUAL", raw.tag
    aliases = [(_text(one, "QUALITY"), _text(one, "ALIAS_NAME")) for one in raw.iter(f"{kind}_ALIAS")]
    native = _BETWEEN_NAMES.split(_text(raw, "NAME_ORIGINAL_SCRIPT"))
    return Entity(
        id=f"un-{number}",
        schema="person" if person else "organisation",
        name=name,
        aliases=unique([alias for quality, alias in aliases if quality != "Low"] + native),
        weak_aliases=unique([alias for quality, alias in aliases if quality == "Low"]),
        birth_dates=tuple(day for one in raw.iter("INDIVIDUAL_DATE_OF_BIRTH") for day in _birth_dates(one)),
        countries=country_codes(value.text or "" for one in raw.iter("NATIONALITY") for value in one.iter("VALUE")),
        programmes=unique([_text(raw, "UN_LIST_TYPE"), _text(raw, "REFERENCE_NUMBER")]),
        documents=tuple(_documents(raw)),
        source_url=_PAGE,
    )


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _birth_dates(raw: Element) -> tuple[BirthDate, ...]:
    kind = _text(raw, "TYPE_OF_DATE")
    first, last = _text(raw, "FROM_YEAR"), _text(raw, "TO_YEAR")
    if first.isdigit() and last.isdigit():
        return years_between(int(first), int(last))
    text = (_text(raw, "DATE") or _text(raw, "YEAR"))[:10]
    return birth_dates(f"circa {text}" if kind == "APPROXIMATELY" else text)


def _documents(raw: Element) -> Iterator[DocumentNumber]:
    for one in raw.iter("INDIVIDUAL_DOCUMENT"):
        if number := _text(one, "NUMBER"):
            codes = country_codes([_text(one, "ISSUING_COUNTRY")])
            yield DocumentNumber(number, codes[0] if codes else None)
