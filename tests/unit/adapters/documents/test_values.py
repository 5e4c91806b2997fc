"""From printed text to the values of fields."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.adapters.documents.values import parsers

TODAY = date(2026, 11, 21)


def value(name: str, text: str, *, month_first: bool = False) -> str | None:
    return parsers(TODAY, month_first=month_first)[name](text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Doe", "DOE"),
        ("Müller-Lüdenscheidt", "MÜLLER-LÜDENSCHEIDT"),
        ("  O'Connor ", "O'CONNOR"),
        ("CRITTENDEN, LEE W.", "CRITTENDEN"),
        ("Surname", None),
        ("A", None),
        ("DOE 123", None),
        ("", None),
        ("15.01.1990", None),
    ],
)
def test_a_surname_is_in_letters_and_no_label(text: str, expected: str | None) -> None:
    assert value("surname", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("MRS SARAH MEREDYTH", "SARAH MEREDYTH"), ("Dr. Erika", "ERIKA"), ("Drake", "DRAKE"), ("Mrs", "MRS")],
)
def test_a_form_of_address_is_no_given_name(text: str, expected: str) -> None:
    assert value("given_names", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1234567", "A1234567"),
        ("DL B5568240", "B5568240"),
        ("MORGA753116SM9IJ 35", "MORGA753116SM9IJ"),
        ("L01X-00T47", "L01X00T47"),
        ("15.01.1990", None),
        ("SPECIMEN", None),
        ("A123", None),
    ],
)
def test_a_number_has_figures_and_is_no_date(text: str, expected: str | None) -> None:
    assert value("document_number", text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("birth_date", "15 JAN/JAN 90", "1990-01-15"),
        ("birth_date", "DOB 15.01.1990 LONDON", "1990-01-15"),
        ("birth_date", "15011990", "1990-01-15"),
        ("birth_date", "03/04/1990", None),
        ("birth_date", "29.02.2011", None),
        ("birth_date", "31/04/1990", None),
        ("birth_date", "13/02/1990", "1990-02-13"),
        ("birth_date", "nothing", None),
        ("expiry_date", "30.06.31", "2031-06-30"),
        ("issue_date", "28.06.2021", "2021-06-28"),
    ],
)
def test_a_date_is_taken_where_it_has_one_reading(name: str, text: str, expected: str | None) -> None:
    assert value(name, text) == expected


def test_in_america_a_date_with_strokes_has_one_reading() -> None:
    assert value("birth_date", "03/04/1990", month_first=True) == "1990-03-04"


@pytest.mark.parametrize(
    ("text", "expected"), [("SEX3 F", "F"), ("Male", "M"), ("E/M", "M"), ("M F", None), ("FEMALE X", None), ("", None)]
)
def test_a_sex_is_said_once(text: str, expected: str | None) -> None:
    assert value("sex", text) == expected
