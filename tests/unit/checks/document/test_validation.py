from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kyc.checks.document.subcheck import SubCheck, SubResult, clear, consider, skipped
from kyc.checks.document.validation import sub_checks
from kyc.domain.document_rules import DocumentRules
from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Field
from tests.unit.checks.document_evidence import (
    TODAY,
    at,
    blank,
    broken,
    declared,
    evidence,
    reading,
    sighting,
    with_field,
    without,
    without_zone,
)

LICENCE = without_zone(DocumentType.DRIVER_LICENSE)


def found(document: DocumentReading, **more: Any) -> dict[str, SubCheck]:
    return dict(sub_checks(evidence(document, **more), document))


def said(document: DocumentReading, name: str, **more: Any) -> tuple[str | None, bool]:
    one = found(document, **more)[name]
    return one.reason, one.refuses


def test_a_good_document_is_clear_in_all_that_was_asked() -> None:
    words = {name: one.result for name, one in found(reading({"issue_date": "2021-06-30"})).items()}
    assert {name for name, word in words.items() if word is not SubResult.CLEAR} == {"issuing_country", "chip"}


def test_nothing_legible_leaves_nothing_clear() -> None:
    assert {one.result for one in found(blank()).values()} == {SubResult.NOT_PERFORMED}


# the zone


def test_digits_that_fail_on_what_two_readings_say_are_the_documents_fault() -> None:
    document = with_field(
        reading(mrz=broken("number")), "document_number", others=(sighting("A1234567", region=at(0.6)),)
    )
    assert found(document)["check_digits"] == consider("mrz_invalid", at(0.2), at(0.6))


@pytest.mark.parametrize(
    "others", [(), (sighting("A1234568"),), (sighting("A1234567", confidence=0.6),)], ids=["none", "differs", "unsure"]
)
def test_digits_that_fail_on_what_was_read_once_may_be_misread(others: Any) -> None:
    document = with_field(reading(mrz=broken("number")), "document_number", others=others)
    assert found(document)["check_digits"].reason == "mrz_misread"


def test_the_composite_digit_speaks_of_all_key_fields() -> None:
    document = reading(mrz=broken("composite"))
    for name in ("document_number", "birth_date", "expiry_date"):
        document = with_field(document, name, others=(sighting(document.fields[name].value),))
    assert found(document)["check_digits"].reason == "mrz_invalid"
    assert found(with_field(document, "birth_date", others=()))["check_digits"].reason == "mrz_misread"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (DocumentType.PASSPORT, consider("mrz_missing")),
        (DocumentType.ID_CARD, consider("mrz_missing")),
        (None, consider("mrz_missing")),
        (DocumentType.DRIVER_LICENSE, skipped("mrz_not_expected")),
    ],
)
def test_a_zone_is_missed_where_the_document_has_one(kind: DocumentType | None, said: SubCheck) -> None:
    assert found(without_zone(kind))["check_digits"] == said


@pytest.mark.parametrize("name", ["document_number", "birth_date", "expiry_date"])
def test_a_key_field_that_was_read_once_is_pointed_at(name: str) -> None:
    document = with_field(reading(), name, clear=False, region=at(0.42))
    assert found(document)["second_reading"] == consider("mrz_unconfirmed", at(0.42))


def test_a_licence_that_was_read_once_needs_a_second_reading_too() -> None:
    assert found(LICENCE)["second_reading"].reason == "mrz_unconfirmed"


def test_a_name_that_was_read_once_needs_the_declaration() -> None:
    unsure = with_field(with_field(reading(), "surname", clear=False), "given_names", clear=False)
    assert found(unsure)["second_reading"] == clear()
    assert found(unsure, declared=declared(name=None))["second_reading"] == consider(
        "mrz_unconfirmed", at(0.0), at(0.1)
    )


def test_a_document_without_an_expiry_date_is_not_known_to_be_valid() -> None:
    assert found(without(reading(), "expiry_date"))["second_reading"].reason == "mrz_unconfirmed"


@pytest.mark.parametrize("name", ["document_number", "birth_date", "expiry_date", "surname", "given_names"])
def test_a_look_alike_in_who_the_person_is_is_a_doubt(name: str) -> None:
    document = with_field(reading(ambiguous=(name,)), name, clear=False, region=at(0.42))
    assert found(document)["look_alikes"] == consider("reading_ambiguous", at(0.42))


def test_a_look_alike_elsewhere_or_settled_by_a_second_reading_is_none() -> None:
    assert found(reading(ambiguous=("sex",)))["look_alikes"] == clear()
    assert found(reading(ambiguous=("document_number",)))["look_alikes"] == clear()


# the dates


def impossible(name: str, **changes: Any) -> DocumentReading:
    odd = replace(Field("110229", "mrz", 0.98, clear=True, region=at(0.5)), **changes)
    return reading({name: ""}, impossible={name: odd})


@pytest.mark.parametrize("name", ["birth_date", "expiry_date"])
def test_a_date_that_no_calendar_has_refuses_where_it_was_surely_read(name: str) -> None:
    assert found(impossible(name))[name] == consider("document_date_impossible", at(0.5), refuses=True)
    unsure = replace(impossible(name, clear=False), mrz=broken("composite"))
    assert said(unsure, name) == ("document_date_impossible", False)


