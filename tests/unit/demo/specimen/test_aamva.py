"""The barcode's text, taken apart by the table in its own header."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.demo.specimen import SpecimenFields, barcode_text
from kyc.domain import aamva

FIELDS = SpecimenFields("Müller-Berg", "Zoë Anna Lou", "D1234567", date(1990, 1, 15), date(2031, 6, 30), "F")
# Table D.3 of the standard: what a driver's licence must hold.
MANDATORY = "DCA DCB DCD DBA DCS DAC DAD DBD DBB DBC DAY DAU DAG DAI DAJ DAK DAQ DCF DCG DDE DDF DDG"


def elements(text: str) -> dict[str, str]:
    """Every element of the first subfile, found by the offset and the length that the header gives."""
    offset, length = int(text[23:27]), int(text[27:31])
    subfile = text[offset : offset + length]
    assert subfile[:2] == "DL"
    assert subfile[-1] == "\r"
    return {line[:3]: line[3:] for line in subfile[2:-1].split("\n")}


def test_the_header_is_that_of_the_standard_of_2020() -> None:
    text = barcode_text(FIELDS)
    assert text.startswith("@\n\x1e\rANSI 636999100001DL0031")
    assert int(text[23:27]) + int(text[27:31]) == len(text)


def test_every_mandatory_element_is_there_once() -> None:
    found = elements(barcode_text(FIELDS))
    assert set(MANDATORY.split()) <= found.keys()
    assert barcode_text(FIELDS).count("DAQ") == 1


def test_the_elements_say_what_the_card_says() -> None:
    found = elements(barcode_text(FIELDS))
    assert (found["DAQ"], found["DCS"], found["DAC"], found["DAD"]) == ("D1234567", "MUELLER BERG", "ZOE", "ANNA,LOU")
    assert (found["DBB"], found["DBA"], found["DBD"]) == ("01151990", "06302031", "06282021")
    assert (found["DBC"], found["DCG"], found["DDE"]) == ("2", "UTO", "N")
    assert len(found["DAK"]) == 11


@pytest.mark.parametrize(("sex", "code"), [("M", "1"), ("F", "2"), ("X", "9")])
def test_the_sex_is_written_by_its_number(sex: str, code: str) -> None:
    assert elements(barcode_text(replace(FIELDS, sex=sex)))["DBC"] == code


def test_canada_writes_the_year_first() -> None:
    found = elements(barcode_text(replace(FIELDS, issuing_state="CAN")))
    assert (found["DBB"], found["DCG"]) == ("19900115", "CAN")


def test_a_name_that_is_too_long_is_cut_and_said_to_be() -> None:
    found = elements(barcode_text(replace(FIELDS, surname="Wolkenstein " * 5)))
    assert (len(found["DCS"]), found["DDE"], found["DDF"]) == (40, "T", "N")


def test_the_server_s_own_reader_of_barcodes_understands_it() -> None:
    found = aamva.parse(barcode_text(replace(FIELDS, issuing_state="USA")))
    assert found is not None
    assert (found.number, found.surname) == ("D1234567", "MUELLER BERG")
    assert (found.birth_date, found.expiry_date, found.issue_date) == (
        FIELDS.birth_date,
        FIELDS.expiry_date,
        FIELDS.issued,
    )
    assert (found.sex, found.issuer, found.truncated) == ("F", "USA", frozenset())
