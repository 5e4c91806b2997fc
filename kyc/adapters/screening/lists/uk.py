"""The UK's lists as CSV: the FCDO's UK Sanctions List, also saved from its ODS, and OFSI's former ConList.csv.

Formats: https://www.gov.uk/government/publications/uk-sanctions-list-change-in-format (both since February 2022).
A row has one name and repeats the rest; rows of one entity need not be adjacent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kyc.adapters.screening.entity import Entity, Schema
from kyc.adapters.screening.lists.draft import Draft
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.table import Layout, records, rows

MARKS = ("Name 6", "Name 1")
_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_PAGE = "https://www.gov.uk/government/publications/the-uk-sanctions-list"
# "Last Updated,03/06/2026" above ConList.csv, "Report Date: 08-Oct-2026" above the UK Sanctions List.
_PUBLISHED = re.compile(r"(?:Last Updated|Report Date)\W*(\d{2}/\d{2}/\d{4}|\d{2}-[A-Za-z]{3}-\d{4})", re.IGNORECASE)
_NUMBERED = re.compile(r"\(\d{1,2}\)|\|")
# Unknown parts are written as zeros or as letters: 00/00/1975, dd/mm/1971.
_BORN = re.compile(r"(?:(\d{2}|dd)/)?(?:(\d{2}|mm)/)?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Form:
    """The names of one list's columns."""

    name: str
    prefix: str
    id: str
    kind: str
    name_type: str
    strength: str
    native: str
    born: str
    nation: str
    residence: str
    regime: str
    documents: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        one = (self.id, self.kind, self.name_type, self.strength, self.native, self.born, self.nation, self.regime)
        return (*_NAMES, *one, self.residence, *self.documents)


_FCDO = _Form(
    name="UK Sanctions List",
    prefix="gb_fcdo",
    id="Unique ID",
    kind="Designation Type",
    name_type="Name type",
    strength="Alias strength",
    native="Name non-latin script",
    born="D.O.B",
    nation="Nationality(/ies)",
    residence="Address Country",
    regime="Regime Name",
    documents=("Passport number", "National Identifier number"),
)
_OFSI = _Form(
    name="UK Consolidated List (OFSI)",
    prefix="gb_hmt",
    id="Group ID",
    kind="Group Type",
    name_type="Alias Type",
    strength="Alias Quality",
    native="Name Non-Latin Script",
    born="DOB",
    nation="Nationality",
    residence="Country",
    regime="Regime",
    documents=("Passport Number", "National Identification Number"),
)


def read(file: ListFile, layout: Layout) -> list[ListSource]:
    """The list, dated by the day above its header."""
    path = file.path
    _, header = next(rows(path, layout=layout), (1, []))
    form = _FCDO if _FCDO.id in header else _OFSI
    date = _published(path, layout)
    return [ListSource(file.name or form.name, "sanctions", date, digest([path]), _entities(path, layout, form))]


def _published(path: Path, layout: Layout) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        above = "".join(file.readline(1000) for _ in range(layout.above))
    found = _PUBLISHED.search(above)
    if not found:
        raise ListRefused(path, 'no "Last Updated" or "Report Date" with a day above the header', 1)
    return list_day(path, found[1], "%d/%m/%Y", "%d-%b-%Y", line=1)


def _entities(path: Path, layout: Layout, form: _Form) -> Iterator[Entity]:
    found: dict[str, Draft] = {}
    lines: dict[str, int] = {}
    for line, row in records(path, form.columns, layout):
        number = row[form.id]
        if not number:
            raise ListRefused(path, f"a row without {form.id}", line)
        if number not in found:
            schema: Schema = "person" if row[form.kind].lower() == "individual" else "organisation"
            found[number], lines[number] = Draft(f"{form.prefix}-{number}", schema, source_url=_PAGE), line
        _add(found[number], row, form)
    for number, entry in found.items():
        if not entry.named:
            raise ListRefused(path, "an entry without a name", lines[number])
        yield entry.entity()


def _add(entry: Draft, row: Mapping[str, str], form: _Form) -> None:
    name = " ".join(row[part] for part in _NAMES if row[part])
    weak = any(word in row[form.strength].lower() for word in ("low", "weak"))
    entry.add_name(name, weak=weak)
    if row[form.name_type].lower() == "primary name" and not weak:
        # Rows are sorted by surname, so the primary name may come last.
        entry.names.insert(0, entry.names.pop())
    entry.add_name(row[form.native])
    entry.add_births(_birth_date(text) for text in _several(row[form.born]))
    entry.nations += _several(row[form.nation])
    entry.residences.append(row[form.residence])
    entry.programmes.append(row[form.regime])
    for column in form.documents:
        for number in _several(row[column]):
            entry.add_document(number)


def _several(value: str) -> list[str]:
    """The values of a field: one, or several as "(1) Russia. (2) Ukraine." or separated by bars."""
    return [part.strip(" .,;") for part in _NUMBERED.split(value)]


def _birth_date(text: str) -> str:
    """Day/month/year as ISO 8601 as far as known; other texts ("circa 1970") unchanged."""
    found = _BORN.fullmatch(text)
    if not found:
        return text
    day, month = (part if (part or "").isdigit() and part != "00" else "" for part in (found[1], found[2]))
    known = [found[3], month, day] if month else [found[3]]
    return "-".join(part for part in known if part)
