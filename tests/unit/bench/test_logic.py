"""The peer of the scorer: what nomenklatura is given, and what is said where it is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bench import _logic
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.domain.screening import Person

ANNA = Person("Anna Example", date(1980, 2, 1), ("CZE",), "D1")
LISTED = Entity(
    "house-1",
    "person",
    "Anna Example",
    aliases=("Ann Exemplar",),
    weak_aliases=("Annie",),
    birth_dates=(BirthDate("1980"),),
    countries=("CZE",),
    documents=(DocumentNumber("D1", "CZE"),),
)


@dataclass(frozen=True)
class Proxy:
    said: dict[str, Any]
    cleaned: bool

    @classmethod
    def from_dict(cls, said: dict[str, Any], *, cleaned: bool) -> Proxy:
        return cls(said, cleaned)


class Names:
    """Scores by the share of the candidate's names that are the asked one, and notes both sides."""

    def __init__(self) -> None:
        self.compared: list[tuple[Proxy, Proxy]] = []

    def default_config(self) -> str:
        return "defaults"

    def compare(self, asked: Proxy, listed: Proxy, config: str) -> SimpleNamespace:
        assert config == "defaults"
        self.compared.append((asked, listed))
        names = listed.said["properties"]["name"]
        return SimpleNamespace(score=names.count(asked.said["properties"]["name"][0]) / len(names))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    _logic._algorithm.cache_clear()
    _logic._listed.cache_clear()
    yield
    _logic._algorithm.cache_clear()
    _logic._listed.cache_clear()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Names:
    """A nomenklatura with one algorithm, in place of the package of that name."""
    names = Names()
    algorithms = {"logic-v2": names}
    monkeypatch.setitem(sys.modules, "nomenklatura", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "nomenklatura.matching", SimpleNamespace(get_algorithm=algorithms.get))
    monkeypatch.setitem(sys.modules, "followthemoney", SimpleNamespace(EntityProxy=Proxy))
    return names


def test_without_the_package_nothing_is_measured_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nomenklatura", None)
    assert _logic.scores(ANNA, [LISTED]) is None
    assert "not installed" in _logic.MISSING
    assert ".[logic]" in _logic.MISSING


def test_every_candidate_has_a_score_in_its_place(installed: Names) -> None:
    other = replace(LISTED, id="house-2", aliases=("Ann Exemplar", "Anka Example"))
    assert _logic.scores(ANNA, [LISTED, other]) == [0.5, pytest.approx(1 / 3)]
    assert _logic.scores(ANNA, []) == []


def test_both_sides_are_entities_that_are_cleaned_as_yente_cleans_them(installed: Names) -> None:
    _logic.scores(ANNA, [LISTED])
    ((asked, listed),) = installed.compared
    assert asked.said["properties"] == {
        "name": ["Anna Example"],
        "birthDate": ["1980-02-01"],
        "country": ["cz"],
        "idNumber": ["D1"],
    }
    assert (listed.said["schema"], listed.cleaned, asked.cleaned) == ("Person", False, False)
    assert listed.said["properties"] == {
        "name": ["Anna Example", "Ann Exemplar"],
        "weakAlias": ["Annie"],
        "birthDate": ["1980"],
        "country": ["CZE"],
        "idNumber": ["D1"],
    }


def test_another_content_under_the_same_id_is_another_entity(installed: Names) -> None:
    changed = replace(LISTED, birth_dates=(BirthDate("1981"),))
    _logic.scores(ANNA, [LISTED, changed, LISTED])
    first, second, third = [listed.said["id"] for _, listed in installed.compared]
    assert first == third != second


def test_no_two_questions_have_one_id(installed: Names) -> None:
    _logic.scores(ANNA, [LISTED])
    _logic.scores(ANNA, [LISTED])
    assert len({asked.said["id"] for asked, _ in installed.compared}) == 2


@pytest.mark.parametrize(
    ("schema", "said"), [("person", "Person"), ("organisation", "Organization"), ("unknown", "LegalEntity")]
)
def test_what_an_entity_is_is_told_in_the_words_of_followthemoney(installed: Names, schema: Any, said: str) -> None:
    _logic.scores(ANNA, [replace(LISTED, schema=schema)])
    assert installed.compared[0][1].said["schema"] == said