@pytest.mark.parametrize("name", ["birth_date", "expiry_date"])
def test_a_date_that_no_calendar_has_may_still_be_read_twice(name: str) -> None:
    assert found(impossible(name))["second_reading"].result is SubResult.CLEAR
    assert found(impossible(name, clear=False))["second_reading"] == consider("mrz_unconfirmed", at(0.5))


def test_a_document_is_good_on_its_last_day_and_not_the_day_after() -> None:
    last = reading({"expiry_date": TODAY.isoformat()})
    over = reading({"expiry_date": (TODAY - timedelta(days=1)).isoformat()})
    assert found(last)["expiry_date"].result is SubResult.CLEAR
    assert said(over, "expiry_date") == ("document_expired", True)


@pytest.mark.parametrize(
    "document",
    [
        with_field(LICENCE, "expiry_date", value="2020-01-01"),
        reading({"expiry_date": "2020-01-01"}, clear=False, mrz=broken("expiry_date")),
    ],
    ids=["print alone", "digit fails"],
)
def test_an_expiry_that_was_not_surely_read_refuses_nobody(document: DocumentReading) -> None:
    assert said(document, "expiry_date") == ("document_expired", False)


def test_an_expiry_before_the_birth_is_impossible() -> None:
    backwards = {"expiry_date": "1989-01-01", "birth_date": "1990-01-15"}
    assert said(reading(backwards), "expiry_date") == ("document_date_impossible", True)
    unsure = reading(backwards, clear=False, mrz=broken("composite"))
    assert said(unsure, "expiry_date") == ("document_date_impossible", False)


@pytest.mark.parametrize(
    ("value", "confidence", "expected"),
    [
        ("2027-01-01", 0.98, ("document_not_yet_valid", True)),
        ("2027-01-01", 0.7, ("document_not_yet_valid", False)),
        ("2031-06-30", 0.98, ("document_not_yet_valid", False)),
        ("1980-01-01", 0.98, ("document_date_impossible", False)),
        ("1980-01-01", 0.7, (None, False)),
        ("2021-06-30", 0.98, (None, False)),
    ],
    ids=["future", "future, unsure", "the expiry again", "before birth", "before birth, unsure", "good"],
)
def test_an_issue_date(value: str, confidence: float, expected: tuple[str | None, bool]) -> None:
    document = with_field(reading({"issue_date": value}), "issue_date", confidence=confidence)
    assert said(document, "issue_date") == expected


def test_a_date_that_was_not_read_is_not_clear() -> None:
    for name in ("birth_date", "issue_date", "expiry_date"):
        assert found(without(reading(), name))[name] == skipped("field_not_read")


# what is taken here


def test_a_type_that_is_not_accepted_refuses_only_by_a_zone_that_holds() -> None:
    cards = (DocumentType.ID_CARD,)
    assert said(reading(), "document_type", accepted_documents=cards) == ("document_type_not_accepted", True)
    assert said(LICENCE, "document_type", accepted_documents=cards) == ("document_type_not_accepted", False)


def test_a_type_that_nobody_could_tell_is_not_clear() -> None:
    assert found(replace(reading(), document_type=None))["document_type"] == skipped("field_not_read")


@pytest.mark.parametrize(
    ("rules", "document", "expected"),
    [
        (DocumentRules(), reading(), skipped("not_asked")),
        (DocumentRules(countries=frozenset({"SGP"})), reading(), clear(at(0.7))),
        (
            DocumentRules(refused_countries=frozenset({"SGP"})),
            reading(),
            consider("document_country_not_accepted", at(0.7), refuses=True),
        ),
        (
            DocumentRules(countries=frozenset({"MYS"})),
            without_zone(DocumentType.ID_CARD),
            consider("document_country_not_accepted", at(0.7)),
        ),
        (
            DocumentRules(countries=frozenset({"MYS"})),
            without(reading(), "issuing_country"),
            consider("issuing_country_unknown"),
        ),
    ],
    ids=["not asked", "accepted", "refused", "refused, unsure", "not read"],
)
def test_the_issuing_country(rules: DocumentRules, document: DocumentReading, expected: SubCheck) -> None:
    seen = found(document, rules=rules)["issuing_country"]
    assert (seen.result, seen.reason, seen.refuses) == (expected.result, expected.reason, expected.refuses)
    assert len(seen.regions) == len(expected.regions)


def test_a_specimen_is_pointed_at_in_live_mode_and_not_looked_for_in_test_mode() -> None:
    specimen = with_field(reading({"issuing_country": "UTO"}), "issuing_country", region=at(0.33))
    assert found(specimen)["specimen"] == consider("specimen_document", at(0.33), refuses=True)
    assert found(specimen, mode="test")["specimen"] == skipped("specimen_accepted")
    assert found(reading())["specimen"].result is SubResult.CLEAR
    assert found(without(reading(), "issuing_country", "nationality"))["specimen"] == skipped("field_not_read")


def test_a_specimen_that_was_not_surely_read_is_for_a_person() -> None:
    unsure = reading({"nationality": "UTO"}, clear=False, mrz=broken("composite"))
    assert said(unsure, "specimen") == ("specimen_document", False)
