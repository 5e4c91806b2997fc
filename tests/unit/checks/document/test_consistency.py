from __future__ import annotations

from typing import Any

import pytest

from kyc.checks.document.consistency import FIELDS, sub_checks
from kyc.checks.document.subcheck import SubCheck, clear, consider, skipped
from kyc.domain.documents import Side
from kyc.domain.evidence import DocumentReading
from tests.unit.checks.document_evidence import at, blank, evidence, reading, sighting, with_field


def found(document: DocumentReading) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document), document))


def test_every_field_is_named_even_where_nothing_was_read() -> None:
    assert found(blank()) == dict.fromkeys(FIELDS, skipped("field_not_read"))


def test_what_was_read_twice_alike_is_clear() -> None:
    once = with_field(reading(), "sex", clear=False, region=at(0.3), others=(sighting("F", region=at(0.8)),))
    assert found(once)["sex"] == clear(at(0.3), at(0.8))
    assert found(reading())["document_number"] == clear(at(0.2))


def test_what_was_read_once_cannot_disagree_with_itself() -> None:
    assert found(with_field(reading(), "sex", clear=False))["sex"] == skipped("read_once")


def test_another_way_of_writing_a_number_is_the_same() -> None:
    once = with_field(reading(), "document_number", clear=False, others=(sighting("A123 4567"),))
    assert found(once)["document_number"].reason is None


CASES: list[tuple[Any, Any, str]] = [
    ("mrz", sighting("1991-01-15", "viz", region=at(0.8)), "data_inconsistent"),
    ("viz", sighting("1991-01-15", "barcode", region=at(0.8, Side.BACK)), "barcode_inconsistent"),
    ("barcode", sighting("1991-01-15", "viz", region=at(0.8)), "barcode_inconsistent"),
    ("viz", sighting("1991-01-15", "viz", region=at(0.8, Side.BACK)), "sides_inconsistent"),
    ("mrz", sighting("1991-01-15", "viz", region=at(0.8, Side.BACK)), "data_inconsistent"),
]


@pytest.mark.parametrize(("source", "other", "reason"), CASES)
def test_a_conflict_says_between_what_and_shows_both_places(source: Any, other: Any, reason: str) -> None:
    document = with_field(
        reading(conflicts=("birth_date",)), "birth_date", source=source, region=at(0.3), others=(other,)
    )
    assert found(document)["birth_date"] == consider(reason, at(0.3), other.region)


def test_an_agreeing_barcode_has_no_part_in_a_conflict_of_others() -> None:
    others = (sighting("1990-01-15", "barcode"), sighting("1991-01-15", "viz"))
    document = with_field(reading(conflicts=("birth_date",)), "birth_date", others=others)
    assert found(document)["birth_date"].reason == "data_inconsistent"


def test_a_conflict_in_a_field_of_another_name_is_not_dropped() -> None:
    assert found(reading(conflicts=("issue_date",)))["issue_date"] == consider("data_inconsistent")
