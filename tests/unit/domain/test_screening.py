"""Whom the lists are asked for, and who is the same person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.domain.screening import MatchVerdict, Person

JANE = Person("Jane Doe", date(1990, 1, 15), ("SGP",), "A1234567")


@pytest.mark.parametrize(
    "other",
    [
        replace(JANE, name="JANE  DOE "),
        replace(JANE, document_number="B7654321"),
        replace(JANE, countries=("GBR",)),
    ],
)
def test_a_new_passport_or_another_spelling_of_case_is_the_same_person(other: Person) -> None:
    assert other.identity == JANE.identity


@pytest.mark.parametrize(
    "other",
    [
        replace(JANE, name="Jane Roe"),
        replace(JANE, name="Doe Jane"),
        replace(JANE, birth_date=date(1990, 1, 16)),
        replace(JANE, birth_date=None),
    ],
)
def test_another_name_or_birth_date_is_somebody_else(other: Person) -> None:
    assert other.identity != JANE.identity


def test_a_verdict_is_one_of_two_words() -> None:
    assert [verdict.value for verdict in MatchVerdict] == ["true_match", "false_positive"]
