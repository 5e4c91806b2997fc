from __future__ import annotations

from datetime import date

import pytest

from kyc.adapters.documents import fields
from kyc.adapters.documents.viz import Print, print_of
from kyc.adapters.documents.zone import FoundZone
from kyc.domain.mrz import Zone, parse
from kyc.domain.mrz_write import td3
from tests.unit.adapters.documents.sheets import line, sheet

TODAY = date(2026, 11, 21)


def zone(number: str = "A1234567", repaired: int = 0) -> Zone:
    lines = td3("UTO", "Doe", "Jane Mary", number, "UTO", date(1990, 1, 15), "F", date(2031, 6, 30))
    parsed = parse(lines, repaired)
    assert parsed is not None
    return parsed


def printed(number: str = "A1234567", born: str = "15 JAN 1990", expires: str = "30 JUN 2031") -> Print:
    page = sheet(
        line("Surname", 300, 50),
        line("DOE", 300, 75),
        line("Given names", 300, 110),
        line("JANE MARY", 300, 135),
        line("Date of birth", 300, 170),
        line(born, 300, 195),
        line("Sex", 600, 170, 60),
        line("F", 600, 195, 20),
        line("Date of expiry", 300, 230),
        line(expires, 300, 255),
        line("Passport No.", 600, 50),
        line(number, 600, 75),
    )
    return print_of([page], [])


def of_zone(number: str = "A1234567", print_: Print | None = None, repaired: int = 0) -> set[str]:
    """The names of the fields that are clear."""
    found = fields.of_zone(FoundZone(zone(number, repaired), 0.98, ()), print_ or printed(), TODAY)
    return {name for name, field in found.items() if field.clear}


def test_the_fields_of_a_zone_have_the_names_and_forms_of_a_reading() -> None:
    found = fields.of_zone(FoundZone(zone(), 0.98, ()), printed(), TODAY)
    assert {name: field.value for name, field in found.items()} == {
        "surname": "DOE",
        "given_names": "JANE MARY",
        "document_number": "A1234567",
        "birth_date": "1990-01-15",
        "expiry_date": "2031-06-30",
        "sex": "F",
        "nationality": "UTO",
        "issuing_country": "UTO",
    }
    assert {field.source for field in found.values()} == {"mrz"}


def test_what_zone_and_print_agree_on_is_clear() -> None:
    assert of_zone() >= {"document_number", "birth_date", "expiry_date", "surname", "given_names", "sex", "nationality"}


def test_a_check_digit_alone_makes_nothing_clear() -> None:
    nothing_else = print_of([sheet(line("UTOPIA", 10, 10))], [])
    assert of_zone(print_=nothing_else) <= {"nationality", "issuing_country"}


def test_a_number_that_only_shares_its_check_digit_is_not_clear() -> None:
    assert "document_number" not in of_zone(number="250000177", print_=printed(number="ZS0000177"))


def test_a_mended_number_is_never_clear() -> None:
    assert "document_number" not in of_zone(repaired=1)


def test_agreement_raises_the_confidence() -> None:
    agreed = fields.of_zone(FoundZone(zone(), 0.9, ()), printed(), TODAY)["document_number"].confidence
    alone = fields.of_zone(FoundZone(zone(), 0.9, ()), printed(number="B1"), TODAY)["document_number"].confidence
    assert (agreed, alone) == (0.95, 0.9)


def test_print_alone_gives_fields_that_are_never_clear() -> None:
    found = fields.of_print(printed(), TODAY, licence=False)
    assert {name: field.value for name, field in found.items()} == {
        "surname": "DOE",
        "given_names": "JANE MARY",
        "document_number": "A1234567",
        "birth_date": "1990-01-15",
        "expiry_date": "2031-06-30",
        "sex": "F",
    }
    assert all(field.source == "viz" and not field.clear for field in found.values())


def test_a_date_with_two_readings_is_left_out() -> None:
    found = fields.of_print(printed(born="03/04/1990"), TODAY, licence=False)
    assert "birth_date" not in found


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ()),
        ({"expires": "30 JUN 2036"}, ("expiry_date",)),
        ({"born": "16 JAN 1990"}, ("birth_date",)),
        ({"number": "B7654321"}, ("document_number",)),
        ({"number": "A1234568"}, ("document_number",)),
        ({"number": "AI234567"}, ()),
    ],
)
def test_print_that_says_something_else_is_a_conflict(change: dict[str, str], names: tuple[str, ...]) -> None:
    print_ = printed(**change)
    from_print = fields.of_print(print_, TODAY, licence=False)
    assert fields.conflicts(zone(), print_, from_print) == names


def test_a_doubtful_reading_of_print_is_no_conflict() -> None:
    page = sheet(line("Passport No.", 600, 50), line("B7654321", 600, 75, confidence=0.6))
    print_ = print_of([page], [])
    assert fields.conflicts(zone(), print_, fields.of_print(print_, TODAY, licence=False)) == ()


def test_a_zone_that_does_not_hold_conflicts_with_nothing() -> None:
    lines = zone().lines
    broken = parse((lines[0], lines[1].replace("900115", "910115")))
    assert broken is not None
    assert fields.conflicts(broken, printed(), fields.of_print(printed(), TODAY, licence=False)) == ()
