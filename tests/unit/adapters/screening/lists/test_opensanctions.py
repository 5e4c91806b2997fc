"""OpenSanctions' targets.simple.csv."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import write_opensanctions

FULL = {
    "id": "Q1",
    "name": "Petra Publicova",
    "aliases": "Petra Publikova;Петра Публикова",
    "birth_date": "1968-09-14;1968",
    "countries": "cz;eu",
    "identifiers": "AB123; 77",
    "program_ids": "UT-PEP",
}


def test_a_row_is_read_whole(tmp_path: Path) -> None:
    (source,) = read_lists([write_opensanctions(tmp_path, [FULL])], kind="pep")
    (entity,) = source.entities
    assert (entity.id, entity.schema, entity.name) == ("Q1", "person", "Petra Publicova")
    assert entity.aliases == ("Petra Publikova", "Петра Публикова")
    assert entity.birth_dates == (BirthDate("1968-09-14"), BirthDate("1968"))
    assert entity.countries == ("CZE", "EUE")
    assert entity.documents == (DocumentNumber("AB123"), DocumentNumber("77"))
    assert entity.programmes == ("UT-PEP",)
    assert entity.source_url == "https://www.opensanctions.org/entities/Q1/"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [("Person", "person"), ("LegalEntity", "unknown"), ("Company", "organisation"), ("Vessel", "organisation")],
)
def test_what_may_be_a_person_is_told_apart(tmp_path: Path, schema: str, expected: str) -> None:
    (source,) = read_lists([write_opensanctions(tmp_path, [FULL | {"schema": schema}])], kind="pep")
    assert [entity.schema for entity in source.entities] == [expected]


def test_the_dataset_stands_for_the_programme_where_none_is_named(tmp_path: Path) -> None:
    (source,) = read_lists([write_opensanctions(tmp_path, [FULL | {"program_ids": ""}])], kind="pep")
    assert [entity.programmes for entity in source.entities] == [("Utopian officials",)]


def test_the_date_is_the_newest_crawl(tmp_path: Path) -> None:
    rows = [FULL | {"last_seen": day} for day in ("2026-10-01T00:00:00", "2026-11-02T00:00:00", "2026-09-01T00:00:00")]
    (source,) = read_lists([write_opensanctions(tmp_path, rows)], kind="pep")
    assert source.date == "2026-11-02"


@pytest.mark.parametrize(
    ("file", "stated", "expected"),
    [
        ("peps.targets.simple.csv", None, "OpenSanctions peps"),
        ("peps_targets.simple.csv", None, "OpenSanctions peps"),
        ("targets.simple.csv", None, "OpenSanctions"),
        ("targets.simple.csv", "Utopian PEPs", "Utopian PEPs"),
    ],
)
def test_the_list_is_named_for_its_file_or_as_stated(
    tmp_path: Path, file: str, stated: str | None, expected: str
) -> None:
    (source,) = read_lists([write_opensanctions(tmp_path, [FULL], name=file)], kind="pep", name=stated)
    assert source.name == expected


def test_the_kind_has_to_be_stated(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="state the kind"):
        read_lists([write_opensanctions(tmp_path, [FULL])])


def test_an_entry_without_a_name_is_refused_with_its_line(tmp_path: Path) -> None:
    (source,) = read_lists([write_opensanctions(tmp_path, [FULL, FULL | {"name": ""}])], kind="pep")
    with pytest.raises(ListRefused, match="line 3: an entry without id or name"):
        list(source.entities)


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = write_opensanctions(tmp_path, [FULL, FULL])
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ListRefused, match="cut off"):
        read_lists([path], kind="pep")


def test_a_row_of_another_width_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write_opensanctions(tmp_path, [FULL])
    path.write_text(path.read_text() + '"Q2","Person","Anna Example"\n')
    with pytest.raises(ListRefused, match="line 3: 3 columns where 16 are expected"):
        read_lists([path], kind="pep")


def test_a_file_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="holds no entry"):
        read_lists([write_opensanctions(tmp_path, [])], kind="pep")
