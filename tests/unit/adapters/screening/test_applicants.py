"""Nobody whom the watchlist would match is left out when applicants are asked for by the listed entity."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from kyc.adapters.screening.applicants import ApplicantIndex
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.index import Index
from kyc.adapters.screening.lists import ListSource
from kyc.adapters.screening.loading import load_sources
from kyc.adapters.screening.versions import Versions
from kyc.adapters.screening.watchlist import IndexedWatchlist
from kyc.domain.screening import Person
from tests.unit.adapters.screening.files import person

VIKTOR = Entity(
    "e1",
    "person",
    "Viktor Petrovich Sampleman",
    ("Victor Samplov", "Abd al Rahman Zubeidi"),
    ("Samply",),
    (BirthDate("1970-05-05"),),
    ("CZE",),
    ("HOUSE",),
    (DocumentNumber("D00050505"),),
)
UNDATED = Entity("e2", "person", "Olga Otherovic")
GIVEN = ["Viktor", "Olga", "Jan", "Maria", "Petra", "Ahmed", "Fatima", "Chen", "Miguel", "Rosa", "Karel", "Abd"]
FAMILY = [
    "Sampleman",
    "Otherovic",
    "Novak",
    "Garcia",
    "Zubeidi",
    "Wei",
    "Haddad",
    "Lopez",
    "Samplov",
    "Rahman",
    "Smith",
    "Horak",
]


def unknown(words: Iterable[str]) -> dict[str, float]:
    """A list that knows none of the words."""
    return {}


def named(*people: Person, entity: Entity = VIKTOR) -> set[int]:
    return ApplicantIndex(people, unknown, 100).resembling(entity)


@pytest.mark.parametrize(
    "name",
    [
        "Viktor Petrovich Sampleman",
        "SAMPLEMAN VIKTOR PETROVICH",
        "Wiktor Samplemann",
        "V. P. Sampleman",
        "V Sampleman",
        "Vik\u200btor Sаmpleman",
        "Виктор Петрович Семплеман",
        "Viktor Petrovich Samplem",
        "Victor Samplov",
        "Abdalrahman Zubeidi",
    ],
)
@pytest.mark.parametrize("born", ["1970-05-05", None])
def test_somebody_written_in_another_way_is_named(name: str, born: str | None) -> None:
    assert named(person(name, born, "CZE")) == {0}


def test_somebody_else_is_not_named() -> None:
    others = [person("Jane Doe", "1990-01-15"), person("Viktor Novak", "1991-11-23"), person("Li Wei")]
    assert named(*others) == set()


def test_little_in_common_is_enough_for_who_is_born_the_same_day_alone() -> None:
    assert named(person("Viktor Zeman", "1970-05-05"), person("Viktor Zeman", "1971-06-06")) <= {0}


def test_the_same_document_number_is_enough() -> None:
    assert named(Person("Jane Doe", document_number="d-000 505 05"), Person("Jane Roe")) == {0}


def test_a_name_that_has_many_readings_is_always_named() -> None:
    assert named(Person("محمد علي"), Person("Jane Doe"), entity=UNDATED) == {0}


@pytest.mark.parametrize("name", ["", "123", "!?", "\u202e"])
def test_a_name_without_letters_resembles_nobody(name: str) -> None:
    assert named(Person(name), Person("Olga Otherovic"), entity=UNDATED) == {1}


def test_without_people_nobody_is_named() -> None:
    assert named() == set()


def crowd(chance: random.Random, number: int) -> list[Person]:
    return [
        person(
            f"{chance.choice(GIVEN)} {chance.choice(['', chance.choice(GIVEN) + ' '])}{chance.choice(FAMILY)}",
            chance.choice([None, f"19{chance.randint(60, 75)}-05-05"]),
            *chance.choice([(), ("CZE",), ("Spain",)]),
        )
        for _ in range(number)
    ]


def listed(chance: random.Random, number: int) -> list[Entity]:
    made = []
    for place in range(number):
        names = tuple(f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}" for _ in range(3))
        born: Sequence[Any] = chance.choice(
            [(), (BirthDate(f"19{chance.randint(60, 75)}-05-05"),), (BirthDate("1968"),)]
        )
        made.append(Entity(f"r{place}", "person", names[0], names[1:2], names[2:], tuple(born), ("CZE",)))
    return made


@pytest.mark.parametrize("seed", range(3))
def test_whoever_a_screening_matches_is_named(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    entities, people = listed(chance, 60), crowd(chance, 120)
    load_sources(tmp_path, [ListSource("List", "sanctions", "2026-11-01", "v1", entities)])
    watchlist, path = IndexedWatchlist(tmp_path, "sanctions"), Versions(tmp_path / "sanctions").current()
    assert path
    listed_names = Index(path)
    index = ApplicantIndex(people, listed_names.weights, listed_names.size)
    places = {entity.id: index.resembling(entity) for entity in entities}
    forward = {
        (match.entity_id, place)
        for place, one in enumerate(people)
        for match in watchlist.screen(one, samples=False).matches
    }
    assert len(forward) > 10
    assert {(entity, place) for entity, place in forward if place not in places[entity]} == set()
