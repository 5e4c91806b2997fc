from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kyc.checks.document_authenticity import NAME, judge
from kyc.domain.applicant import Applicant
from kyc.domain.check import CheckResult, Result
from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Engine, Evidence, Field, Finding, Mrz, NotMeasured
from kyc.domain.mrz import parse
from kyc.domain.mrz_write import td3
from kyc.domain.reasons import CATALOGUE

TODAY = date(2026, 11, 21)
NOTHING = NotMeasured("check_crashed")
VALUES = {
    "surname": "DOE",
    "given_names": "JANE",
    "document_number": "A1234567",
    "birth_date": "1990-01-15",
    "expiry_date": "2031-06-30",
    "sex": "F",
    "nationality": "SGP",
    "issuing_country": "SGP",
}
DECLARED = Applicant("Jane Doe", "passport", "A1234567", "SG", date(1990, 1, 15))


def zone(**changes: Any) -> Mrz:
    given: dict[str, Any] = {
        "issuer": "SGP",
        "surname": "Doe",
        "given_names": "Jane",
        "number": "A1234567",
        "nationality": "SGP",
        "birth": date(1990, 1, 15),
        "sex": "F",
        "expiry": date(2031, 6, 30),
    }
    lines = td3(**(given | changes))
    parsed = parse(lines)
    assert parsed is not None
    return Mrz("TD3", lines, dict(parsed.checks))


def reading(
    values: Mapping[str, str] | None = None, *, clear: bool = True, mrz: Mrz | None = None, **more: Any
) -> DocumentReading:
    chosen = VALUES | dict(values or {})
    fields = {name: Field(value, "mrz", 0.98, clear) for name, value in chosen.items()}
    return DocumentReading(DocumentType.PASSPORT, fields, mrz or zone(), Engine("reader", "1"), **more)


def verdict(document: DocumentReading | NotMeasured, **more: Any) -> CheckResult:
    evidence = Evidence(
        declared=DECLARED,
        mode="live",
        today=TODAY,
        selfie_capture="camera",
        document=document,
        face=NOTHING,
        liveness=NOTHING,
        sanctions=NOTHING,
        pep=NOTHING,
        accepted_documents=(DocumentType.PASSPORT, DocumentType.ID_CARD),
        declared_country="SGP",
    )
    return judge(replace(evidence, **more))


def declared(**changes: Any) -> Applicant:
    return replace(DECLARED, **changes)


def without_zone(kind: DocumentType | None, *, clear: bool = False) -> DocumentReading:
    return replace(reading(clear=clear), mrz=None, document_type=kind)


def test_a_document_that_holds_together_passes() -> None:
    found = verdict(reading())
    assert found.name == NAME
    assert found.result is Result.PASS
    assert found.reasons == ()
    assert found.confidence is not None
    assert 0.95 <= found.confidence <= 0.99
    assert found.engine == Engine("reader", "1")


def test_every_part_is_named_and_what_never_runs_says_so() -> None:
    parts = verdict(reading()).breakdown
    assert {name for name, word in parts.items() if word == "clear"} == {
        "image_integrity",
        "data_validation",
        "data_consistency",
        "data_comparison",
        "compromised_document",
        "age_validation",
    }
    assert {name for name, word in parts.items() if word == "not_performed"} == {
        "visual_authenticity",
        "hologram",
        "ultraviolet",
        "chip",
        "police_record",
    }


def test_a_document_that_was_not_read_is_not_performed() -> None:
    found = verdict(NotMeasured("model_missing"))
    assert found.result is Result.NOT_PERFORMED
    assert found.reasons == ("model_missing",)


def test_an_expired_document_fails() -> None:
    found = verdict(reading({"expiry_date": "2026-11-20"}, mrz=zone(expiry=date(2026, 11, 20))))
    assert found.result is Result.FAIL
    assert found.reasons == ("document_expired",)
    assert found.breakdown["data_validation"] == "consider"


def test_a_document_is_good_on_its_last_day() -> None:
    last_day = reading({"expiry_date": TODAY.isoformat()}, mrz=zone(expiry=TODAY))
    assert verdict(last_day).result is Result.PASS


def test_an_expiry_that_was_read_once_from_print_is_for_a_person() -> None:
    expired = without_zone(DocumentType.DRIVER_LICENSE)
    fields = {**expired.fields, "expiry_date": Field("2020-01-01", "viz", 0.99, clear=False)}
    found = verdict(replace(expired, fields=fields), accepted_documents=(DocumentType.DRIVER_LICENSE,))
    assert found.result is Result.REVIEW
    assert "document_expired" in found.reasons


