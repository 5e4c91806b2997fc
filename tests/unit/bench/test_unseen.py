"""Queries from entities that the shared ones do not ask for."""

from __future__ import annotations

from collections import Counter

import pytest

from bench._unseen import Query, Unseen, unseen
from kyc.adapters.screening.entity import BirthDate, Entity
from kyc.adapters.screening.lists import ListSource
from kyc.domain.watchlists import Kind


def entity(number: int) -> Entity:
    letters = "".join(chr(97 + int(digit)) for digit in f"{number:03}")
    return Entity(
        f"e{number}",
        "person",
        f"Viktor{letters} Petrovich SAMPLE{letters.upper()}",
        (f"Wiktor{letters} Samplem{letters}", f"Виктор{letters} Семплеман"),
        birth_dates=(BirthDate("1970-05-05"),),
        countries=("CZE",),
    )


def source(kind: Kind, *entities: Entity) -> ListSource:
    return ListSource(kind, kind, "2026-11-01", "v1", list(entities))


@pytest.fixture(scope="module")
def drawn() -> Unseen:
    lists = [source("sanctions", *map(entity, range(60))), source("pep", *map(entity, range(60, 70)))]
    return unseen(lists, [{"expect": ["e7"]}, {"expect": [], "src": "e8"}])


def asked(drawn: Unseen, cls: str) -> list[Query]:
    return [query for query in drawn.queries if query["cls"] == cls]


def test_nobody_is_asked_for_whom_the_shared_queries_ask_for(drawn: Unseen) -> None:
    assert not {"e7", "e8"} & {name for query in drawn.queries for name in query["expect"]}


def test_every_class_is_asked_for(drawn: Unseen) -> None:
    counted = Counter(query["cls"] for query in drawn.queries)
    assert counted["a_exact"] == 58
    assert counted["p_pep_congress"] == 10
    assert counted["n_faker"] == 480
    assert min(counted[cls] for cls in ("c_script_cyrillic", "d_ssb_typo", "n_crosspair", "n_namesake_otherdob")) > 20


def test_it_is_the_same_at_every_run(drawn: Unseen) -> None:
    lists = [source("sanctions", *map(entity, range(60))), source("pep", *map(entity, range(60, 70)))]
    again = unseen(lists, [{"expect": ["e7"]}, {"expect": [], "src": "e8"}])
    assert (again.queries, again.hidden) == (drawn.queries, drawn.hidden)


def test_aliases_that_are_asked_for_as_unknown_are_hidden_from_the_index(drawn: Unseen) -> None:
    for query in asked(drawn, "c_script_cyrillic"):
        (name,) = query["expect"]
        assert any(query["name"] in hidden for hidden in drawn.hidden[name])


def test_a_namesake_has_another_birth_date_and_country(drawn: Unseen) -> None:
    for query in asked(drawn, "n_namesake_otherdob"):
        assert abs(int(query["dob"][:4]) - 1970) >= 12
        assert query["country"]


def test_whoever_bears_a_name_of_the_entity_is_expected_too() -> None:
    twin = Entity("twin", "person", "SAMPLEAAA Viktoraaa Petrovich")
    found = unseen([source("sanctions", entity(0), twin)], [])
    assert {tuple(query["expect"]) for query in asked(found, "a_exact")} == {("e0", "twin")}


def test_a_name_of_two_listed_people_is_not_that_of_a_third(drawn: Unseen) -> None:
    listed = {entity(number).name.lower() for number in range(60)}
    assert not listed & {query["name"].lower() for query in asked(drawn, "n_crosspair")}
