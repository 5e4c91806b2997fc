from __future__ import annotations

import pytest

from kyc.adapters.documents.viz import is_label, print_of
from kyc.domain.documents import DocumentType
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
    return [one.reading.text for one in print_of([PAGE], []).labelled(name, licence=licence)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("surname", "DOE"), ("given_names", "JANE MARY"), ("document_number", "A1234567"), ("birth_date", "15 JAN 1990")],
)
def test_a_value_stands_below_its_label(name: str, value: str) -> None:
    assert texts(name)[1] == value


def test_a_value_may_stand_in_the_line_of_its_label() -> None:
    assert texts("sex")[0] == "Sex: F"


def test_a_field_without_a_label_has_no_value() -> None:
    assert texts("expiry_date") == []


def test_a_value_may_stand_to_the_right_of_its_label() -> None:
    page = sheet(line("Date of expiry", 100, 100), line("30.06.2031", 350, 101))
    found = print_of([page], []).labelled("expiry_date", licence=False)
    assert [one.reading.text for one in found] == ["Date of expiry", "30.06.2031"]


def test_a_sheet_that_was_read_upside_down_has_its_values_above_in_the_image() -> None:
    page = sheet(line("Surname", 300, 200), line("DOE", 420, 175, 80), turned=True)
    found = print_of([page], []).labelled("surname", licence=False)
    assert [one.reading.text for one in found] == ["Surname", "DOE"]


def test_a_driving_licence_numbers_its_fields() -> None:
    page = sheet(line("1. DOE", 100, 100), line("2. JANE", 100, 130), line("4b. 30.06.2031", 100, 160))
    printed = print_of([page], [])
    assert printed.labelled("surname", licence=True)[0].reading.text == "1. DOE"
    assert printed.labelled("expiry_date", licence=True)[0].reading.text == "4b. 30.06.2031"
    assert printed.labelled("surname", licence=False) == []


def test_the_zone_is_no_second_opinion_about_itself() -> None:
    only_zone = sheet(
        line("P<UTODOE<<JANE<MARY<<<<<<<<<<<<<<<<<<<<<<<<<", 20, 500, 860),
        line("A1234567<4UTO9001158F3106305<<<<<<<<<<<<<<08", 20, 540, 860),
    )
    printed = print_of([only_zone], [])
    assert not printed.shows_number("A1234567")
    assert not printed.shows_date("900115")
    assert not printed.shows_name("JANE MARY")


def test_lines_that_the_zone_was_read_from_are_left_out() -> None:
    half = line("A12345674", 20, 540)
    assert not print_of([sheet(half)], [half]).shows_number("A1234567")
    assert print_of([sheet(half)], []).shows_number("A1234567")


def test_what_is_printed_agrees_in_any_spelling() -> None:
    page = sheet(line("Müller-Lüdenscheidt", 10, 10), line("No. A 123-4567", 10, 40), line("15.01.1990", 10, 70))
    printed = print_of([page], [])
    assert printed.shows_name("MUELLER LUEDENSCHEIDT")
    assert printed.shows_number("A1234567")
    assert printed.shows_date("900115")
    assert not printed.shows_name("MUELLER")
    assert not printed.shows_date("900116")


def test_a_date_found_in_two_pieces_is_one() -> None:
    page = sheet(line("1971", 400, 101, 60), line("19 OKT/OCT", 200, 100, 150), line("2006", 400, 160, 60))
    printed = print_of([page], [])
    assert printed.shows_date("711019")
    assert not printed.shows_date("061019")


def test_pieces_are_put_together_in_the_direction_of_reading() -> None:
    page = sheet(line("1971", 100, 100, 60), line("19 OKT/OCT", 200, 101, 150), turned=True)
    assert print_of([page], []).shows_date("711019")


def test_a_name_beside_other_words_is_seen_and_a_part_of_a_word_is_not() -> None:
    printed = print_of([sheet(line("1. DOE", 10, 10), line("JANESSA", 10, 40))], [])
    assert printed.shows_name("DOE")
    assert not printed.shows_name("JANE")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("REISEPASS PASSPORT", DocumentType.PASSPORT),
        ("DRIVING LICENCE", DocumentType.DRIVER_LICENSE),
        ("PERSONALAUSWEIS", DocumentType.ID_CARD),
        ("AUFENTHALTSTITEL", DocumentType.RESIDENCE_PERMIT),
        ("LIBRARY CARD", None),
    ],
)
def test_a_document_is_what_it_calls_itself(title: str, kind: DocumentType | None) -> None:
    assert print_of([sheet(line(title, 10, 10))], []).kind() is kind


def test_labels_are_told_from_values() -> None:
    assert is_label("Date of issue")
    assert is_label("Prénoms")
    assert not is_label("JANE")
