"""OpenSanctions' Senzing export (`senzing.json`): one JSON record per line.

Format: https://www.opensanctions.org/docs/bulk/senzing/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, unique
from kyc.adapters.screening.lists.jsonlines import objects
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, country_codes, digest

MARKS = frozenset({"RECORD_ID", "NAMES"})
_NATIONS = ("NATIONALITY", "CITIZENSHIP", "COUNTRY_OF_ASSOCIATION", "REGISTRATION_COUNTRY")
_NUMBERS = ("PASSPORT_NUMBER", "NATIONAL_ID_NUMBER", "TAX_ID_NUMBER")


def read(file: ListFile) -> list[ListSource]:
    """The list, of the kind that the operator states, dated by the newest change in it."""
    path, kind, name = file.path, file.stated_kind(), file.published_name("OpenSanctions")
    newest = max((str(record.get("LAST_CHANGE", "")) for _, record in _records(path)), default="")
    if not birth_dates(newest):
        raise ListRefused(path, "no date in LAST_CHANGE: the file holds no entry")
    return [ListSource(name, kind, newest[:10], digest([path]), entities(path))]


def entities(path: Path) -> Iterator[Entity]:
    """Every record as an entity."""
    for line, record in _records(path):
        try:
            entity = _entity(record)
        except (AttributeError, TypeError):
            raise ListRefused(path, "a field is not of the type that it has in Senzing records", line) from None
        if not entity.name:
            raise ListRefused(path, "a record without a name", line)
        yield entity


def _entity(record: dict[str, Any]) -> Entity:
    names = unique([str(name.get("NAME_FULL") or name.get("NAME_ORG") or "") for name in record["NAMES"]])
    return Entity(
        id=str(record["RECORD_ID"]),
        schema="person" if record.get("RECORD_TYPE") == "PERSON" else "organisation",
        name=names[0] if names else "",
        aliases=names[1:],
        birth_dates=tuple(day for text in _values(record, "DATES", ("DATE_OF_BIRTH",)) for day in birth_dates(text)),
        countries=country_codes(_values(record, "COUNTRIES", _NATIONS)),
        programmes=unique(_values(record, "RISKS", ("TOPIC",))),
        documents=tuple(DocumentNumber(number) for number in _values(record, "IDENTIFIERS", _NUMBERS)),
        source_url=str(record["URL"]) if record.get("URL") else None,
    )


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, record in objects(path):
        if not record.keys() >= MARKS:
            raise ListRefused(path, "not a Senzing record: RECORD_ID or NAMES is missing", line)
        yield line, record


def _values(record: dict[str, Any], group: str, keys: tuple[str, ...]) -> list[str]:
    return [str(one[key]) for one in record.get(group, ()) for key in keys if one.get(key)]