def test_an_expiry_whose_check_digit_fails_is_for_a_person() -> None:
    good = zone(expiry=date(2020, 1, 1))
    broken = replace(good, checks=good.checks | {"expiry_date": False})
    found = verdict(reading({"expiry_date": "2020-01-01"}, clear=False, mrz=broken))
    assert found.result is Result.REVIEW
    assert set(found.reasons) >= {"document_expired", "mrz_invalid"}


def test_a_document_issued_in_the_future_fails() -> None:
    found = verdict(reading({"issue_date": "2027-01-01"}))
    assert found.result is Result.FAIL
    assert found.reasons == ("document_not_yet_valid",)


def test_an_issue_date_that_is_the_expiry_read_twice_fails_nobody() -> None:
    assert verdict(reading({"issue_date": "2031-06-30"})).result is Result.REVIEW


def test_a_date_that_no_calendar_has_fails() -> None:
    lines = td3("SGP", "Doe", "Jane", "A1234567", "SGP", date(2011, 2, 1), "F", date(2031, 6, 30))
    impossible = lines[1][:13] + "1102299" + lines[1][20:]
    parsed = parse((lines[0], impossible))
    assert parsed is not None
    assert parsed.checks["birth_date"]
    document = reading(mrz=Mrz("TD3", (lines[0], impossible), dict(parsed.checks)))
    fields = {name: field for name, field in document.fields.items() if name != "birth_date"}
    found = verdict(replace(document, fields=fields))
    assert found.result is Result.FAIL
    assert "document_date_impossible" in found.reasons


def test_an_expiry_before_the_birth_is_for_a_person() -> None:
    found = verdict(reading({"expiry_date": "1989-01-01", "birth_date": "1990-01-15"}, clear=False))
    assert "document_date_impossible" in found.reasons


def test_a_type_that_is_not_accepted_fails() -> None:
    found = verdict(reading(), accepted_documents=(DocumentType.ID_CARD,))
    assert found.result is Result.FAIL
    assert found.reasons == ("document_type_not_accepted",)


def test_a_visa_proves_nobody_even_where_it_is_listed() -> None:
    visa = replace(reading(), document_type=DocumentType.VISA)
    found = verdict(visa, accepted_documents=(DocumentType.VISA,))
    assert found.result is Result.FAIL


def test_a_specimen_fails_in_live_mode_and_passes_in_test_mode() -> None:
    specimen = reading({"issuing_country": "UTO", "nationality": "UTO"})
    assert verdict(specimen, declared_country="UTO").reasons == ("specimen_document",)
    assert verdict(specimen, declared_country="UTO").result is Result.FAIL
    assert verdict(specimen, declared_country="UTO", mode="test").result is Result.PASS


def test_wrong_check_digits_are_for_a_person() -> None:
    good = zone()
    found = verdict(reading(mrz=replace(good, checks=good.checks | {"composite": False})))
    assert found.result is Result.REVIEW
    assert found.reasons == ("mrz_invalid",)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (DocumentType.PASSPORT, "mrz_missing"),
        (DocumentType.ID_CARD, "mrz_missing"),
        (None, "mrz_missing"),
        (DocumentType.DRIVER_LICENSE, "mrz_unconfirmed"),
    ],
)
def test_a_document_without_a_zone_is_for_a_person(kind: DocumentType | None, reason: str) -> None:
    found = verdict(without_zone(kind), accepted_documents=())
    assert found.result is Result.REVIEW
    assert reason in found.reasons


@pytest.mark.parametrize("name", ["document_number", "birth_date", "expiry_date"])
def test_a_key_field_that_was_read_once_is_for_a_person(name: str) -> None:
    document = reading()
    fields = {**document.fields, name: replace(document.fields[name], clear=False)}
    found = verdict(replace(document, fields=fields))
    assert found.result is Result.REVIEW
    assert found.reasons == ("mrz_unconfirmed",)
    assert found.score == pytest.approx(0.67)


def test_a_name_that_was_read_once_needs_the_declaration() -> None:
    document = reading()
    once = {name: replace(document.fields[name], clear=False) for name in ("surname", "given_names")}
    unsure = replace(document, fields={**document.fields, **once})
    assert verdict(unsure).result is Result.PASS
    assert verdict(unsure, declared=declared(name=None)).reasons == ("mrz_unconfirmed",)


def test_print_that_disagrees_with_the_zone_is_for_a_person() -> None:
    found = verdict(reading(conflicts=("expiry_date",)))
    assert found.result is Result.REVIEW
    assert found.reasons == ("data_inconsistent",)
    assert found.breakdown["data_consistency"] == "consider"


