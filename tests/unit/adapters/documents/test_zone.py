from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import pytest

from kyc.adapters.documents.boxes import Image
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.adapters.documents.second import HEIGHTS, SecondReader
from kyc.adapters.documents.sheet import Line, Sheet
from kyc.adapters.documents.zone import FoundZone, find_zone
from kyc.domain.mrz_write import td3
from tests.unit.adapters.documents.sheets import box, line, sheet

UPPER, LOWER = td3("UTO", "Eriksson", "Anna Maria", "A1B7Z4K9T", "UTO", date(1974, 8, 12), "F", date(2031, 4, 15))
PRINT = (line("REPUBLIC OF UTOPIA", 100, 20, 300), line("Surname / Nom", 300, 60), line("ERIKSSON", 300, 90))


@dataclass
class SecondLook:
    """Stands for the reader where a zone is looked at again: gives these texts, and counts how often it was asked."""

    texts: Sequence[str] = ()
    asked: int = 0
    left: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.left = list(self.texts)

    def read(self, strips: Sequence[Image]) -> list[Reading]:
        self.asked += len(strips)
        texts = [self.left.pop(0) if self.left else "" for _ in strips]
        return [Reading(text, 0.95, text, 0.95) for text in texts]


@dataclass
class OtherReader:
    """Stands for the second reader: has a text for each row in turn at each height, and notes what it was asked."""

    texts: dict[int, Sequence[str]] = field(default_factory=dict)
    asked: list[tuple[int, int]] = field(default_factory=list)

    def read(self, strips: Sequence[Image], height: int) -> list[str]:
        self.asked.append((height, len(strips)))
        return [*self.texts.get(height, ()), *("" for _ in strips)][: len(strips)]


def find(page: Sheet, look: SecondLook | None = None, other: OtherReader | None = None) -> FoundZone | None:
    return find_zone(cast(Ocr, look or SecondLook()), page, cast(SecondReader, other or OtherReader()))


def both(upper: str, lower: str, other: OtherReader, look: SecondLook | None = None, *more: Line) -> FoundZone:
    """The zone of a page with these rows, as both readers find it."""
    found = find(sheet(*more, line(upper, 20, 500, 860), line(lower, 20, 540, 860)), look, other)
    assert found is not None
    return found


def found_lines(page: Sheet, look: SecondLook | None = None) -> tuple[str, ...]:
    found = find(page, look)
    return found.zone.lines if found else ()


def test_a_clean_zone_is_found_among_print_without_a_second_look() -> None:
    look = SecondLook()
    page = sheet(*PRINT, line(UPPER, 20, 500, 860), line(LOWER, 20, 540, 860))
    assert found_lines(page, look) == (UPPER, LOWER)
    assert look.asked == 0


def test_the_rows_of_a_sheet_held_upside_down_are_in_the_order_of_reading() -> None:
    page = sheet(line(LOWER, 20, 60, 860), line(UPPER, 20, 100, 860), turned=True)
    assert found_lines(page) == (UPPER, LOWER)


def test_a_row_found_in_pieces_is_read_again_as_one() -> None:
    look = SecondLook([LOWER])
    page = sheet(line(UPPER, 20, 500, 860), line(LOWER[:28], 20, 540, 550), line(LOWER[28:], 580, 541, 300))
    assert found_lines(page, look) == (UPPER, LOWER)
    assert look.asked == 1


def test_a_row_that_does_not_hold_is_read_again_with_other_margins() -> None:
    wrong = LOWER.replace("740812", "740818")
    look = SecondLook([UPPER, UPPER, wrong, LOWER])
    page = sheet(line(UPPER, 20, 500, 860), line(wrong, 20, 540, 860))
    found = find(page, look)
    assert found is not None
    assert found.zone.valid
    assert found.zone.lines == (UPPER, LOWER)


def test_a_number_that_its_neighbours_pull_to_digits_is_read_by_itself() -> None:
    upper, right = td3("UTO", "Doe", "Jane", "1VJMAZ7FZ", "UTO", date(1974, 8, 12), "F", date(2031, 4, 15))
    wrong = right.replace("AZ7FZ", "A27F2")
    look = SecondLook([upper, upper, wrong, wrong, upper[:25], right[:25]])
    assert found_lines(sheet(line(upper, 20, 500, 860), line(wrong, 20, 540, 860)), look) == (upper, right)


def test_a_row_that_was_not_found_is_looked_for_beside_the_other() -> None:
    look = SecondLook(["", "", "", "", UPPER, "", "", "", ""])
    page = sheet(*PRINT, line(LOWER, 20, 540, 860))
    assert found_lines(page, look) == (UPPER, LOWER)


def test_a_zone_that_never_holds_is_reported_as_it_was_read() -> None:
    wrong = LOWER.replace("740812", "840812")
    found = find(sheet(line(UPPER, 20, 500, 860), line(wrong, 20, 540, 860)))
    assert found is not None
    assert not found.zone.valid
    assert found.zone.raw("birth_date") == "840812"


@pytest.mark.parametrize("page", [sheet(), sheet(*PRINT)])
def test_a_sheet_without_a_zone_has_none(page: Sheet) -> None:
    look = SecondLook()
    assert find(page, look) is None
    assert look.asked == 0


