"""The UK's lists: the FCDO's UK Sanctions List and OFSI's former ConList.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.lists.published import write_conlist, write_fcdo

VIKTOR = {"Unique ID": "UTO0001", "Name 6": "SAMPLEMAN", "Name 1": "VIKTOR"}
ALIAS = {"Unique ID": "UTO0001", "Name 6": "SAMPLOV", "Name 1": "VICTOR", "Name type": "Alias"}


def read(folder: Path, *rows: dict[str, str]) -> list[Entity]:
    return list(read_lists([write_fcdo(folder, *rows)])[0].entities)


def test_an_entry_of_the_fcdo_is_read_whole(tmp_path: Path) -> None:
    full = VIKTOR | {
        "Name 2": "PETROVICH",
        "Name non-latin script": "Виктор Семплман",
        "D.O.B": "05/05/1970",
        "Nationality(/ies)": "Czechia",
        "Address Country": "France",
        "Passport number": "D9004878",
        "National Identifier number": "001-23-9",
    }
    weak = ALIAS | {"Name 6": "SAMPLY", "Name 1": "", "Alias strength": "Low quality"}
    (entity,) = read(tmp_path, full, ALIAS, weak)
    assert entity == Entity(
        id="gb_fcdo-UTO0001",
        schema="person",
        name="VIKTOR PETROVICH SAMPLEMAN",
        aliases=("Виктор Семплман", "VICTOR SAMPLOV"),
        weak_aliases=("SAMPLY",),
        birth_dates=(BirthDate("1970-05-05"),),
        countries=("CZE",),
        programmes=("Utopia Regulations 2020",),
        documents=(DocumentNumber("D9004878"), DocumentNumber("001-23-9")),
        source_url="https://www.gov.uk/government/publications/the-uk-sanctions-list",
    )


def test_an_entry_of_ofsi_is_read_whole(tmp_path: Path) -> None:
    viktor = {"Group ID": "12703", "Name 6": "SAMPLEMAN", "Name 1": "Viktor", "Regime": "Utopia"}
    full = viktor | {"DOB": "00/05/1970", "Nationality": "(1) Czechia. (2) Cuba.", "Passport Number": "(1) A12 (2) B34"}
    alias = viktor | {"Name 1": "Vitya", "Alias Type": "AKA", "Alias Quality": "Low quality", "Country": "France"}
    (source,) = read_lists([write_conlist(tmp_path, full, alias)])
    (entity,) = source.entities
    assert (source.name, source.date) == ("UK Consolidated List (OFSI)", "2026-11-03")
    assert (entity.id, entity.name, entity.weak_aliases) == ("gb_hmt-12703", "Viktor SAMPLEMAN", ("Vitya SAMPLEMAN",))
    assert (entity.birth_dates, entity.countries) == ((BirthDate("1970-05"),), ("CZE", "CUB"))
    assert [one.number for one in entity.documents] == ["A12", "B34"]


@pytest.mark.parametrize("head", ["Report Date: 20-Nov-2026", '"Report Date: 20-Nov-2026"', "Last Updated,20/11/2026"])
def test_the_day_stands_above_the_header(tmp_path: Path, head: str) -> None:
    (source,) = read_lists([write_fcdo(tmp_path, VIKTOR, head=head)])
    assert (source.name, source.kind, source.date) == ("UK Sanctions List", "sanctions", "2026-11-20")


@pytest.mark.parametrize("head", ["Something else", "Report Date: soon", "Report Date: 40-Nov-2026", "Last Updated,"])
def test_a_list_without_its_day_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(ListRefused, match="line 1: no "):
        read_lists([write_fcdo(tmp_path, VIKTOR, head=head)])


def test_a_list_without_the_line_above_is_refused(tmp_path: Path) -> None:
    path = write_fcdo(tmp_path, VIKTOR)
    path.write_text(path.read_text().split("\n", 1)[1])
    with pytest.raises(ListRefused, match='line 1: no "Last Updated" or "Report Date" with a day above the header'):
        read_lists([path])


@pytest.mark.parametrize(
    "head",
    [
        "Report Date: 20-Nov-2026;;;;;;",
        "UK Sanctions List;;;\n;;;\nReport Date: 20-Nov-2026;;",
        "Report Date;20/11/2026",
    ],
)
def test_what_a_spreadsheet_makes_of_the_ods_is_read_too(tmp_path: Path, head: str) -> None:
    (source,) = read_lists([write_fcdo(tmp_path, VIKTOR, head=head, delimiter=";")])
    assert source.date == "2026-11-20"
    assert [entity.name for entity in source.entities] == ["VIKTOR SAMPLEMAN"]


def test_rows_sorted_by_surname_are_brought_together_and_the_primary_name_leads(tmp_path: Path) -> None:
    early = ALIAS | {"Name 6": "AMPLOV", "D.O.B": "dd/mm/1971"}
    other = {"Unique ID": "UTO0002", "Name 6": "EXAMPLE", "Name type": "Primary Name Variation"}
    one, two = read(tmp_path, early, other, VIKTOR | {"D.O.B": "05/05/1970"})
    assert (one.name, one.aliases) == ("VIKTOR SAMPLEMAN", ("VICTOR AMPLOV",))
    assert [str(day) for day in one.birth_dates] == ["1971", "1970-05-05"]
    assert two.name == "EXAMPLE"


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ("05/05/1970", ["1970-05-05"]),
        ("00/05/1970", ["1970-05"]),
        ("dd/05/1970", ["1970-05"]),
        ("00/00/1970", ["1970"]),
        ("dd/mm/1970", ["1970"]),
        ("1970", ["1970"]),
        ("circa 1970", ["circa 1970"]),
        ("05/05/1970 | 06/06/1971", ["1970-05-05", "1971-06-06"]),
        ("31/02/1970", []),
        ("unknown", []),
    ],
)
def test_a_birth_date_is_as_exact_as_the_list_is(tmp_path: Path, told: str, read_as: list[str]) -> None:
    (entity,) = read(tmp_path, VIKTOR | {"D.O.B": told})
    assert [str(day) for day in entity.birth_dates] == read_as


@pytest.mark.parametrize(
    ("kind", "schema"), [("Individual", "person"), ("Entity", "organisation"), ("Ship", "organisation")]
)
def test_only_individuals_are_persons(tmp_path: Path, kind: str, schema: str) -> None:
    assert [entity.schema for entity in read(tmp_path, VIKTOR | {"Designation Type": kind})] == [schema]


def test_columns_that_are_needed_are_named(tmp_path: Path) -> None:
    path = write_fcdo(tmp_path, VIKTOR)
    path.write_text(path.read_text().replace("D.O.B", "Born").replace("Alias strength", "Strength"))
    with pytest.raises(ListRefused, match=r"line 2: columns missing: Alias strength, D\.O\.B"):
        list(read_lists([path])[0].entities)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"Unique ID": ""}, "line 4: a row without Unique ID"),
        ({"Unique ID": "UTO0009"}, "line 4: an entry without a name"),
    ],
)
def test_a_row_without_its_entity_or_name_is_refused_with_its_line(
    tmp_path: Path, row: dict[str, str], reason: str
) -> None:
    with pytest.raises(ListRefused, match=reason):
        read(tmp_path, VIKTOR, row)
