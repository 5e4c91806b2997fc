"""The EU's consolidated list of financial sanctions, XML version 1.1 (`xmlFullSanctionsList_1_1`).

Format: https://webgate.ec.europa.eu/fsd/fsf (XSD of the export, namespace http://eu.europa.ec/fpi/fsd/export).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import eu, stream
from kyc.adapters.screening.lists.draft import Draft, web_address
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.stream import text

ROOT = "export"


def read(file: ListFile) -> list[ListSource]:
    """The list, dated by the day on which it was generated."""
    path = file.path
    _, attributes = stream.root(path)
    date = list_day(path, attributes.get("generationDate", "")[:10], "%Y-%m-%d", line=1)
    return [ListSource(file.name or eu.NAME, "sanctions", date, digest([path]), entities(path))]


def entities(path: Path) -> Iterator[Entity]:
    """Every sanctionEntity, in the order of the file."""
    for line, raw in stream.entries(path, "sanctionEntity"):
        subject = raw.find("subjectType")
        kinds = (subject.get("code", ""), subject.get("classificationCode", "")) if subject is not None else ()
        entry = eu.draft(raw.get("logicalId", ""), *kinds)
        _add_names(entry, raw)
        if not raw.get("logicalId") or not kinds or not entry.named:
            raise ListRefused(path, "an entry without logicalId, subject type or name", line)
        entry.add_births(_birth_date(one) for one in raw.iterfind("birthdate"))
        entry.nations += [_country(one) for one in raw.iterfind("citizenship")]
        entry.residences += [_country(one) for one in raw.iterfind("address")]
        _add_documents(entry, raw)
        _add_programmes(entry, raw)
        yield entry.entity()


def _add_names(entry: Draft, raw: Element) -> None:
    for one in raw.iterfind("nameAlias"):
        parts = (one.get(part, "") for part in ("firstName", "middleName", "lastName"))
        weak = eu.is_weak(text(one, "remark"), one.get("strong", ""))
        entry.add_name(eu.full_name(one.get("wholeName", ""), *parts), weak=weak)


def _birth_date(one: Element) -> str:
    years = (one.get("yearRangeFrom", ""), one.get("yearRangeTo", ""))
    day, year, month = one.get("birthdate", ""), one.get("year", ""), one.get("monthOfYear", "")
    return eu.birth_date(day, year, month, years, one.get("calendarType", ""), one.get("circa", ""))


def _country(one: Element) -> str:
    return eu.country_name(one.get("countryIso2Code", ""), one.get("countryDescription", ""))


def _add_documents(entry: Draft, raw: Element) -> None:
    """Add document numbers as written and in Latin letters, but not those known to be false."""
    for one in raw.iterfind("identification"):
        if one.get("knownFalse") != "true":
            entry.add_document(one.get("number", ""), _country(one))
            entry.add_document(one.get("latinNumber", ""), _country(one))


def _add_programmes(entry: Draft, raw: Element) -> None:
    for one in raw.iterfind("regulation"):
        entry.programmes.append(one.get("programme", ""))
        entry.source_url = entry.source_url or web_address(text(one, "publicationUrl"))
