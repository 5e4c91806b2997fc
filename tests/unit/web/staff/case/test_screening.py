"""Matches made ready for the page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kyc.checks.screening import match_json
from kyc.domain.screening import Person
from kyc.web.staff.case.screening import FeatureLine, MatchView, feature_lines
from tests.screenings import JOHN, MATCH


def lines(person: Person | None = JOHN, **changes: Any) -> dict[str, FeatureLine]:
    found = feature_lines(match_json(replace(MATCH, **changes)), person)
    return {line.label: line for line in found}


def test_both_sides_stand_beside_their_agreement() -> None:
    assert lines()["Birth date"] == FeatureLine("Birth date", "1990-01-15", "1990-01-15", 1.0)
    assert lines()["Name"] == FeatureLine("Name", "JOHN DOE", "Jon Doe", 0.95)


def test_name_birth_date_and_country_are_told_though_they_were_not_compared() -> None:
    found = lines(features={"name": 0.9}, countries=())
    assert list(found) == ["Name", "Birth date", "Country"]
    assert found["Country"] == FeatureLine("Country", "GBR", "", None)


def test_a_document_number_is_told_only_where_it_counted() -> None:
    found = lines(features={"name": 0.6, "document_number": 1.0})
    assert found["Document number"] == FeatureLine("Document number", "AB1234567", "the same number", 1.0)
    assert "Document number" not in lines()


@pytest.mark.parametrize("person", [None, Person("")])
def test_of_an_unknown_person_the_entry_alone_is_told(person: Person | None) -> None:
    assert lines(person)["Birth date"] == FeatureLine("Birth date", "", "1990-01-15", 1.0)


def test_numbers_of_a_match_stand_last_and_have_no_sides() -> None:
    found = lines(features={"name_weight": 1.7, "name": 0.9, "coincidence": 0.0001, "of_another_house": 0.2})
    assert list(found)[3:] == ["Rare words in common", "Names alike by chance", "Of another house"]
    assert [line.number for line in found.values()] == [False, False, False, True, True, False]


@pytest.mark.parametrize(("score", "meter"), [(0.0, True), (1.0, True), (-0.2, False), (3.5, False), (None, False)])
def test_only_what_runs_from_0_to_1_is_drawn(score: float | None, meter: bool) -> None:
    assert FeatureLine("Name", "a", "b", score).meter is meter


@pytest.mark.parametrize(("fingerprint", "anchor"), [("a" * 32, "match-" + "a" * 32), ("", "match-house-1")])
def test_each_match_has_a_place_on_its_page(fingerprint: str, anchor: str) -> None:
    assert MatchView(match_json(replace(MATCH, fingerprint=fingerprint)), []).anchor == anchor
