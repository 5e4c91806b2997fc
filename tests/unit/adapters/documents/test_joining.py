"""Which readings make a field clear, and which are a conflict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.adapters.documents.claims import Claim, Claims, written
from kyc.adapters.documents.joining import Sources, conflicts, fields, settled
from kyc.adapters.documents.viz import Print, print_of
from kyc.domain.documents import Side
from kyc.domain.evidence import Region, Sighting, Source
from tests.unit.adapters.documents.sheets import line, sheet

NOTHING = print_of([], [])
VALUES = {
    "surname": "DOE",
    "given_names": "JANE MARY",
    "document_number": "A1234567",
    "birth_date": "1990-01-15",
    "expiry_date": "2031-06-30",
}


def claims(source: Source, *, sure: bool = True, **changes: str) -> dict[str, Claim]:
    side = Side.FRONT if source == "viz" else Side.BACK
    return {
        name: Claim(
            Sighting(value, source, 0.98, Region(side, (0.1, 0.1 * place, 0.2, 0.1 * place + 0.05))),
            written(name, value),
            holds=source != "viz",
            sure=sure,
        )
        for place, (name, value) in enumerate({**VALUES, **changes}.items())
        if value
    }


def printed(**changes: str) -> Print:
    said = {**VALUES, "birth_date": "15 JAN 1990", "expiry_date": "30.06.2031", **changes}
    return print_of([sheet(*(line(text, 300, 50 + 40 * row) for row, text in enumerate(said.values())))], [])


def clear(zone: Claims = {}, barcode: Claims = {}, labelled: Claims = {}, print_: Print = NOTHING) -> set[str]:
    return {name for name, one in fields(Sources(zone, barcode, labelled, print_)).items() if one.clear}


@pytest.mark.parametrize("source", ["mrz", "barcode"])
def test_what_holds_and_is_printed_too_is_clear(source: Source) -> None:
    assert clear(claims(source), print_=printed()) == set(VALUES)


@pytest.mark.parametrize("source", ["mrz", "barcode"])
def test_check_digits_or_error_correction_alone_make_nothing_clear(source: Source) -> None:
    assert clear(claims(source)) == set()


def test_zone_and_barcode_that_agree_are_clear_without_print() -> None:
    assert clear(claims("mrz"), claims("barcode")) == set(VALUES)


def test_print_alone_is_never_clear() -> None:
    assert clear(labelled=claims("viz"), print_=printed()) == set()


def test_a_second_reader_of_the_same_rows_makes_a_field_clear() -> None:
    zone = claims("mrz")
    zone["birth_date"] = replace(zone["birth_date"], again=(zone["birth_date"].sighting,))
    assert clear(zone) == {"birth_date"}


def test_a_field_that_does_not_hold_is_not_clear_though_it_is_printed() -> None:
    zone = {name: replace(claim, holds=False) for name, claim in claims("mrz").items()}
    assert clear(zone, print_=printed()) == set()


def test_a_number_that_only_shares_its_check_digit_is_not_clear() -> None:
    zone = claims("mrz", document_number="250000177")
    assert "document_number" not in clear(zone, print_=printed(document_number="ZS0000177"))


@pytest.mark.parametrize("day", ["16 JAN 1990", "15 FEB 1990", "15 JAN 1991"])
def test_another_day_in_print_confirms_none(day: str) -> None:
    assert "birth_date" not in clear(claims("mrz"), print_=printed(birth_date=day))


def test_a_clear_reading_wins_over_an_unclear_one_of_another_source() -> None:
    zone = claims("mrz", document_number="A1234561")
    found = fields(Sources(zone, claims("barcode"), {}, printed()))["document_number"]
    assert (found.value, found.source, found.clear) == ("A1234567", "barcode", True)
    assert [other.value for other in found.others if other.source == "mrz"] == ["A1234561"]


def test_without_a_clear_reading_the_zone_comes_before_barcode_and_print() -> None:
    zone, barcode = claims("mrz", surname="AXE"), claims("barcode", surname="BEE")
    found = fields(Sources(zone, barcode, claims("viz"), NOTHING))["surname"]
    assert (found.source, [other.source for other in found.others]) == ("mrz", ["barcode", "viz"])
    assert (fields(Sources({}, barcode, claims("viz"), NOTHING))["surname"]).source == "barcode"


def test_agreement_raises_the_confidence_and_shows_both_places() -> None:
    agreed = fields(Sources(claims("mrz"), {}, {}, printed()))["document_number"]
    assert (agreed.confidence, agreed.region) == (0.99, claims("mrz")["document_number"].sighting.region)
    assert [(one.source, one.region.side if one.region else None) for one in agreed.others] == [("viz", Side.FRONT)]
    assert fields(Sources(claims("mrz"), {}, {}, NOTHING))["document_number"].confidence == 0.98


def test_one_place_of_print_is_told_once() -> None:
    print_ = printed()
    place = print_.find_number("A1234567")
    assert place is not None
    labelled = {"document_number": Claim(place.sighting("A1234567"), "A1234567", sure=True)}
    found = fields(Sources(claims("mrz"), {}, labelled, print_))["document_number"]
    assert len(found.others) == 1


def test_a_cut_name_agrees_with_the_whole_one() -> None:
    barcode = claims("barcode", given_names="WOLFGANG AMA")
    barcode["given_names"] = replace(barcode["given_names"], cut=True)
    assert "given_names" in clear({}, barcode, print_=printed(given_names="WOLFGANG AMADEUS"))
    assert "given_names" not in clear({}, claims("barcode", given_names="WOLFGANG AMA"), print_=printed())


def test_impossible_dates_are_confirmed_like_others() -> None:
    zone = {"birth_date": Claim(Sighting("110229", "mrz", 0.9), "110229", holds=True)}
    assert settled(zone, print_of([sheet(line("29.02.1911", 10, 10))], []))["birth_date"].clear
    assert not settled(zone, NOTHING)["birth_date"].clear


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ()),
        ({"expiry_date": "2036-06-30"}, ("expiry_date",)),
        ({"birth_date": "1990-01-16"}, ("birth_date",)),
        ({"document_number": "B7654321"}, ("document_number",)),
        ({"document_number": "A1234568"}, ("document_number",)),
        ({"document_number": "AI234567"}, ()),
        ({"surname": "MILLER"}, ("surname",)),
        ({"surname": "DOF"}, ()),
        ({"surname": "JANE"}, ()),
        ({"given_names": "ROBERT"}, ("given_names",)),
        ({"given_names": "JANE MARI"}, ()),
        ({"given_names": "JANE"}, ()),
        ({"given_names": "DOE"}, ()),
    ],
)
@pytest.mark.parametrize("source", ["mrz", "barcode"])
def test_print_that_says_something_else_is_a_conflict(
    source: Source, change: dict[str, str], names: tuple[str, ...]
) -> None:
    machine = claims(source)
    zone, barcode = (machine, {}) if source == "mrz" else ({}, machine)
    assert conflicts(Sources(zone, barcode, claims("viz", **change), NOTHING)) == names


def test_a_barcode_that_says_something_else_than_the_zone_is_a_conflict() -> None:
    barcode = claims("barcode", birth_date="1990-01-16", surname="MILLER")
    assert conflicts(Sources(claims("mrz"), barcode, {}, printed())) == ("birth_date", "surname")


def test_what_is_printed_right_elsewhere_is_no_conflict() -> None:
    labelled = claims("viz", birth_date="2021-06-28", document_number="B7654321")
    assert conflicts(Sources(claims("mrz"), {}, labelled, printed())) == ()


def test_a_doubtful_reading_is_no_conflict() -> None:
    other = claims("viz", sure=False, document_number="B7654321", birth_date="1990-01-16", surname="MILLER")
    assert conflicts(Sources(claims("mrz"), {}, other, NOTHING)) == ()
    assert conflicts(Sources(claims("mrz", sure=False), {}, claims("viz", **dict(VALUES, surname="X")), NOTHING)) == ()


def test_print_conflicts_with_nothing_where_there_is_nothing_else() -> None:
    assert conflicts(Sources({}, {}, claims("viz"), printed())) == ()
