"""How an answer is scored against the truth, without any image."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bench._reading import CLEAR, FIELDS, Result, Told, figures, miss, normal, of_lines

LINES = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
TRUTH: dict[str, Any] = {
    "mrz": True,
    "lines": LINES,
    "type": "P",
    "country": "UTO",
    "number": "L898902C3",
    "nationality": "UTO",
    "dob": "740812",
    "sex": "F",
    "expiry": "120415",
    "surname": "ERIKSSON",
    "given": "ANNA MARIA",
    "valid": True,
}
RIGHT = replace(of_lines(LINES), clear=frozenset(CLEAR))
NOTHING = Told()


def result(told: Told, cpu_s: float = 1.0, **changes: Any) -> Result:
    return Result("page.jpg", {**TRUTH, **changes}, told, cpu_s)


def test_what_is_right_is_counted_everywhere_and_told_nowhere() -> None:
    found = figures([result(RIGHT)])
    assert (found["documents"], found["full_exact"], found["valid_found"], found["valid_total"]) == (1, 1, 1, 1)
    assert (found["false_valid"], found["false_positive"], found["valid_misread"]) == (0, 0, 0)
    assert (found["clear"], found["clear_right"]) == (1, 1)
    assert found["fields"] == dict.fromkeys(FIELDS, 1)
    assert miss(result(RIGHT)) == ""


def test_a_page_that_was_not_read_is_right_in_nothing() -> None:
    found = figures([result(NOTHING)])
    assert found["fields"] == dict.fromkeys(FIELDS, 0)
    assert (found["full_exact"], found["valid_found"], found["clear"]) == (0, 0, 0)
    assert miss(result(NOTHING)).startswith("no zone; wrong: type, country")


def test_a_document_invalid_by_design_must_not_be_called_valid() -> None:
    found = figures([result(RIGHT, valid=False)])
    assert (found["false_valid"], found["valid_total"], found["valid_found"]) == (1, 0, 0)
    assert miss(result(RIGHT, valid=False)) == "FALSE VALID"


def test_a_zone_where_there_is_none_is_a_false_positive_and_no_document() -> None:
    one = Result("cat.jpg", {"mrz": False}, RIGHT, 1.0)
    found = figures([one])
    assert (found["images"], found["documents"], found["false_positive"]) == (1, 0, 1)
    assert miss(one).startswith("FALSE POSITIVE")
    assert miss(replace(one, told=NOTHING)) == ""


def test_a_misreading_that_keeps_its_check_digits_is_told() -> None:
    """A name has no check digit: the zone is valid all the same."""
    misread = of_lines([LINES[0].replace("ANNA", "ANMA"), LINES[1]])
    found = figures([result(misread)])
    assert (found["full_exact"], found["valid_found"], found["valid_misread"]) == (0, 1, 1)
    assert found["fields"]["given"] == 0
    assert miss(result(misread)).startswith("1 of 88 characters; wrong: given; not clear")


def test_a_zone_of_another_length_is_told_by_its_length() -> None:
    assert miss(result(of_lines([LINES[0]]))).startswith("44 characters for 88")


def test_a_clear_field_that_is_wrong_is_counted_against_us() -> None:
    wrong = replace(RIGHT, fields={**RIGHT.fields, "number": "L898902C8"})
    found = figures([result(wrong), result(RIGHT)])
    assert (found["clear"], found["clear_right"]) == (2, 1)


@pytest.mark.parametrize("name", CLEAR)
def test_clear_means_number_birth_and_expiry_together(name: str) -> None:
    partly = replace(RIGHT, clear=frozenset(CLEAR) - {name})
    assert figures([result(partly)])["clear"] == 0
    assert miss(result(partly)) == f"not clear: {name}"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("number", "ZE000509<", "ZE000509"),
        ("surname", "VAN<DER<BERG<<", "VAN DER BERG"),
        ("given", "  ANNA   MARIA", "ANNA MARIA"),
        ("country", "D<<", "DEU"),
        ("country", "XXC", "XXC"),
        ("type", "P<", "P"),
        ("sex", "<", "X"),
        ("dob", "740812", "1974-08-12"),
        ("dob", "110229", ""),
        ("expiry", "301231", "2030-12-31"),
        ("expiry", "", ""),
    ],
)
def test_every_reader_s_writing_is_made_one(name: str, text: str, expected: str) -> None:
    assert normal(name, text) == expected


def test_a_date_that_no_calendar_has_is_right_where_none_is_given() -> None:
    fields = {name: text for name, text in RIGHT.fields.items() if name != "dob"}
    assert "dob" in result(replace(RIGHT, fields=fields), dob="110229").right
    assert "dob" not in result(replace(RIGHT, fields=fields)).right


def test_a_zone_without_nationality_leaves_it_to_the_issuer() -> None:
    assert "nationality" in result(RIGHT, nationality="").right


def test_lines_that_are_no_zone_give_no_fields() -> None:
    told = of_lines(["HELLO", "WORLD"])
    assert (told.lines, told.fields, told.valid) == (("HELLO", "WORLD"), {}, False)


def test_cpu_is_told_as_median_and_tail() -> None:
    found = figures([result(RIGHT, cpu_s=seconds) for seconds in (0.1, 0.2, 0.3, 0.4, 9.0)])
    assert (found["cpu_s_median"], found["cpu_s_p95"]) == (0.3, 0.4)
