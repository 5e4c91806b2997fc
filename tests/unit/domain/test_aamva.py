"""Barcodes of licences as issuers write them, in every version of the standard, and as attackers would."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.domain.aamva import parse
from kyc.domain.documents import DocumentType

ELEMENTS = {
    "DAQ": "D1234567",
    "DCS": "SAMPLE",
    "DDE": "N",
    "DAC": "JANE",
    "DDF": "N",
    "DAD": "MARY ANN",
    "DDG": "N",
    "DBD": "06302022",
    "DBB": "01151990",
    "DBA": "01152030",
    "DBC": "2",
    "DAG": "100 DAQUIRI STREET",
    "DAJ": "CA",
    "DCG": "USA",
}


def barcode(version: str = "10", kind: str = "DL", header: str = "ANSI ", **changes: str | None) -> str:
    elements = {**ELEMENTS, **changes}
    body = "\n".join(name + value for name, value in elements.items() if value is not None)
    jurisdiction = "" if version == "01" else "00"
    return f"@\n\x1e\r{header}636014{version}{jurisdiction}01{kind}00410200{kind}{body}\r"


def test_a_licence_says_who_it_was_given_to() -> None:
    licence = parse(barcode())
    assert licence is not None
    assert asdict(licence) == {
        "kind": DocumentType.DRIVER_LICENSE,
        "version": 10,
        "number": "D1234567",
        "surname": "SAMPLE",
        "given_names": "JANE MARY ANN",
        "birth_date": date(1990, 1, 15),
        "expiry_date": date(2030, 1, 15),
        "issue_date": date(2022, 6, 30),
        "sex": "F",
        "issuer": "USA",
        "truncated": frozenset(),
    }


def test_a_card_of_those_who_do_not_drive_is_an_identity_card() -> None:
    licence = parse(barcode(kind="ID"))
    assert licence is not None
    assert licence.kind is DocumentType.ID_CARD


def test_canada_writes_the_year_first() -> None:
    licence = parse(barcode(DCG="CAN", DAJ="ON", DBB="19900115", DBA="20300115", DBD="20220630"))
    assert licence is not None
    assert (licence.birth_date, licence.expiry_date) == (date(1990, 1, 15), date(2030, 1, 15))
    assert licence.issuer == "CAN"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"DAA": "SAMPLE,JANE,MARY"}, ("SAMPLE", "JANE MARY")),
        ({"DAB": "SAMPLE", "DAC": "JANE", "DAD": "MARY"}, ("SAMPLE", "JANE MARY")),
        ({"DCS": "SAMPLE", "DCT": "JANE,MARY"}, ("SAMPLE", "JANE MARY")),
        ({"DCS": "SAMPLE", "DCT": "JANE MARY"}, ("SAMPLE", "JANE MARY")),
        ({"DCS": "SAMPLE", "DAC": "JANE", "DAD": "NONE"}, ("SAMPLE", "JANE")),
        ({"DCS": "SAMPLE", "DAC": "unavl"}, ("SAMPLE", "")),
    ],
)
def test_names_are_found_in_the_elements_of_every_version(names: dict[str, str], expected: tuple[str, str]) -> None:
    nobody = dict.fromkeys(("DCS", "DAC", "DAD"))
    licence = parse(barcode(**{**nobody, **names}))
    assert licence is not None
    assert (licence.surname, licence.given_names) == expected


def test_the_first_version_names_no_country_and_has_a_shorter_header() -> None:
    licence = parse(barcode("01", header="AAMVA", DCG=None, DAJ="QC", DBC="M", DBB="19900115"))
    assert licence is not None
    assert (licence.version, licence.issuer, licence.sex) == (1, "CAN", "M")
    assert licence.birth_date == date(1990, 1, 15)


@pytest.mark.parametrize(
    ("flags", "cut"),
    [
        ({"DDE": "T"}, {"surname"}),
        ({"DDF": "T"}, {"given_names"}),
        ({"DDG": "T"}, {"given_names"}),
        ({"DDE": "U", "DDF": "U", "DDG": None}, set()),
    ],
)
def test_names_that_the_issuer_cut_off_are_said(flags: dict[str, str | None], cut: set[str]) -> None:
    licence = parse(barcode(**flags))
    assert licence is not None
    assert licence.truncated == cut


def test_an_identifier_inside_a_value_is_no_element() -> None:
    licence = parse(barcode(DAQ=None, DAG="1 DAQX9999999 ROAD"))
    assert licence is None


def test_elements_of_the_issuers_own_change_nothing() -> None:
    own = parse(barcode() + "ZCZCABRN\nZCBDAQ999\rDAQ999\r")
    assert own is not None
    assert own.number == "D1234567"


@pytest.mark.parametrize("day", ["02301990", "13011990", "1990011", "0115199O", "", "٠١١٥١٩٩٠"])
def test_a_date_that_is_none_is_left_out(day: str) -> None:
    licence = parse(barcode(DBB=day))
    assert licence is not None
    assert licence.birth_date is None


@pytest.mark.parametrize("code", ["9", "X"])
def test_a_sex_that_is_not_said_is_x(code: str) -> None:
    licence = parse(barcode(DBC=code))
    assert licence is not None
    assert licence.sex == "X"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://a.example/D1234567",
        "DAQD1234567\nDCSSAMPLE",
        barcode().replace("ANSI ", "ANSX "),
        barcode(kind="ZZ"),
        barcode(DAQ=""),
        barcode(DAQ="<script>"),
        barcode(DAQ="1" * 26),
        barcode() + "\n" * 3000,
        "@" + "\n" * 2900,
        "@\n\x1e\rANSI 6360141000" + "DL00410200" * 200,
    ],
)
def test_what_is_no_licence_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_value_with_control_characters_or_without_end_is_left_out() -> None:
    licence = parse(barcode(DCS="SAM\x07PLE", DAC="J" * 300))
    assert licence is not None
    assert (licence.surname, licence.given_names) == ("", "MARY ANN")


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=60))
def test_nothing_in_a_barcode_breaks_the_reader(rest: str, number: str, born: str) -> None:
    for text in (rest, "@\n\x1e\rANSI 636014100001DL00410200DL" + rest, barcode(DAQ=number, DBB=born, DCS=rest)):
        licence = parse(text)
        assert licence is None or 0 < len(licence.number) <= 25


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%m%d%Y", "%Y%m%d"]))
def test_every_day_is_read_in_both_orders(day: date, order: str) -> None:
    licence = parse(barcode(DBB=day.strftime(order)))
    assert licence is not None
    assert licence.birth_date == day