@pytest.mark.parametrize("finding", ["image_grey_copy", "image_screen"])
def test_a_doubtful_picture_is_for_a_person(finding: str) -> None:
    found = verdict(reading(findings=(Finding(finding),)))
    assert found.result is Result.REVIEW
    assert found.reasons == (finding,)
    assert found.breakdown["image_integrity"] == "consider"


def test_a_document_used_by_another_person_is_for_a_person() -> None:
    found = verdict(reading(), reused_by_others=True)
    assert found.result is Result.REVIEW
    assert found.reasons == ("document_reused",)
    assert found.breakdown["compromised_document"] == "consider"


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"name": "Jane Mary Doe"}, ("name_mismatch",)),
        ({"name": "Jayne Doe"}, ("name_mismatch",)),
        ({"name": "Robert Miller"}, ("name_mismatch", "data_mismatch")),
        ({"document_number": "A7654321"}, ("data_mismatch",)),
        ({"date_of_birth": date(1991, 1, 15)}, ("data_mismatch",)),
        ({"document_type": "id card"}, ("data_mismatch",)),
    ],
)
def test_declared_data_that_differ_are_for_a_person(change: dict[str, Any], reasons: tuple[str, ...]) -> None:
    found = verdict(reading(), declared=declared(**change))
    assert found.result is Result.REVIEW
    assert found.reasons == reasons
    assert found.breakdown["data_comparison"] == "consider"


def test_another_country_than_declared_is_for_a_person() -> None:
    assert verdict(reading(), declared_country="MYS").reasons == ("data_mismatch",)


@pytest.mark.parametrize(
    "change",
    [{"name": "DOE, Jane"}, {"document_number": "a-123 4567"}, {"document_type": "Passport"}, {"date_of_birth": None}],
)
def test_other_ways_of_writing_the_same_are_the_same(change: dict[str, Any]) -> None:
    assert verdict(reading(), declared=declared(**change)).result is Result.PASS


def test_nothing_declared_means_that_nothing_was_compared() -> None:
    found = verdict(reading(), declared=Applicant(), declared_country=None)
    assert found.result is Result.PASS
    assert found.breakdown["data_comparison"] == "not_performed"


def test_nothing_legible_is_for_a_person_and_never_a_pass() -> None:
    blank = DocumentReading(None, {}, None, Engine("reader", "1"))
    found = verdict(blank)
    assert found.result is Result.REVIEW
    assert "document_unreadable" in found.reasons
    assert found.breakdown["data_comparison"] == "not_performed"
    assert found.breakdown["age_validation"] == "not_performed"


def test_a_doubt_has_less_confidence_than_a_pass_and_more_than_a_failure() -> None:
    sure = verdict(reading()).confidence
    doubt = verdict(reading(conflicts=("birth_date",))).confidence
    failure = verdict(reading({"expiry_date": "2020-01-01"}, mrz=zone(expiry=date(2020, 1, 1)))).confidence
    assert sure is not None
    assert doubt is not None
    assert failure is not None
    assert sure > doubt > failure


def test_every_reason_is_in_the_catalogue() -> None:
    worst = verdict(
        reading(
            {"expiry_date": "2020-01-01", "issuing_country": "UTO"},
            conflicts=("x",),
            findings=(Finding("image_screen"),),
        ),
        accepted_documents=(DocumentType.ID_CARD,),
        declared=declared(name="Robert Miller"),
        reused_by_others=True,
    )
    assert len(worst.reasons) >= 7
    assert set(worst.reasons) <= set(CATALOGUE)


FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
FRENCH_VALUES = {
    "surname": "BERTHIER",
    "given_names": "CORINNE",
    "document_number": "880692310285",
    "birth_date": "1965-12-06",
    "nationality": "FRA",
    "issuing_country": "FRA",
}


def french(**more: str) -> CheckResult:
    parsed = parse(FRENCH)
    assert parsed is not None
    fields = {name: Field(value, "mrz", 0.98, True) for name, value in (FRENCH_VALUES | more).items()}
    document = DocumentReading(
        DocumentType.ID_CARD, fields, Mrz("IDFRA", FRENCH, dict(parsed.checks)), Engine("reader", "1")
    )
    who = Applicant("Corinne Berthier", "id_card", "880692310285", "FR", date(1965, 12, 6))
    return verdict(document, declared=who, declared_country="FRA")


def test_a_card_whose_zone_has_no_expiry_passes_only_where_the_print_says_one() -> None:
    assert french(expiry_date="2028-05-01").result is Result.PASS
    unknown = french()
    assert (unknown.result, unknown.reasons) == (Result.REVIEW, ("mrz_unconfirmed",))
    assert french(expiry_date="2024-05-01").result is Result.FAIL