def test_the_confidence_is_that_of_the_rows() -> None:
    page = sheet(line(UPPER, 20, 500, 860, confidence=0.9), line(LOWER, 20, 540, 860, confidence=0.8))
    found = find(page)
    assert found is not None
    assert found.confidence == pytest.approx(0.85)
    assert [one.reading.zone for one in found.lines] == [UPPER, LOWER]


def test_what_the_second_reader_reads_alike_is_confirmed_at_its_first_look() -> None:
    other = OtherReader({HEIGHTS[0]: [UPPER, LOWER]})
    found = both(UPPER, LOWER, other)
    assert found.confirmed >= {"number", "birth_date", "expiry_date", "surname", "given_names", "nationality", "sex"}
    assert found.ambiguous == frozenset()
    assert found.settled
    assert other.asked == [(HEIGHTS[0], 2)]


def test_in_doubt_the_second_reader_looks_once_more_at_another_height() -> None:
    other = OtherReader({HEIGHTS[0]: [UPPER, LOWER.replace("A1B7", "A187")], HEIGHTS[1]: [UPPER, LOWER]})
    assert "number" in both(UPPER, LOWER, other).confirmed
    assert other.asked == [(HEIGHTS[0], 2), (HEIGHTS[1], 2)]


def test_without_a_second_reader_nothing_is_confirmed_and_nothing_is_open() -> None:
    found = find_zone(cast(Ocr, SecondLook()), sheet(line(UPPER, 20, 500, 860), line(LOWER, 20, 540, 860)))
    assert found is not None
    assert (found.confirmed, found.ambiguous) == (frozenset(), frozenset())
    assert found.zone.lines == (UPPER, LOWER)


def test_a_name_that_both_read_differently_is_open() -> None:
    other = OtherReader({height: [UPPER.replace("ERIKSSON", "ERIKSSQN"), LOWER] for height in HEIGHTS})
    found = both(UPPER, LOWER, other)
    assert found.zone.surname == "ERIKSSON"
    assert found.ambiguous == {"surname"}
    assert "surname" not in found.confirmed


def test_between_two_readings_of_a_name_the_print_decides() -> None:
    wrong = UPPER.replace("ERIKSSON", "ERIKSSDN")
    other = OtherReader({height: [UPPER, LOWER] for height in HEIGHTS})
    found = both(wrong, LOWER, other, None, *PRINT)
    assert found.zone.surname == "ERIKSSON"
    assert found.ambiguous == frozenset()


def test_a_number_that_only_the_second_reader_reads_with_its_check_digit_is_taken_but_not_confirmed() -> None:
    wrong = LOWER.replace("A1B7", "A187")
    found = both(UPPER, wrong, OtherReader({height: [UPPER, LOWER] for height in HEIGHTS}), SecondLook([UPPER, UPPER]))
    assert found.zone.lines == (UPPER, LOWER)
    assert found.zone.repaired == 0
    assert "number" not in found.confirmed


def test_what_both_read_alike_is_not_looked_at_again_though_its_check_digit_fails() -> None:
    forged, look = LOWER.replace("740812", "840812"), SecondLook()
    found = both(UPPER, forged, OtherReader({HEIGHTS[0]: [UPPER, forged]}), look)
    assert found.settled
    assert not found.zone.valid
    assert "birth_date" in found.confirmed
    assert look.asked == 0


def test_a_number_that_both_read_alike_is_never_mended() -> None:
    wrong = LOWER.replace("A1B7Z4K9T", "A1B724K9T")
    found = both(UPPER, wrong, OtherReader({HEIGHTS[0]: [UPPER, wrong]}))
    assert found.zone.repaired == 0
    assert found.zone.lines == (UPPER, wrong)


def test_a_mended_number_is_open_and_said_to_be_mended() -> None:
    wrong = LOWER.replace("A1B7Z4K9T", "A1B724K9T")
    found = find(sheet(line(UPPER, 20, 500, 860), line(wrong, 20, 540, 860)))
    assert found is not None
    assert found.zone.number == "A1B7Z4K9T"
    assert found.zone.repaired == 1
    assert "number" in found.ambiguous
    assert "number" not in found.confirmed


def test_two_rows_that_were_found_as_one_are_read_apart() -> None:
    rows = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
    look = SecondLook([rows[1], rows[2]])
    page = sheet(line(rows[0], 20, 500, 860), line(rows[2], 20, 535, 860, height=50))
    found = find(page, look)
    assert found is not None
    assert found.zone.lines == rows
    assert [round(float(one[:, 1].mean())) for one in found.boxes] == [510, 548, 572]


def test_every_line_in_the_rows_of_a_zone_belongs_to_it_and_no_other_does() -> None:
    stray = line("K9T8UTO", 300, 541, 120)
    other = OtherReader({HEIGHTS[0]: [UPPER, LOWER]})
    page = sheet(*PRINT, line(UPPER, 20, 500, 860), line(LOWER, 20, 540, 860), stray)
    found = find(page, SecondLook([LOWER]), other)
    assert found is not None
    assert {one.reading.text for one in found.lines} == {UPPER, LOWER, "K9T8UTO"}
    assert found.boxes[0].tolist() == box(20, 500, 860).tolist()
