from __future__ import annotations

import pytest

from kyc.adapters.documents.viz import print_of
from kyc.domain.documents import Side
from tests.unit.adapters.documents.sheets import line, sheet

PAGE = sheet(
    line("UTOPIA PASSPORT / PASSEPORT", 50, 10, 400),
    line("Surname / Nom", 300, 50),
    line("DOE", 302, 75, 80),
    line("Given names / Prénoms", 300, 110),
    line("JANE MARY", 300, 135, 140),
    line("Passport No.", 600, 50),
    line("A1234567", 602, 75, 140),
    line("Date of birth / Date de naissance", 300, 170, 300),
    line("15 JAN 1990", 300, 195, 160),
    line("Sex: F", 600, 170, 100),
    line("P<UTODOE<<JANE<MARY<<<<<<<<<<<<<<<<<<<<<<<<<", 20, 500, 860),
)


def texts(name: str, *, licence: bool = False) -> list[str]:
    return [one.text for one in print_of([PAGE], []).labelled(name, licence=licence)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("surname", "DOE"), ("given_names", "JANE MARY"), ("document_number", "A1234567"), ("birth_date", "15 JAN 1990")],
)
def test_a_value_stands_below_its_label(name: str, value: str) -> None:
    assert value in texts(name)[:2]


def test_a_value_may_stand_in_the_line_of_its_label() -> None:
    assert texts("sex")[0] == "Sex: F"


def test_a_field_without_a_label_has_no_value() -> None:
    assert texts("expiry_date") == []


def test_a_value_may_stand_to_the_right_of_its_label() -> None:
    page = sheet(line("Date of expiry", 100, 100), line("30.06.2031", 350, 101))
    found = print_of([page], []).labelled("expiry_date", licence=False)
    assert [one.text for one in found] == ["Date of expiry", "30.06.2031"]


def test_a_sheet_that_was_read_upside_down_has_its_values_above_in_the_image() -> None:
    page = sheet(line("Surname", 300, 200), line("DOE", 420, 175, 80), turned=True)
    found = print_of([page], []).labelled("surname", licence=False)
    assert [one.text for one in found] == ["", "DOE"]


def test_a_driving_licence_numbers_its_fields() -> None:
    page = sheet(line("1. DOE", 100, 100), line("2. JANE", 100, 130), line("4b. 30.06.2031", 100, 160))
    printed = print_of([page], [])
    assert [one.text for one in printed.labelled("surname", licence=True)] == ["DOE"]
    assert [one.text for one in printed.labelled("expiry_date", licence=True)] == ["30.06.2031"]
    assert printed.labelled("surname", licence=False) == []


def test_the_zone_is_no_second_opinion_about_itself() -> None:
    only_zone = sheet(
        line("P<UTODOE<<JANE<MARY<<<<<<<<<<<<<<<<<<<<<<<<<", 20, 500, 860),
        line("A1234567<4UTO9001158F3106305<<<<<<<<<<<<<<08", 20, 540, 860),
    )
    printed = print_of([only_zone], [])
    assert not printed.find_number("A1234567")
    assert not printed.find_date("900115")
    assert not printed.shows_name("JANE MARY")


def test_lines_that_the_zone_was_read_from_are_left_out() -> None:
    half = line("A1234567", 20, 540)
    assert not print_of([sheet(half)], [half]).find_number("A1234567")
    assert print_of([sheet(half)], []).find_number("A1234567")


def test_what_is_printed_agrees_in_any_spelling() -> None:
    page = sheet(line("Müller-Lüdenscheidt", 10, 10), line("No. A 123-4567", 10, 40), line("15.01.1990", 10, 70))
    printed = print_of([page], [])
    assert printed.shows_name("MUELLER LUEDENSCHEIDT")
    assert printed.find_number("A1234567")
    assert printed.find_date("900115")
    assert not printed.shows_name("MUELLER")
    assert not printed.find_date("900116")


def test_a_date_found_in_two_pieces_is_one() -> None:
    page = sheet(line("1971", 400, 101, 60), line("19 OKT/OCT", 200, 100, 150), line("2006", 400, 160, 60))
    printed = print_of([page], [])
    assert printed.find_date("711019")
    assert not printed.find_date("061019")


def test_pieces_are_put_together_in_the_direction_of_reading() -> None:
    page = sheet(line("1971", 100, 100, 60), line("19 OKT/OCT", 200, 101, 150), turned=True)
    assert print_of([page], []).find_date("711019")


