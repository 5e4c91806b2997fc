"""OpenSanctions' `targets.simple.csv`: one row per entity, several values in a field separated by semicolons.

Format: https://www.opensanctions.org/docs/bulk/csv/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, Schema, unique
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, country_codes, digest
from kyc.adapters.screening.lists.table import Layout, records

COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers", "dataset", "last_seen")
MARKS = ("id", "schema", "name", "aliases", "birth_date", "last_seen")
_SCHEMAS: Mapping[str, Schema] = {"Person": "person", "LegalEntity": "unknown"}
_PAGE = "https://www.opensanctions.org/entities/"


def read(file: ListFile, layout: Layout) -> list[ListSource]:
    """The list, of the kind that the operator states, dated by the newest crawl in it."""
    path, kind, name = file.path, file.stated_kind(), file.published_name("OpenSanctions")
    newest = max((row["last_seen"] for _, row in records(path, COLUMNS, layout)), default="")
    if not re.match(r"\d{4}-\d{2}-\d{2}", newest):
        raise ListRefused(path, "no date in last_seen: the file holds no entry")
    return [ListSource(name, kind, newest[:10], digest([path]), entities(path, layout))]


def entities(path: Path, layout: Layout) -> Iterator[Entity]:
    """Every row as an entity."""
    for line, row in records(path, COLUMNS, layout):
        if not row["id"] or not row["name"]:
            raise ListRefused(path, "an entry without id or name", line)
        yield Entity(
            id=row["id"],
            schema=_SCHEMAS.get(row["schema"], "organisation"),
            name=row["name"],
            aliases=_several(row["aliases"]),
            birth_dates=tuple(day for text in _several(row["birth_date"]) for day in birth_dates(text)),
            countries=country_codes(_several(row["countries"])),
            programmes=_several(row.get("program_ids") or row.get("sanctions") or row["dataset"]),
            documents=tuple(DocumentNumber(number) for number in _several(row["identifiers"])),
            source_url=f"{_PAGE}{row['id']}/",
        )


def _several(value: str) -> tuple[str, ...]:
    return unique([part.strip(' "') for part in value.split(";")])
