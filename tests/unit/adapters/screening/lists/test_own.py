"""Our own format, JSON and CSV."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber
from kyc.adapters.screening.lists import ListRefused, read_lists
from tests.unit.adapters.screening.files import write_own

FULL = {
    "id": "own-1",
    "name": "Viktor Sampleman",
    "aliases": ["Victor Samplov"],
    "weak_aliases": ["Samply"],
    "birth_dates": ["1970-05-05", "circa 1971"],
    "countries": ["UTO", "Czechia"],
    "programmes": ["HOUSE"],
    "documents": ["D0005"],
    "source_url": "https://lists.example/own-1",
}


def test_an_entry_of_json_is_read_whole(tmp_path: Path) -> None:
    (source,) = read_lists([write_own(tmp_path, FULL)])
    (entity,) = source.entities
    assert (source.name, source.date, source.kind, source.sample) == ("House list", "2026-11-01", "sanctions", False)
    assert (entity.id, entity.schema, entity.name) == ("own-1", "person", "Viktor Sampleman")
    assert (entity.aliases, entity.weak_aliases) == (("Victor Samplov",), ("Samply",))
    assert entity.birth_dates == (BirthDate("1970-05-05"), BirthDate("1971", approximate=True))
    assert entity.countries == ("UTO", "CZE")
    assert entity.documents == (DocumentNumber("D0005"),)
    assert entity.source_url == "https://lists.example/own-1"


def test_a_file_with_both_kinds_is_two_lists(tmp_path: Path) -> None:
    path = write_own(tmp_path, FULL, FULL | {"id": "own-2", "kind": "pep", "name": "Petra Publicova"})
    found = {source.kind: [entity.name for entity in source.entities] for source in read_lists([path])}
    assert found == {"sanctions": ["Viktor Sampleman"], "pep": ["Petra Publicova"]}


@pytest.mark.parametrize(("flag", "expected"), [(True, True), (False, False), ("yes", False), (None, False)])
def test_only_true_marks_a_sample(tmp_path: Path, flag: object, expected: bool) -> None:
    (source,) = read_lists([write_own(tmp_path, FULL, sample=flag)])
    assert source.sample is expected


def test_a_table_is_read_with_values_parted_by_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "house.csv"
    path.write_text(
        "id,kind,schema,name,aliases,birth_dates,countries\n"
        "own-1,sanctions,person,Viktor Sampleman,Victor Samplov; V. Sampleman,1970-05-05,UTO;CZ\n"
        "own-2,pep,person,Petra Publicova,,,\n"
    )
    sanctions, pep = read_lists([path])
    (entity,) = sanctions.entities
    assert (sanctions.name, pep.kind) == ("house", "pep")
    assert entity.aliases == ("Victor Samplov", "V. Sampleman")
    assert (entity.birth_dates, entity.countries) == ((BirthDate("1970-05-05"),), ("UTO", "CZE"))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": ""}, "an entry needs id, kind, schema, name"),
        ({"schema": "dog"}, "kind is one of sanctions, pep, schema one of person, organisation, unknown"),
        ({"kind": "crime"}, "kind is one of"),
        ({"nickname": "Vik"}, "unknown fields: nickname"),
        ({"aliases": 5}, "several values are an array"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path: Path, changed: dict[str, object], reason: str) -> None:
    (source,) = read_lists([write_own(tmp_path, FULL, FULL | changed)])
    with pytest.raises(ListRefused, match=f"line 2: {reason}"):
        list(source.entities)


def test_an_entry_that_is_no_object_is_refused(tmp_path: Path) -> None:
    path = write_own(tmp_path, FULL)
    raw = json.loads(path.read_text())
    path.write_text(json.dumps(raw | {"entities": [*raw["entities"], "Viktor"]}))
    (source,) = read_lists([path])
    with pytest.raises(ListRefused, match="line 2: an entry needs"):
        list(source.entities)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"name": "House list", "date"', "not JSON, or cut off"),
        ('{"name": "House list", "entities": []}', "needs name, date and entities"),
        ('{"name": "House list", "date": "soon", "entities": []}', "date is not a date"),
        ('{"name": "House list", "date": "2026-11-01", "entities": {}}', "entities is not an array"),
        ('{"name": "House list", "date": "2026-11-01", "entities": []}', "no entry of the kinds sanctions, pep"),
        ('{"a": ' * 100_000, "not JSON, or cut off"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text)
    with pytest.raises(ListRefused, match=reason):
        read_lists([path])


@pytest.mark.parametrize("kind", [["sanctions"], {"a": 1}, None, 7])
def test_a_kind_that_is_no_word_is_refused(tmp_path: Path, kind: object) -> None:
    path = write_own(tmp_path, FULL | {"kind": kind}, FULL)
    with pytest.raises(ListRefused, match=r"line 1: (kind is one of|an entry needs)"):
        list(read_lists([path])[0].entities)


def test_json_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write_own(tmp_path, FULL)
    path.write_bytes(path.read_bytes().replace(b"Viktor", b"V\xefktor"))
    with pytest.raises(ListRefused, match="line 1: not JSON, or cut off"):
        read_lists([path])
