"""Our own format, for the sample and for an operator's own lists: self-describing JSON, or a CSV table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from kyc.adapters.screening.dates import birth_dates
from kyc.adapters.screening.entity import DocumentNumber, Entity, Schema, unique
from kyc.adapters.screening.lists.source import (
    ListFile,
    ListRefused,
    ListSource,
    country_codes,
    digest,
    file_date,
    misread_line,
)
from kyc.adapters.screening.lists.table import Layout, records
from kyc.domain.watchlists import KINDS, Kind

COLUMNS = ("id", "kind", "schema", "name")
_FIELDS = {*COLUMNS, "aliases", "weak_aliases", "birth_dates", "countries", "programmes", "documents", "source_url"}
MAX_JSON_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class OwnList:
    """What a JSON file says about itself, and its entries, not yet parsed."""

    name: str
    date: str
    sample: bool
    entries: tuple[Mapping[str, Any], ...]


def read(file: ListFile) -> list[ListSource]:
    """The lists of a JSON file, one for each kind that its entries have."""
    path, mine, version = file.path, read_json(file.path), digest([file.path])
    kinds = {str(entry.get("kind")) for entry in mine.entries if isinstance(entry, Mapping)}
    name = file.name or mine.name
    return [
        ListSource(name, kind, mine.date, version, entities(path, enumerate(mine.entries, 1), kind), mine.sample)
        for kind in _present(path, kinds)
    ]


def read_table(file: ListFile, layout: Layout) -> list[ListSource]:
    """The lists of a CSV table, one for each kind of row; several values in a field are separated by semicolons."""
    path, version = file.path, digest([file.path])
    kinds = {row["kind"] for _, row in records(path, COLUMNS, layout)}
    name, date = file.name or path.stem, file_date(path)
    return [
        ListSource(name, kind, date, version, entities(path, records(path, COLUMNS, layout), kind))
        for kind in _present(path, kinds)
    ]


def read_json(path: Path) -> OwnList:
    """Read `{"name", "date", "sample"?, "entities": […]}`; refuses any other shape."""
    if path.stat().st_size > MAX_JSON_BYTES:
        raise ListRefused(path, "a JSON list is limited to 64 MiB")
    try:
        raw = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None) or misread_line(path)
        raise ListRefused(path, "not JSON, or cut off", line) from None
    if not isinstance(raw, dict) or not {"name", "date", "entities"} <= raw.keys():
        raise ListRefused(path, "a list needs name, date and entities")
    if not birth_dates(str(raw["date"])) or not isinstance(raw["entities"], list):
        raise ListRefused(path, "date is not a date, or entities is not an array")
    return OwnList(str(raw["name"]), str(raw["date"]), raw.get("sample") is True, tuple(raw["entities"]))


def _present(path: Path, kinds: set[Any]) -> list[Kind]:
    """The kinds in a file; refuses a file without any."""
    present = [kind for kind in KINDS if kind in kinds]
    if not present:
        raise ListRefused(path, f"no entry of the kinds {', '.join(KINDS)}")
    return present


def entities(path: Path, entries: Iterator[tuple[int, Any]], kind: str) -> Iterator[Entity]:
    """The entries of one kind; every entry is checked, whatever its kind."""
    for place, raw in entries:
        problem = _problem(raw)
        if problem:
            raise ListRefused(path, problem, place)
        if raw["kind"] == kind:
            try:
                yield _entity(raw)
            except TypeError:
                raise ListRefused(
                    path, "several values are an array, or one text parted by semicolons", place
                ) from None


def _problem(raw: Any) -> str | None:
    if not isinstance(raw, Mapping) or any(not raw.get(key) for key in COLUMNS):
        return f"an entry needs {', '.join(COLUMNS)}"
    if unknown := sorted(set(raw) - _FIELDS):
        return f"unknown fields: {', '.join(map(str, unknown))}"
    if raw["kind"] not in KINDS or raw["schema"] not in get_args(Schema):
        return f"kind is one of {', '.join(KINDS)}, schema one of {', '.join(get_args(Schema))}"
    return None


def _entity(raw: Mapping[str, Any]) -> Entity:
    return Entity(
        id=str(raw["id"]),
        schema=raw["schema"],
        name=str(raw["name"]),
        aliases=_several(raw, "aliases"),
        weak_aliases=_several(raw, "weak_aliases"),
        birth_dates=tuple(day for text in _several(raw, "birth_dates") for day in birth_dates(text)),
        countries=country_codes(_several(raw, "countries")),
        programmes=_several(raw, "programmes"),
        documents=tuple(DocumentNumber(number) for number in _several(raw, "documents")),
        source_url=str(raw["source_url"]) if raw.get("source_url") else None,
    )


def _several(raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    value = raw.get(field) or []
    return unique(value.split(";") if isinstance(value, str) else [str(one) for one in value])
