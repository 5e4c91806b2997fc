"""What barcode and labelled print claim of each field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kyc.adapters.documents.barcode import Barcode
from kyc.adapters.documents.claims import of_barcode, of_print, written
from kyc.adapters.documents.viz import print_of
from kyc.domain.aamva import parse
from kyc.domain.documents import Side
from tests.unit.adapters.documents.sheets import box, line, sheet
from tests.unit.domain.test_aamva import barcode as text

TODAY = date(2026, 11, 21)
BACK = replace(sheet(), side=Side.BACK)


def symbol(**changes: str | None) -> Barcode:
    return Barcode("pdf417", box(90, 60, 720, 240), parse(text(**changes)))


def test_a_licence_claims_its_fields_surely_and_says_where_the_symbol_is() -> None:
    claims = of_barcode(symbol(), BACK)
    assert {name: claim.sighting.value for name, claim in claims.items()} == {
        "surname": "SAMPLE",
        "given_names": "JANE MARY ANN",
        "document_number": "D1234567",
        "sex": "F",
        "issuing_country": "USA",
        "birth_date": "1990-01-15",
        "expiry_date": "2030-01-15",
        "issue_date": "2022-06-30",
    }
    assert all(claim.holds and claim.sure and claim.sighting.source == "barcode" for claim in claims.values())
    region = claims["surname"].sighting.region
    assert region is not None
    assert (region.side, region.box) == (Side.BACK, (0.1, 0.1, 0.9, 0.5))


def test_what_a_licence_does_not_say_is_not_claimed() -> None:
    assert "birth_date" not in of_barcode(symbol(DBB="02301990"), BACK)
    assert "surname" not in of_barcode(symbol(DCS="NONE"), BACK)


def test_a_name_that_the_issuer_cut_off_is_said_to_be() -> None:
    claims = of_barcode(symbol(DDE="T"), BACK)
    assert claims["surname"].cut
    assert not claims["given_names"].cut


@pytest.mark.parametrize("found", [None, Barcode("qr", box(0, 0), None)])
def test_another_barcode_claims_nothing(found: Barcode | None) -> None:
    assert of_barcode(found, BACK) == {}


def test_the_labelled_print_of_a_european_licence_claims_its_numbered_fields() -> None:
    page = sheet(
        line("FÜHRERSCHEIN", 300, 20),
        line("1. Müller", 300, 60),
        line("2. Erika", 300, 90),
        line("3. 12.08.64 Berlin", 300, 120),
        line("4a. 01.07.2013", 300, 150, 120),
        line("4c. LRA X", 440, 150, 80),
        line("4b. 30.06.2028", 300, 180, confidence=0.7),
        line("5. B072RRE2I55", 300, 210),
    )
    claims = of_print(print_of([page], []), TODAY, licence=True)
    assert {name: claim.sighting.value for name, claim in claims.items()} == {
        "surname": "MÜLLER",
        "given_names": "ERIKA",
        "document_number": "B072RRE2I55",
        "birth_date": "1964-08-12",
        "expiry_date": "2028-06-30",
        "issue_date": "2013-07-01",
    }
    assert not any(claim.holds for claim in claims.values())
    assert {name for name, claim in claims.items() if not claim.sure} == {"expiry_date"}


def test_the_print_of_an_american_licence_claims_what_stands_beside_its_words() -> None:
    page = sheet(
        line("USA DRIVER LICENSE", 300, 20),
        line("DL B5568240", 300, 60),
        line("EXP 02/01/2031", 300, 90),
        line("LN ADAMS", 300, 120),
        line("FN IDA MIDDLE", 300, 150),
        line("DOB 02/03/1995", 300, 180),
        line("SEX F", 300, 210, 60),
        line("ISS", 600, 210, 40),
        line("06/28/2021", 600, 235, 100),
    )
    claims = of_print(print_of([page], []), TODAY, licence=True)
    assert {name: claim.sighting.value for name, claim in claims.items()} == {
        "surname": "ADAMS",
        "given_names": "IDA MIDDLE",
        "document_number": "B5568240",
        "birth_date": "1995-02-03",
        "expiry_date": "2031-02-01",
        "issue_date": "2021-06-28",
        "sex": "F",
    }


@pytest.mark.parametrize(
    ("name", "value", "compared"),
    [("birth_date", "1990-01-15", "900115"), ("document_number", "A-1", "A-1"), ("issue_date", "2021-06-28", "210628")],
)
def test_dates_are_compared_as_a_zone_writes_them(name: str, value: str, compared: str) -> None:
    assert written(name, value) == compared


def test_what_may_be_another_script_is_not_claimed() -> None:
    page = sheet(
        line("1. BEPA", 300, 60),
        line("", 300, 90),
        line("", 300, 120),
        line("5. 99 12 345678", 300, 150),
        line("3. 15.01.1990", 300, 180),
    )
    claims = of_print(print_of([page], []), TODAY, licence=True)
    assert "surname" not in claims
    assert claims["birth_date"].sighting.value == "1990-01-15"
