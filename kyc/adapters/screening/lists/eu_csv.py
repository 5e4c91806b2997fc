"""The EU's consolidated list of financial sanctions, CSV (`csvFullSanctionsList`, 1.0, 1.1): several rows per entity.

Format: https://webgate.ec.europa.eu/fsd/fsf; a row has one name, address, birth date, document or citizenship.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import eu
from kyc.adapters.screening.lists.draft import Draft, web_address
from kyc.adapters.screening.lists.source import ListFile, ListRefused, ListSource, digest, list_day
from kyc.adapters.screening.lists.table import Layout, records

MARKS = ("Entity_LogicalId", "NameAlias_WholeName")
COLUMNS = (
    "fileGenerationDate",
    *MARKS,
    "Entity_SubjectType",
    "Entity_Regulation_Programme",
    "NameAlias_FirstName",
    "NameAlias_MiddleName",
    "NameAlias_LastName",
    "BirthDate_BirthDate",
    "BirthDate_Year",
    "Identification_Number",
    "Citizenship_CountryIso2Code",
)
_BIRTH_PARTS = ("Month", "YearRangeFrom", "YearRangeTo", "CalendarType", "Circa")


def read(file: ListFile, layout: Layout) -> list[ListSource]:
    """The list, dated by the day on which it was generated, which every row repeats."""
    path = file.path
    line, first = next(records(path, COLUMNS, layout), (1, {"fileGenerationDate": ""}))
    date = list_day(path, first["fileGenerationDate"], "%d/%m/%Y", "%Y-%m-%d", line=line)
    return [ListSource(file.name or eu.NAME, "sanctions", date, digest([path]), entities(path, layout))]


def entities(path: Path, layout: Layout) -> Iterator[Entity]:
    """Every entity, after all rows are read, because those of one entity need not be adjacent."""
    found: dict[str, Draft] = {}
    lines: dict[str, int] = {}
    for line, row in records(path, COLUMNS, layout):
        number = row["Entity_LogicalId"]
        if not number:
            raise ListRefused(path, "a row without Entity_LogicalId", line)
        if number not in found:
            kinds = (row["Entity_SubjectType"], row.get("Entity_SubjectType_ClassificationCode", ""))
            found[number], lines[number] = eu.draft(number, *kinds), line
        _add(found[number], row)
    for number, entry in found.items():
        if not entry.named:
            raise ListRefused(path, "an entry without a name", lines[number])
        yield entry.entity()


def _add(entry: Draft, row: Mapping[str, str]) -> None:
    parts = (row[f"NameAlias_{part}Name"] for part in ("First", "Middle", "Last"))
    weak = eu.is_weak(row.get("NameAlias_Remark", ""))
    entry.add_name(eu.full_name(row["NameAlias_WholeName"], *parts), weak=weak)
    entry.add_births([_birth_date(row)])
    entry.nations.append(_country(row, "Citizenship"))
    entry.residences.append(_country(row, "Address"))
    if row.get("Identification_KnownFalse") != "true":
        for column in ("Identification_Number", "Identification_LatinNumber"):
            entry.add_document(row.get(column, ""), _country(row, "Identification"))
    entry.programmes.append(row["Entity_Regulation_Programme"])
    entry.source_url = entry.source_url or web_address(row.get("Entity_Regulation_PublicationUrl", ""))


def _birth_date(row: Mapping[str, str]) -> str:
    day, year = row["BirthDate_BirthDate"], row["BirthDate_Year"]
    month, first, last, calendar, circa = (row.get(f"BirthDate_{part}", "") for part in _BIRTH_PARTS)
    return eu.birth_date(day, year, month, (first, last), calendar, circa)


def _country(row: Mapping[str, str], group: str) -> str:
    return eu.country_name(row.get(f"{group}_CountryIso2Code", ""), row.get(f"{group}_CountryDescription", ""))
