from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.domain.mrz import (
    ALPHABET,
    LAYOUTS,
    birth_date,
    check_digit,
    expiry_date,
    impossible_date,
    layout_of,
    parse,
)
from kyc.domain.mrz_write import td3

TODAY = date(2026, 11, 21)

# The specimens of ICAO 9303 (parts 4 to 7), and one German card, whose issuer is a single letter.
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
MRVA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRVB = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
GERMAN = ("IDD<<T220001293<<<<<<<<<<<<<<<", "6408125<2010315D<<<<<<<<<<<<<4", "MUSTERMANN<<ERIKA<<<<<<<<<<<<<")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")


@pytest.mark.parametrize(
    ("lines", "name"),
    [(TD3, "TD3"), (TD2, "TD2"), (TD1, "TD1"), (MRVA, "MRVA"), (MRVB, "MRVB"), (GERMAN, "TD1"), (FRENCH, "IDFRA")],
)
def test_the_published_specimens_hold(lines: tuple[str, ...], name: str) -> None:
    zone = parse(lines)
    assert zone is not None
    assert zone.layout.name == name
    assert zone.valid, zone.checks
    assert zone.lines == lines


def test_the_fields_of_a_passport_are_where_part_4_puts_them() -> None:
    zone = parse(TD3)
    assert zone is not None
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert zone.number == "L898902C3"
    assert zone.raw("code") == "P"
    assert (zone.raw("issuer"), zone.raw("nationality")) == ("UTO", "UTO")
    assert (zone.raw("birth_date"), zone.raw("sex"), zone.raw("expiry_date")) == ("740812", "F", "120415")
    assert zone.raw("optional") == "ZE184226B"
    assert set(zone.checks) == {"number", "birth_date", "expiry_date", "optional", "composite"}


def test_the_fields_of_a_card_are_where_part_5_puts_them() -> None:
    zone = parse(GERMAN)
    assert zone is not None
    assert (zone.surname, zone.given_names) == ("MUSTERMANN", "ERIKA")
    assert (zone.number, zone.raw("issuer"), zone.raw("nationality"), zone.raw("sex")) == ("T22000129", "D", "D", "")


def test_the_old_french_card_has_names_in_both_rows_and_no_expiry() -> None:
    zone = parse(FRENCH)
    assert zone is not None
    assert (zone.surname, zone.given_names) == ("BERTHIER", "CORINNE")
    assert zone.number == "880692310285"
    assert zone.raw("expiry_date") == ""


def test_a_long_number_goes_on_in_the_optional_field() -> None:
    whole = "D23145890734"
    tail = whole[9:] + check_digit(whole)
    upper = f"I<UTO{whole[:9]}<{tail}".ljust(30, "<")
    lower = "7408122F1204159UTO<<<<<<<<<<<"
    composite = check_digit(upper[5:] + lower[:7] + lower[8:15] + lower[18:29])
    zone = parse((upper, lower + composite, TD1[2]))
    assert zone is not None
    assert zone.number == whole
    assert zone.valid, zone.checks


def test_an_empty_optional_field_may_have_a_filler_for_a_check_digit() -> None:
    lines = td3("UTO", "Doe", "Jane", "A1", "UTO", date(1990, 1, 15), "F", date(2031, 6, 30))
    assert lines[1][42] == "0"
    with_filler = parse((lines[0], lines[1][:42] + "<" + lines[1][43]))
    assert with_filler is not None
    assert with_filler.checks["optional"]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("P<UTO",),
        TD3[:1],
        (TD3[0], TD3[1][:-1]),
        (TD3[0], TD3[1].lower()),
        ("Ñ" * 44, TD3[1]),
        (*TD3, TD3[0]),
    ],
)
def test_what_is_no_zone_is_none(lines: tuple[str, ...]) -> None:
    assert parse(lines) is None


def test_a_wrong_digit_breaks_its_own_check_and_the_composite() -> None:
    zone = parse((TD3[0], TD3[1].replace("740812", "740813")))
    assert zone is not None
    assert not zone.valid
    assert {name for name, holds in zone.checks.items() if not holds} == {"birth_date", "composite"}


def test_the_check_digits_of_the_standard() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("L898902C3") == "6"


def test_two_numbers_can_share_a_check_digit() -> None:
    assert check_digit("ZS0000177") == check_digit("250000177")


@given(st.text(alphabet="0123456789", min_size=1, max_size=30), st.data())
def test_any_single_wrong_digit_changes_the_check_digit(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert check_digit(digits) != check_digit(digits[:place] + other + digits[place + 1 :])


@given(st.text(alphabet=ALPHABET, max_size=60), st.integers(0, 9))
def test_fillers_at_the_end_never_change_the_check_digit(text: str, fillers: int) -> None:
    assert check_digit(text) == check_digit(text + "<" * fillers)


@given(
    st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20),
    st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=15),
    st.text(alphabet=ALPHABET.replace("<", ""), min_size=1, max_size=9),
    st.dates(date(1930, 1, 1), TODAY),
    st.dates(TODAY, date(2036, 12, 31)),
    st.sampled_from("MFX"),
)
def test_what_is_written_is_read_back(
    surname: str, given_names: str, number: str, birth: date, expiry: date, sex: str
) -> None:
    zone = parse(td3("UTO", surname, given_names, number, "UTO", birth, sex, expiry))
    assert zone is not None
    assert zone.valid
    assert (zone.surname, zone.given_names, zone.number) == (surname, given_names, number)
    assert birth_date(zone.raw("birth_date"), TODAY) == birth
    assert expiry_date(zone.raw("expiry_date"), TODAY) == expiry
    assert zone.raw("sex") == ("" if sex == "X" else sex)


@pytest.mark.parametrize(
    ("yymmdd", "born"),
    [
        ("900115", date(1990, 1, 15)),
        ("261121", date(2026, 11, 21)),
        ("261122", date(1926, 11, 22)),
        ("000229", date(2000, 2, 29)),
        ("110229", None),
        ("64<<<<", None),
        ("", None),
    ],
)
def test_nobody_is_born_in_the_future(yymmdd: str, born: date | None) -> None:
    assert birth_date(yymmdd, TODAY) == born


@pytest.mark.parametrize(
    ("yymmdd", "expires"),
    [("310630", date(2031, 6, 30)), ("120415", date(2012, 4, 15)), ("991231", date(1999, 12, 31)), ("313131", None)],
)
def test_an_expiry_is_within_fifty_years(yymmdd: str, expires: date | None) -> None:
    assert expiry_date(yymmdd, TODAY) == expires


def test_impossible_dates_are_told_from_unknown_ones() -> None:
    assert impossible_date("110229")
    assert impossible_date("901301")
    assert not impossible_date("64<<<<")
    assert not impossible_date("000229")


def test_a_visa_is_told_by_its_first_letter() -> None:
    assert layout_of(MRVA) is LAYOUTS["MRVA"]
    assert layout_of(TD3) is LAYOUTS["TD3"]
    assert layout_of(["X" * 44]) is None


def test_no_place_is_for_digits_and_for_letters() -> None:
    assert all(not layout.digits & layout.letters for layout in LAYOUTS.values())
