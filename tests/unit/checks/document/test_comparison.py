from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kyc.checks.document.comparison import sub_checks
from kyc.checks.document.subcheck import SubCheck, SubResult, clear, consider, skipped
from kyc.domain.applicant import Applicant
from kyc.domain.evidence import DocumentReading
from tests.unit.checks.document_evidence import at, blank, declared, evidence, reading, without


def found(document: DocumentReading, **more: Any) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document, **more), document))


def test_a_document_of_the_declared_person_is_clear() -> None:
    assert {one.result for one in found(reading()).values()} == {SubResult.CLEAR}


def test_nothing_declared_is_nothing_compared() -> None:
    compared = found(reading(), declared=Applicant(), declared_country=None)
    assert set(compared.values()) == {skipped("not_declared")}


def test_nothing_read_is_nothing_compared() -> None:
    assert set(found(blank()).values()) == {skipped("field_not_read")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DOE, Jane", clear(at(0.0), at(0.1))),
        ("Jane Mary Doe", consider("name_similar", at(0.0), at(0.1))),
        ("Jayne Doe", consider("name_similar", at(0.0), at(0.1))),
        ("Robert Miller", consider("name_mismatch", at(0.0), at(0.1))),
    ],
)
def test_a_name_is_the_same_or_like_it_or_another(name: str, expected: SubCheck) -> None:
    assert found(reading(), declared=declared(name=name))["name"] == expected


@pytest.mark.parametrize(
    ("sub", "change", "row"),
    [
        ("document_number", {"document_number": "A7654321"}, 0.2),
        ("birth_date", {"date_of_birth": date(1991, 1, 15)}, 0.3),
    ],
)
def test_what_differs_is_pointed_at(sub: str, change: dict[str, Any], row: float) -> None:
    seen = found(reading(), declared=declared(**change))
    assert (seen[sub].reason, len(seen[sub].regions)) == ("data_mismatch", 1)
    assert seen[sub].regions[0].box[1] == pytest.approx(row)
    assert {name for name, one in seen.items() if one.result is SubResult.CONSIDER} == {sub}


def test_another_type_differs() -> None:
    assert found(reading(), declared=declared(document_type="id card"))["document_type"] == consider("data_mismatch")
    unknown = found(reading(), declared=declared(document_type="library card"))["document_type"]
    assert unknown == skipped("not_declared")


def test_the_declared_country_may_be_nationality_or_issuer() -> None:
    permit = reading({"nationality": "MYS"})
    assert found(permit)["country"].result is SubResult.CLEAR
    assert found(permit, declared_country="MYS")["country"].result is SubResult.CLEAR
    assert found(permit, declared_country="FRA")["country"].reason == "data_mismatch"
    assert found(without(permit, "nationality", "issuing_country"))["country"] == skipped("field_not_read")
