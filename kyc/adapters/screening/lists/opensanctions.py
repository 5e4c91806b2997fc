"""OpenSanctions' `targets.simple.csv`: one row an entity, several values in a field parted by semicolons.

Format: https://www.opensanctions.org/docs/bulk/csv/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, Schema, unique
from kyc.adapters.screening.lists.source import ListRefused, country_codes, rows

COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers", "dataset", "last_seen")
_SCHEMAS: Mapping[str, Schema] = {"Person": "person", "LegalEntity": "unknown"}
_PAGE = "https://www.opensanctions.org/entities/"


def list_date(path: Path) -> str:
    """The day of the newest crawl in the file."""
    newest = max((row["last_seen"] for _, row in _records(path)), default="")
    if not re.match(r"\d{4}-\d{2}-\d{2}", newest):
        raise ListRefused(path, "no date in last_seen: the file holds no entry")
    return newest[:10]


def entities(path: Path) -> Iterator[Entity]:
    """Every row as an entity."""
    for line, row in _records(path):
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


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header: list[str] = []
    for line, row in rows(path):
        if not header:
            header = row
            missing = sorted(set(COLUMNS) - set(header))
            if missing:
                raise ListRefused(path, f"columns missing: {', '.join(missing)}", line)
        else:
            yield line, dict(zip(header, row, strict=True))


def _several(value: str) -> tuple[str, ...]:
    return unique([part.strip(' "') for part in value.split(";")])
