"""What a person may put right, and what a check may make of it: never a pass by a person's word, never a refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.domain.corrections import FIELDS, REASONS, cleaned, corrected, touches
from kyc.domain.evidence import DocumentReading, Engine, Field, Sighting
from kyc.domain.reasons import CATALOGUE

TODAY = date(2026, 11, 22)
READ = DocumentReading(
    None,
    {"surname": Field("D0E", "mrz", 0.8, clear=True, others=(Sighting("DOE", "viz", 0.7),))},
    None,
    Engine("test", "1"),
    conflicts=("surname",),
    impossible={"birth_date": Field("900231", "mrz", 0.9, clear=False)},
)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("surname", "  van   der Berg ", "van der Berg"),
        ("given_names", "José", "José"),
        ("document_number", "ab-12 34", "AB-12 34"),
        ("birth_date", "1990-01-31", "1990-01-31"),
        ("expiry_date", "2031-02-28", "2031-02-28"),
        ("nationality", "Germany", "DEU"),
        ("issuing_country", "d", "DEU"),
        ("sex", "x", "X"),
    ],
)
def test_a_value_is_kept_as_a_reading_would_hold_it(field: str, text: str, value: str) -> None:
    assert cleaned(field, text, TODAY) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("surname", "123"),
        ("surname", "x" * 201),
        ("given_names", "A\u202eB"),
        ("document_number", "--"),
        ("document_number", "A" * 41),
        ("document_number", "<script>"),
        ("birth_date", "2026-11-23"),
        ("birth_date", "1899-12-31"),
        ("birth_date", "1990-02-30"),
        ("birth_date", "31.01.1990"),
        ("issue_date", "2027-01-01"),
        ("expiry_date", "2300-01-01"),
        ("nationality", "Atlantis"),
        ("sex", "?"),
    ],
)
def test_what_cannot_stand_in_a_field_is_refused(field: str, text: str) -> None:
    assert cleaned(field, text, TODAY) is None


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_is_no_value_of_any_field(field: str) -> None:
    assert cleaned(field, " ", TODAY) is None


def test_a_persons_word_holds_and_what_the_machine_read_stays_beside_it() -> None:
    found = corrected(READ, {"surname": "DOE"}).fields["surname"]
    assert (found.value, found.source, found.confidence, found.clear) == ("DOE", "staff", 0.8, False)
    assert [(one.value, one.source) for one in found.others] == [("D0E", "mrz"), ("DOE", "viz")]


def test_what_disagreed_still_does_and_the_reading_itself_is_not_touched() -> None:
    assert corrected(READ, {"surname": "DOE"}).conflicts == ("surname",)
    assert READ.fields["surname"].value == "D0E"


def test_a_date_that_no_calendar_has_gives_way_and_a_field_that_was_not_read_may_be_told() -> None:
    found = corrected(READ, {"birth_date": "1990-02-28", "sex": "F"})
    assert found.value("birth_date") == "1990-02-28"
    assert found.impossible == {}
    assert found.fields["sex"] == Field("F", "staff", 0.0, clear=False)


def test_without_corrections_a_reading_is_as_it_was() -> None:
    assert corrected(READ, {}) == replace(READ)


@pytest.mark.parametrize(
    ("check", "fields", "rests"),
    [
        ("sanctions_screening", ["surname"], True),
        ("pep_screening", ["expiry_date", "sex"], False),
        ("document_authenticity", ["sex"], True),
        ("face_match", ["surname"], False),
        ("face_liveness", ["birth_date"], False),
        ("of_another_house", ["sex"], True),
    ],
)
def test_what_rests_on_a_field_is_known_and_assumed_of_what_is_not(check: str, fields: list[str], rests: bool) -> None:
    assert touches(check, fields) is rests


def test_every_reason_has_words() -> None:
    assert set(REASONS) <= set(CATALOGUE)
