"""Made-up people beside a list."""

from __future__ import annotations

from collections import Counter

import pytest

from bench._crowd import crowd, parted
from kyc.adapters.screening.entity import Entity

PEOPLE = [
    ("Ivan IVANOV", "RUS"),
    ("SAMPLEMAN Viktor Petrovich", "RUS"),
    ("Anna Maria Example", None),
    ("Mononym", "RUS"),
]


def entities(size: int, people: list[tuple[str, str | None]] | None = None) -> list[Entity]:
    return list(crowd(people or PEOPLE, size).entities)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ivan IVANOV", ("Ivan", "IVANOV")),
        ("IVANOV Ivan Ivanovich", ("Ivan", "IVANOV")),
        ("IVAN IVANOV", ("IVAN", "IVANOV")),
        ("Anna Maria Example", ("Anna", "Example")),
        ("J Example", ("J", "Example")),
        ("Mononym", None),
    ],
)
def test_a_surname_stands_in_capitals_or_last(name: str, expected: tuple[str, str] | None) -> None:
    assert parted(name) == expected


def test_it_is_as_large_as_asked_and_the_same_every_time() -> None:
    assert len(entities(200)) == 200
    assert entities(50) == entities(200)[:0] + entities(50)


def test_names_are_made_of_the_names_given() -> None:
    given = {entity.name.split()[0] for entity in entities(200)}
    surnames = {entity.name.split()[-1] for entity in entities(200)}
    assert (given, surnames) == ({"Ivan", "Viktor", "Anna"}, {"IVANOV", "SAMPLEMAN", "Example"})


def test_names_of_a_large_country_stay_among_themselves() -> None:
    people = [(f"Ivan{number} IVANOV", "RUS") for number in range(300)] + [
        ("Anna Example", "CZE"),
        ("Petra Sample", None),
    ]
    found = [entity for entity in entities(400, people) if entity.name.startswith("Ivan")]
    assert {(entity.name.split()[-1], entity.countries) for entity in found} == {("IVANOV", ("RUS",))}


def test_common_names_stay_common() -> None:
    people = [("Ivan IVANOV", "RUS")] * 90 + [("Anna Example", "RUS")] * 10
    counted = Counter(entity.name.split()[0] for entity in entities(1000, people))
    assert 800 < counted["Ivan"] < 970


def test_eight_in_ten_have_a_birth_date() -> None:
    assert 750 < sum(bool(entity.birth_dates) for entity in entities(1000)) < 850
