from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kyc.checks.document.age import age_on, sub_checks
from kyc.checks.document.subcheck import SubCheck, SubResult, clear, consider, skipped
from kyc.domain.document_rules import DocumentRules
from kyc.domain.documents import DocumentType
from tests.unit.checks.document_evidence import TODAY, blank, evidence, reading, with_field, without_zone

ADULTS = DocumentRules(minimum_age=18)


def found(document: Any, **more: Any) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document, **more), document))


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2008, 11, 21), TODAY, 18),
        (date(2008, 11, 22), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_age_is_counted_in_whole_years(born: date, today: date, years: int) -> None:
    assert age_on(born, today) == years


@pytest.mark.parametrize(
    ("born", "word"),
    [("1990-01-15", SubResult.CLEAR), ("2026-11-22", SubResult.CONSIDER), ("1895-01-01", SubResult.CONSIDER)],
)
def test_an_age_that_nobody_has_is_a_doubt(born: str, word: SubResult) -> None:
    assert found(reading({"birth_date": born}))["plausible_age"].result is word


def test_without_a_birth_date_there_is_no_age() -> None:
    assert found(blank())["plausible_age"] == skipped("field_not_read")


def test_an_age_that_nobody_asks_for_is_not_clear() -> None:
    assert found(reading())["minimum_age"] == skipped("not_asked")


def test_old_enough_on_the_birthday_itself() -> None:
    adult = with_field(reading({"birth_date": "2008-11-21"}), "birth_date", region=None)
    assert found(adult, rules=ADULTS)["minimum_age"] == clear()


def test_too_young_by_a_day_refuses() -> None:
    minor = with_field(reading({"birth_date": "2008-11-22"}), "birth_date", region=None)
    assert found(minor, rules=ADULTS)["minimum_age"] == consider("underage", refuses=True)


def test_too_young_by_print_alone_is_for_a_person() -> None:
    minor = with_field(without_zone(DocumentType.DRIVER_LICENSE), "birth_date", value="2010-01-01", region=None)
    assert found(minor, rules=ADULTS)["minimum_age"] == consider("underage")


def test_an_age_that_is_asked_for_and_was_not_read_is_for_a_person() -> None:
    assert found(blank(), rules=ADULTS)["minimum_age"] == consider("age_unknown")