def test_a_name_beside_other_words_is_seen_and_a_part_of_a_word_is_not() -> None:
    printed = print_of([sheet(line("1. DOE", 10, 10), line("JANESSA", 10, 40))], [])
    assert printed.shows_name("DOE")
    assert not printed.shows_name("JANE")


def test_a_number_alone_on_its_line_belongs_to_what_stands_to_its_right() -> None:
    page = sheet(line("4b.", 100, 100, 30), line("30.06.2031", 150, 101), line("4c.", 400, 100, 30))
    assert [one.text for one in print_of([page], []).labelled("expiry_date", licence=True)] == ["30.06.2031"]


def test_an_american_licence_has_other_numbers_and_writes_the_month_first() -> None:
    page = sheet(
        line("DRIVER LICENSE USA", 100, 50),
        line("4d DL D1234567", 100, 100),
        line("5 DD 00112233445566", 100, 130),
        line("4b EXP 06/03/2031", 100, 160),
    )
    printed = print_of([page], [])
    assert printed.american
    assert next(one.text for one in printed.labelled("document_number", licence=True)) == "DL D1234567"
    assert printed.find_date("310603")
    assert not printed.find_date("310306")


def test_what_was_found_says_where_it_stands() -> None:
    page = sheet(line("A1234567", 90, 60, 180, 30))
    found = print_of([page], []).find_number("A1234567")
    assert found is not None
    seen = found.sighting("A1234567")
    assert (seen.source, seen.confidence) == ("viz", 0.99)
    assert seen.region is not None
    assert (seen.region.side, seen.region.box) == (Side.FRONT, (0.1, 0.1, 0.3, 0.15))


@pytest.mark.parametrize(("text", "found"), [("91234567", False), ("12345678", False), ("No 123-4567.", True)])
def test_a_number_is_not_found_within_a_longer_one(text: str, found: bool) -> None:
    printed = print_of([sheet(line(text, 10, 10))], [])
    assert (printed.find_number("1234567") is not None) is found


@pytest.mark.parametrize("number", ["", "<<<", "-"])
def test_no_number_is_found_nowhere(number: str) -> None:
    assert print_of([PAGE], []).find_number(number) is None


def test_a_cut_name_is_the_beginning_of_the_printed_one() -> None:
    printed = print_of([sheet(line("CHAYAPA DEJTHAMRONG KRASUANG", 10, 10))], [])
    assert printed.find_name("CHAYAPA DEJTHAMRONG K") is None
    assert printed.find_name("CHAYAPA DEJTHAMRONG K", cut=True)
    assert printed.find_name("CHAYAPA DEJTHAMRONG P", cut=True) is None


def test_lines_of_two_sides_are_never_one_row() -> None:
    front, back = sheet(line("19 OKT/OCT", 200, 100, 150)), sheet(line("1971", 400, 101, 60))
    assert not print_of([front, back], []).find_date("711019")


@pytest.mark.parametrize(
    ("unread", "name", "believed"),
    [(2, "BEPA", False), (2, "COXA", False), (1, "BEPA", True), (2, "SMITH", True), (0, "TOM", True)],
)
def test_a_word_of_look_alikes_is_no_name_where_lines_in_another_script_were_not_read(
    unread: int, name: str, believed: bool
) -> None:
    blank = [line(" ", 10, 10 + 30 * place) for place in range(unread)]
    assert print_of([sheet(line(name, 300, 50), *blank)], []).believes(name) is believed


def test_a_printed_name_of_viet_nam_is_not_believed() -> None:
    page = sheet(line("CONG HOA XA HOI CHU NGHIA VIÊT NAM", 10, 10), line("PHM QUC HUNG", 10, 40))
    assert not print_of([page], []).believes("PHM QUC HUNG")


def test_a_birth_date_whose_number_was_not_found_stands_below_the_given_names() -> None:
    numbered = [line("1. DOE", 100, 100), line("2. JANE", 100, 130), line("4a. 01.02.2021", 100, 190)]
    page = sheet(*numbered, line("15.01.1990 LONDON", 130, 160))
    assert [one.text for one in print_of([page], []).labelled("birth_date", licence=True)] == ["15.01.1990 LONDON"]
    assert print_of([sheet(*numbered)], []).labelled("birth_date", licence=True) == []
    assert print_of([page], []).labelled("birth_date", licence=False) == []
