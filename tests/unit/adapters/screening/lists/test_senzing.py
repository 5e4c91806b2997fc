"""OpenSanctions' Senzing export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import write_senzing

FULL: dict[str, Any] = {
    "DATA_SOURCE": "OS_PEPS",
    "RECORD_ID": "Q1",
    "RECORD_TYPE": "PERSON",
    "LAST_CHANGE": "2026-10-30T05:41:01",
    "NAMES": [{"NAME_TYPE": "PRIMARY", "NAME_FULL": "Petra Publicova"}, {"NAME_FULL": "Petra Publikova"}],
    "RISKS": [{"TOPIC": "role.pep"}],
    "DATES": [{"DATE_OF_BIRTH": "1968-09-14"}, {"DATE_OF_DEATH": "2020"}],
    "COUNTRIES": [{"NATIONALITY": "cz"}, {"CITIZENSHIP": "Slovakia"}],
    "IDENTIFIERS": [{"PASSPORT_NUMBER": "AB123"}, {"OTHER_ID_TYPE": "WIKIDATA", "OTHER_ID_NUMBER": "Q1"}],
    "URL": "https://www.opensanctions.org/entities/Q1",
}


def test_a_record_is_read_whole(tmp_path: Path) -> None:
    (source,) = read_lists([write_senzing(tmp_path, FULL)], kind="pep")
    (entity,) = source.entities
    assert (source.name, source.kind, source.date) == ("OpenSanctions peps", "pep", "2026-10-30")
    assert (entity.id, entity.schema, entity.name) == ("Q1", "person", "Petra Publicova")
    assert entity.aliases == ("Petra Publikova",)
    assert entity.birth_dates == (BirthDate("1968-09-14"),)
    assert entity.countries == ("CZE", "SVK")
    assert entity.programmes == ("role.pep",)
    assert entity.documents == (DocumentNumber("AB123"),)
    assert entity.source_url == FULL["URL"]


def test_an_organisation_keeps_its_name(tmp_path: Path) -> None:
    record = FULL | {"RECORD_TYPE": "ORGANIZATION", "NAMES": [{"NAME_ORG": "Ministry of Samples"}]}
    (source,) = read_lists([write_senzing(tmp_path, record)], kind="pep")
    assert [(entity.schema, entity.name) for entity in source.entities] == [("organisation", "Ministry of Samples")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"RECORD_ID": "Q2", "NAMES"', "line 2: not a JSON record"),
        ('{"RECORD_ID": "Q2"}', "line 2: not a Senzing record"),
        ('["RECORD_ID", "NAMES"]', "line 2: not a record: a line is one JSON object"),
        ("[" * 100_000, "line 2: not a JSON record"),
        ('{"RECORD_ID": "Q2", "NAMES": "Anna"}', "line 2: a field is not of the type"),
        ('{"RECORD_ID": "Q2", "NAMES": [5]}', "line 2: a field is not of the type"),
        ('{"RECORD_ID": "Q2", "NAMES": [{"NAME_FULL": "A"}], "DATES": 7}', "line 2: a field is not of the type"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, text: str, reason: str) -> None:
    path = write_senzing(tmp_path, FULL)
    path.write_text(path.read_text() + text)
    with pytest.raises(ListRefused, match=reason):
        list(read_lists([path], kind="pep")[0].entities)


def test_a_record_without_a_name_is_refused(tmp_path: Path) -> None:
    (source,) = read_lists([write_senzing(tmp_path, FULL, FULL | {"NAMES": []})], kind="pep")
    with pytest.raises(ListRefused, match="line 2: a record without a name"):
        list(source.entities)


def test_the_kind_has_to_be_stated(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="state the kind"):
        read_lists([write_senzing(tmp_path, FULL)])


def test_records_without_a_date_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no date in LAST_CHANGE"):
        read_lists(
            [write_senzing(tmp_path, {key: value for key, value in FULL.items() if key != "LAST_CHANGE"})], kind="pep"
        )
