"""OpenSanctions' entities.ftm.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.lists import ListRefused, read_lists
from kyc.adapters.screening.lists.ftm import kinds_of
from kyc.domain.watchlists import Kind
from tests.unit.adapters.screening.lists.published import ftm, write_ftm

PETRA = ftm("Q1", name=["Petra Publicova"], topics=["role.pep"])
VIKTOR = ftm("NK-7", name=["Viktor Sampleman"], topics=["sanction"])


def entities(folder: Path, *records: dict[str, Any]) -> dict[Kind, list[Entity]]:
    return {source.kind: list(source.entities) for source in read_lists([write_ftm(folder, *records)])}


def test_one_file_holds_a_list_of_each_kind(tmp_path: Path) -> None:
    sanctions, pep = read_lists([write_ftm(tmp_path, PETRA, VIKTOR)])
    assert (sanctions.kind, sanctions.name, sanctions.date) == ("sanctions", "OpenSanctions", "2026-11-20")
    assert (pep.kind, pep.name, pep.date) == ("pep", "OpenSanctions", "2026-11-20")
    assert [entity.id for entity in sanctions.entities] == ["NK-7"]
    assert [entity.id for entity in pep.entities] == ["Q1"]


def test_who_is_both_is_on_both(tmp_path: Path) -> None:
    found = entities(tmp_path, ftm("Q1", name=["Petra Publicova"], topics=["role.pep", "sanction", "gov.head"]))
    assert [found[kind][0].id for kind in ("sanctions", "pep")] == ["Q1", "Q1"]
    assert [found[kind][0].programmes for kind in ("sanctions", "pep")] == [("sanction",), ("role.pep",)]


@pytest.mark.parametrize(
    ("topics", "kinds"),
    [
        (["role.pep"], ("pep",)),
        (["role.pep.frmr"], ("pep",)),
        (["role.rca"], ("pep",)),
        (["role.pol"], ("pep",)),
        (["sanction"], ("sanctions",)),
        (["sanction.linked"], ("sanctions",)),
        (["sanction.counter", "role.rca"], ("sanctions", "pep")),
        (["crime.fin", "role.judge", "poi", "debarment", "sanctionable", "role.pepper"], ()),
        ([], ()),
    ],
)
def test_the_topics_decide_the_list(topics: list[str], kinds: tuple[Kind, ...]) -> None:
    assert kinds_of(topics) == kinds


def test_a_person_is_read_whole_with_what_stands_elsewhere_in_the_file(tmp_path: Path) -> None:
    person = ftm(
        "NK-7",
        name=["Виктор Семплман", "Viktor Sampleman"],
        alias=["Victor Samplov"],
        previousName=["Viktor Young"],
        weakAlias=["Samply"],
        birthDate=["1970-05-05", "1971"],
        nationality=["cz"],
        country=["fr"],
        passportNumber=["D9004878", "X1234567"],
        topics=["sanction"],
    )
    person["caption"] = "Viktor Sampleman"
    passport = ftm("p1", "Passport", holder=["NK-7"], number=["D9004878"], country=["cz"])
    sanction = ftm("s1", "Sanction", entity=["NK-7"], programId=["UT-SAN"], program=["Utopia"])
    found = entities(tmp_path, passport, person, sanction)
    assert found["sanctions"] == [
        Entity(
            id="NK-7",
            schema="person",
            name="Viktor Sampleman",
            aliases=("Виктор Семплман", "Victor Samplov", "Viktor Young"),
            weak_aliases=("Samply",),
            birth_dates=(BirthDate("1970-05-05"), BirthDate("1971")),
            countries=("CZE",),
            programmes=("UT-SAN",),
            documents=(DocumentNumber("D9004878", "CZE"), DocumentNumber("X1234567")),
            source_url="https://www.opensanctions.org/entities/NK-7/",
        )
    ]


@pytest.mark.parametrize(
    ("sanction", "programmes"),
    [({"program": ["Utopia"]}, ("Utopia",)), ({}, ("UT-2",)), ({"programId": ["UT-1"]}, ("UT-1",))],
)
def test_a_programme_is_named_as_well_as_the_file_does(
    tmp_path: Path, sanction: dict[str, list[str]], programmes: tuple[str, ...]
) -> None:
    person = ftm("NK-7", name=["Viktor Sampleman"], topics=["sanction"], programId=["UT-2"])
    found = entities(tmp_path, person, ftm("s1", "Sanction", entity=["NK-7"], **sanction))
    assert [entity.programmes for entity in found["sanctions"]] == [programmes]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [("Person", "person"), ("LegalEntity", "unknown"), ("Company", "organisation"), ("Vessel", "organisation")],
)
def test_what_may_be_a_person_is_told_apart(tmp_path: Path, schema: str, expected: str) -> None:
    found = entities(tmp_path, ftm("Q1", schema, name=["Sample"], topics=["sanction"]))
    assert [entity.schema for entity in found["sanctions"]] == [expected]


def test_the_list_is_named_for_its_file_or_as_stated(tmp_path: Path) -> None:
    path = write_ftm(tmp_path, PETRA, name="peps.entities.ftm.json")
    assert [source.name for source in read_lists([path])] == ["OpenSanctions peps"]
    assert [source.name for source in read_lists([path], name="Utopian PEPs")] == ["Utopian PEPs"]


def test_a_stated_kind_does_not_change_what_the_topics_say(tmp_path: Path) -> None:
    assert [source.kind for source in read_lists([write_ftm(tmp_path, PETRA)], kind="sanctions")] == ["pep"]


def test_nested_entities_are_not_taken_for_texts(tmp_path: Path) -> None:
    person = ftm("NK-7", name=["Viktor Sampleman"], topics=["sanction"])
    person["properties"]["nationality"] = [{"id": "x"}, "cz"]
    assert [entity.countries for entity in entities(tmp_path, person)["sanctions"]] == [("CZE",)]


def test_a_file_without_listed_entities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no entity with a topic"):
        read_lists([write_ftm(tmp_path, ftm("Q1", name=["Anna Example"], topics=["poi"]))])


def test_a_file_without_a_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ListRefused, match="no date of publication"):
        read_lists([write_ftm(tmp_path, PETRA | {"last_seen": "", "last_change": None})])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "Q2", "schema"', "line 2: not a JSON record: the file is damaged or was cut off"),
        ('{"id": "Q2", "schema": "Person"}', "line 2: not a FollowTheMoney entity"),
        ('{"id": "Q2", "schema": "Person", "properties": []}', "line 2: not a FollowTheMoney entity"),
        ('{"id": "Q2", "schema": "Person", "properties": {"name": "Anna"}}', "line 2: a property is not an array"),
        ('{"id": "", "schema": "Person", "properties": {}}', "line 2: not a FollowTheMoney entity"),
        ('{"id": ["Q2"], "schema": "Person", "properties": {}}', "line 2: not a FollowTheMoney entity"),
        ('{"id": "Q2", "schema": {}, "properties": {}}', "line 2: not a FollowTheMoney entity"),
        ("[1, 2]", "line 2: not a record"),
        ("", "line 2: not a JSON record"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, line: str, reason: str) -> None:
    path = write_ftm(tmp_path, PETRA)
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(ListRefused, match=reason):
        read_lists([path])


def test_a_listed_entity_without_a_name_is_refused(tmp_path: Path) -> None:
    nameless = ftm("NK-8", topics=["sanction"]) | {"caption": None}
    with pytest.raises(ListRefused, match="line 2: a listed entity without a name"):
        entities(tmp_path, VIKTOR, nameless)


def test_a_last_line_without_its_end_is_refused(tmp_path: Path) -> None:
    path = write_ftm(tmp_path, PETRA, VIKTOR)
    path.write_text(path.read_text().rstrip("\n"))
    assert json.loads(path.read_text().splitlines()[-1])
    with pytest.raises(ListRefused, match="the last line is not complete"):
        read_lists([path])


def people(count: int) -> list[dict[str, Any]]:
    """Sanctions first, then the people that they are about."""
    sanctions = [ftm(f"s{one}", "Sanction", entity=[f"p{one}"], program=["Utopia"]) for one in range(count)]
    return sanctions + [ftm(f"p{one}", name=[f"Viktor {one}"], topics=["sanction"]) for one in range(count)]


@pytest.mark.parametrize("lost", [2, 3, 100])
def test_a_file_cut_off_between_lines_is_told_by_what_it_refers_to(tmp_path: Path, lost: int) -> None:
    (source,) = read_lists([write_ftm(tmp_path, *people(150)[:-lost])])
    with pytest.raises(ListRefused, match=f"{lost} of 150 entities are missing that other records refer to"):
        list(source.entities)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_slip_of_the_publisher_is_let_pass(tmp_path: Path, lost: int) -> None:
    assert len(entities(tmp_path, *people(150)[: 300 - lost])["sanctions"]) == 150 - lost
