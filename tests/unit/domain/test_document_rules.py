"""What a policy may ask of a document, and the mistakes in it that are told at the start."""

from __future__ import annotations

from typing import Any

import pytest

from kyc.domain.decision import policy_from
from kyc.domain.document_rules import WEAK_SIGNS, DocumentRules, rules_from
from kyc.domain.reasons import CATALOGUE

RULE = {"name": "yes", "outcome": "approved"}


def test_without_a_word_nothing_more_is_asked() -> None:
    found = rules_from({})
    assert found == DocumentRules()
    assert not found.ask_for_country
    assert found.accept("UTO")


def test_countries_may_be_codes_or_names() -> None:
    found = rules_from({"countries": ["SG", "MYS", "Germany"]})
    assert found.countries == {"SGP", "MYS", "DEU"}
    assert found.ask_for_country


def test_only_named_countries_are_accepted() -> None:
    found = rules_from({"countries": ["SGP"]})
    assert found.accept("SGP")
    assert not found.accept("MYS")


def test_a_refused_country_is_refused_and_every_other_is_not() -> None:
    found = rules_from({"refused_countries": ["Malaysia"]})
    assert found.ask_for_country
    assert found.accept("SGP")
    assert not found.accept("MYS")


def test_a_country_both_accepted_and_refused_is_refused() -> None:
    assert not rules_from({"countries": ["SGP"], "refused_countries": ["SGP"]}).accept("SGP")


def test_the_kinds_of_british_nationality_are_one_state() -> None:
    assert rules_from({"countries": ["GBR"]}).accept("GBO")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"minimum_age": -1}, "minimum_age"),
        ({"minimum_age": 121}, "minimum_age"),
        ({"minimum_age": "18"}, "minimum_age"),
        ({"minimum_age": 17.5}, "minimum_age"),
        ({"minimum_age": True}, "minimum_age"),
        ({"countries": "SGP"}, "countries has to be a list"),
        ({"countries": [1]}, "countries has to be a list"),
        ({"countries": ["Atlantis"]}, "countries names no country"),
        ({"refused_countries": ["XQ"]}, "refused_countries names no country"),
        ({"noted_only": ["document_expired"]}, "may be noted_only"),
        ({"minimal_age": 18}, "unknown"),
    ],
)
def test_a_mistake_is_named(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rules_from(table)


def test_a_policy_carries_its_document_table() -> None:
    data = {"version": "1", "required": [], "rules": [RULE], "document": {"minimum_age": 18}}
    assert policy_from(data).document.minimum_age == 18


def test_a_document_that_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="has to be a table"):
        policy_from({"version": "1", "required": [], "rules": [RULE], "document": 18})


def test_every_weak_sign_has_its_words() -> None:
    assert set(CATALOGUE) >= WEAK_SIGNS
