from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import pytest

from kyc.adapters.documents.boxes import Image
from kyc.adapters.documents.ocr import Ocr, Reading
from kyc.adapters.documents.sheet import Sheet
from kyc.adapters.documents.zone import FoundZone, find_zone
from kyc.domain.mrz_write import td3
from tests.unit.adapters.documents.sheets import line, sheet

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


def find(page: Sheet, look: SecondLook | None = None) -> FoundZone | None:
    return find_zone(cast(Ocr, look or SecondLook()), page)


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
