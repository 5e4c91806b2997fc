"""What the seven breakdowns come to: the whole table of what may decide what."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kyc.checks.document_authenticity import NAME
from kyc.domain.applicant import Applicant
from kyc.domain.check import CheckResult, Result
from kyc.domain.document_rules import DocumentRules
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import DocumentReading, Engine, Field, Finding, Mrz, NotMeasured
from kyc.domain.mrz import parse
from kyc.domain.reasons import CATALOGUE
from tests.unit.checks.document_evidence import (
    ENGINE,
    blank,
    broken,
    declared,
    reading,
    sighting,
    verdict,
    with_field,
    without_zone,
    zone,
)

GROUPS = (
    "image_integrity",
    "visual_authenticity",
    "data_validation",
    "data_consistency",
    "data_comparison",
    "compromised_document",
    "age_validation",
)
NEVER = {
    "visual_authenticity": {"template", "fonts", "hologram", "ultraviolet", "error_levels"},
    "data_validation": {"chip"},
    "compromised_document": {"police_record"},
}


def expired(**more: Any) -> DocumentReading:
    return reading({"expiry_date": "2020-01-01"}, mrz=zone(expiry=date(2020, 1, 1)), **more)


def test_a_document_that_holds_together_passes() -> None:
    found = verdict(reading())
    assert found.name == NAME
    assert found.result is Result.PASS
    assert found.reasons == ()
    assert found.confidence is not None
    assert 0.95 <= found.confidence <= 0.99
    assert found.engine == Engine("reader", "1")


def test_the_breakdown_has_the_names_of_the_field_in_their_order() -> None:
    breakdown = verdict(reading()).breakdown
    assert tuple(breakdown) == GROUPS
    assert {name for name, group in breakdown.items() if group["result"] == "clear"} == set(GROUPS) - {
        "visual_authenticity"
    }
    assert breakdown["visual_authenticity"]["result"] == "not_performed"


def test_every_sub_check_has_result_reason_and_regions_and_is_plain_json() -> None:
    breakdown = verdict(expired(conflicts=("birth_date",))).breakdown
    assert json.loads(json.dumps(breakdown)) == breakdown
    for group in breakdown.values():
        assert set(group) == {"result", "reasons", "breakdown"}
        for one in group["breakdown"].values():
            assert set(one) == {"result", "reason", "regions"}
            assert (one["reason"] is None) is (one["result"] == "clear")
            assert all(set(region) == {"side", "box"} and len(region["box"]) == 4 for region in one["regions"])


def test_what_never_runs_always_says_so() -> None:
    for document in (reading(), blank(), expired()):
        breakdown = verdict(document).breakdown
        for group, names in NEVER.items():
            for name in names:
                one = breakdown[group]["breakdown"][name]
                assert (one["result"], one["reason"]) == ("not_performed", "not_supported")


def test_a_document_that_was_not_read_is_not_performed_in_every_part() -> None:
    found = verdict(NotMeasured("model_missing"))
    assert found.result is Result.NOT_PERFORMED
    assert found.reasons == ("model_missing",)
    assert {group["result"] for group in found.breakdown.values()} == {"not_performed"}
    assert tuple(found.breakdown) == GROUPS


ADULTS = DocumentRules(minimum_age=40)
TABLE: list[tuple[str, DocumentReading, dict[str, Any], Result, str | None]] = [
    # the design's table, row by row: what is found, and what it comes to
    ("expired", expired(), {}, Result.FAIL, "document_expired"),
    ("not yet issued", reading({"issue_date": "2027-01-01"}), {}, Result.FAIL, "document_not_yet_valid"),
    (
        "impossible date",
        reading({"birth_date": ""}, impossible={"birth_date": Field("110229", "mrz", 0.98, clear=True)}),
        {"declared": declared(date_of_birth=None)},
        Result.FAIL,
        "document_date_impossible",
    ),
    ("under age", reading(), {"rules": ADULTS}, Result.FAIL, "underage"),
    (
        "type not allowed",
        reading(),
        {"accepted_documents": (DocumentType.ID_CARD,)},
        Result.FAIL,
        "document_type_not_accepted",
    ),
    (
        "country not allowed",
        reading(),
        {"rules": DocumentRules(countries=frozenset({"MYS"}))},
        Result.FAIL,
        "document_country_not_accepted",
    ),
    (
        "specimen in live mode",
        reading({"issuing_country": "UTO", "nationality": "UTO"}),
        {"declared_country": "UTO"},
        Result.FAIL,
        "specimen_document",
    ),
    (
        "check digits wrong, two readings agree",
        with_field(reading(mrz=broken("number")), "document_number", others=(sighting("A1234567"),)),
        {},
        Result.REVIEW,
        "mrz_invalid",
    ),
    ("check digits wrong, read once", reading(mrz=broken("composite")), {}, Result.REVIEW, "mrz_misread"),
    ("print and zone differ", reading(conflicts=("document_number",)), {}, Result.REVIEW, "data_inconsistent"),
    (
        "barcode and print differ",
        with_field(reading(conflicts=("birth_date",)), "birth_date", others=(sighting("1991-01-15", "barcode"),)),
        {},
        Result.REVIEW,
        "barcode_inconsistent",
    ),
    ("name resembles", reading(), {"declared": declared(name="Jane Mary Doe")}, Result.REVIEW, "name_similar"),
    ("name differs", reading(), {"declared": declared(name="Robert Miller")}, Result.REVIEW, "name_mismatch"),
    ("number differs", reading(), {"declared": declared(document_number="B7654321")}, Result.REVIEW, "data_mismatch"),
    ("number reused", reading(), {"reused_by_others": True}, Result.REVIEW, "document_reused"),
    ("portrait reused", reading(), {"portrait_reused": True}, Result.REVIEW, "portrait_reused"),
    ("portrait absent", reading(), {"face": NotMeasured("portrait_not_found")}, Result.REVIEW, "portrait_not_found"),
    ("grey copy", reading(findings=(Finding("image_grey_copy"),)), {}, Result.REVIEW, "image_grey_copy"),
    ("screen", reading(findings=(Finding("image_screen"),)), {}, Result.REVIEW, "image_screen"),
    ("screenshot", reading(), {"uploads": {Side.DATA_PAGE: ("image_screenshot",)}}, Result.REVIEW, "image_screenshot"),
    ("editor", reading(), {"uploads": {Side.DATA_PAGE: ("image_edited",)}}, Result.REVIEW, "image_edited"),
    ("an honest document", reading(), {}, Result.PASS, None),
    (
        "an honest file without metadata",
        reading(),
        {"uploads": {Side.DATA_PAGE: ("metadata_absent",)}},
        Result.PASS,
        None,
    ),
]


@pytest.mark.parametrize(
    ("document", "more", "result", "reason"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_the_table_of_decisions(
    document: DocumentReading, more: dict[str, Any], result: Result, reason: str | None
) -> None:
    found = verdict(document, **more)
    assert found.result is result
    assert (list(found.reasons) or [None])[0] == reason
    assert set(found.reasons) <= {reason, "mrz_unconfirmed"}


WEAK = {
    "image_grey_copy": {"findings": (Finding("image_grey_copy"),)},
    "image_screen": {"findings": (Finding("image_screen"),)},
}


@pytest.mark.parametrize("sign", ["image_grey_copy", "image_screen", "image_screenshot", "image_edited"])
def test_a_weak_sign_that_the_policy_only_notes_is_shown_and_stops_nothing(sign: str) -> None:
    notes = () if sign in WEAK else (sign,)
    found = verdict(
        reading(**WEAK.get(sign, {})),
        uploads={Side.DATA_PAGE: notes},
        rules=DocumentRules(noted_only=frozenset({sign})),
    )
    assert (found.result, found.reasons) == (Result.PASS, ())
    assert found.breakdown["image_integrity"]["reasons"] == [sign]
    assert found.breakdown["image_integrity"]["result"] == "consider"


def test_what_refuses_stands_before_what_is_doubted() -> None:
    found = verdict(expired(findings=(Finding("image_screen"),), conflicts=("sex",)))
    assert found.result is Result.FAIL
    assert found.reasons == ("document_expired", "image_screen", "data_inconsistent")


def test_a_visa_proves_nobody_even_where_it_is_listed() -> None:
    visa = replace(reading(), document_type=DocumentType.VISA)
    assert verdict(visa, accepted_documents=(DocumentType.VISA,)).result is Result.FAIL


def test_a_specimen_passes_in_test_mode() -> None:
    specimen = reading({"issuing_country": "UTO", "nationality": "UTO"})
    assert verdict(specimen, declared_country="UTO", mode="test").result is Result.PASS


def test_a_licence_of_which_everything_was_read_twice_passes_without_a_zone() -> None:
    licence = without_zone(DocumentType.DRIVER_LICENSE, clear=True)
    accepted = (DocumentType.DRIVER_LICENSE,)
    found = verdict(licence, accepted_documents=accepted, declared=declared(document_type="driver_license"))
    assert (found.result, found.reasons) == (Result.PASS, ())


@pytest.mark.parametrize("name", ["document_number", "birth_date", "expiry_date"])
def test_a_key_field_that_was_read_once_is_for_a_person(name: str) -> None:
    found = verdict(with_field(reading(), name, clear=False))
    assert found.result is Result.REVIEW
    assert found.reasons == ("mrz_unconfirmed",)
    assert found.score == pytest.approx(0.67)


@pytest.mark.parametrize(
    "change",
    [{"name": "DOE, Jane"}, {"document_number": "a-123 4567"}, {"document_type": "Passport"}, {"date_of_birth": None}],
)
def test_other_ways_of_writing_the_same_are_the_same(change: dict[str, Any]) -> None:
    assert verdict(reading(), declared=declared(**change)).result is Result.PASS


def test_nothing_declared_means_that_nothing_was_compared() -> None:
    found = verdict(reading(), declared=Applicant(), declared_country=None)
    assert found.result is Result.PASS
    assert found.breakdown["data_comparison"]["result"] == "not_performed"


def test_nothing_legible_is_for_a_person_and_never_a_pass() -> None:
    found = verdict(blank())
    assert found.result is Result.REVIEW
    assert found.reasons == ("document_unreadable",)
    for name in ("data_validation", "data_consistency", "data_comparison", "age_validation"):
        assert found.breakdown[name]["result"] == "not_performed"


def test_a_doubt_has_less_confidence_than_a_pass_and_more_than_a_failure() -> None:
    found = [verdict(one).confidence for one in (reading(), reading(conflicts=("birth_date",)), expired())]
    sure, doubt, failure = (one or 0 for one in found)
    assert sure > doubt > failure > 0


def test_every_reason_is_in_the_catalogue() -> None:
    worst = verdict(
        expired(conflicts=("x",), findings=(Finding("image_screen"),)),
        accepted_documents=(DocumentType.ID_CARD,),
        declared=declared(name="Robert Miller"),
        reused_by_others=True,
        portrait_reused=None,
        uploads={},
        rules=DocumentRules(minimum_age=99, refused_countries=frozenset({"SGP"})),
    )
    said = {one["reason"] for group in worst.breakdown.values() for one in group["breakdown"].values()} - {None}
    assert len(worst.reasons) >= 7
    assert said | set(worst.reasons) <= set(CATALOGUE)


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
    document = DocumentReading(DocumentType.ID_CARD, fields, Mrz("IDFRA", FRENCH, dict(parsed.checks)), ENGINE)
    who = Applicant("Corinne Berthier", "id_card", "880692310285", "FR", date(1965, 12, 6))
    return verdict(document, declared=who, declared_country="FRA")


def test_a_card_whose_zone_has_no_expiry_passes_only_where_the_print_says_one() -> None:
    assert french(expiry_date="2028-05-01").result is Result.PASS
    unknown = french()
    assert (unknown.result, unknown.reasons) == (Result.REVIEW, ("mrz_unconfirmed",))
    assert french(expiry_date="2024-05-01").result is Result.FAIL
