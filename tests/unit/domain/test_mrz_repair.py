from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.domain.mrz import ALPHABET, Zone, parse
from kyc.domain.mrz_repair import alike, assemble, clean, fit, looks_like_zone, mend
from kyc.domain.mrz_write import td3

UPPER, LOWER = td3("UTO", "Eriksson", "Anna Maria", "A1B7Z4K9T", "UTO", date(1974, 8, 12), "F", date(2031, 4, 15))
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")


def assembled(*rows: str) -> Zone:
    return best([[row] for row in rows])


def best(rows: Sequence[Sequence[str]]) -> Zone:
    found = assemble(rows)
    assert found is not None
    return found.zone


def mended(*rows: str, sure: frozenset[str] = frozenset()) -> Zone:
    zone = assembled(*rows)
    return zone if zone.valid else mend(zone, sure)


@pytest.mark.parametrize("lines", [(UPPER, LOWER), TD1, TD2])
def test_clean_rows_stay_as_they_are(lines: tuple[str, ...]) -> None:
    zone = assembled(*lines)
    assert zone.lines == lines
    assert zone.valid
    assert zone.repaired == 0


def test_print_around_the_zone_is_left_out() -> None:
    zone = assembled("REPUBLIC OF UTOPIA MINISTRY", "15 AUG 2021 PASSPORT OFFICE", UPPER, LOWER, "PAGE 2 OF 32 PAGES")
    assert zone.lines == (UPPER, LOWER)


def test_other_signs_for_fillers_are_put_right() -> None:
    assert clean("P«UTOERIKSSON《ANNAくMARIAΛΛハ") == "P<<UTOERIKSSON<<ANNA<MARIA<<<"
    assert assembled(UPPER.replace("<", "＜"), LOWER).lines == (UPPER, LOWER)


def test_letters_among_digits_and_digits_among_letters_are_put_right_by_their_place() -> None:
    wrong = LOWER[:13] + LOWER[13:28].replace("0", "O").replace("1", "I").replace("5", "S") + LOWER[28:]
    assert wrong != LOWER
    zone = assembled(UPPER.replace("ERIKSSON", "ER1K550N"), wrong)
    assert zone.lines == (UPPER, LOWER)
    assert zone.repaired == 0


@pytest.mark.parametrize("lost", [1, 3, 9])
def test_lost_fillers_at_the_end_come_back(lost: int) -> None:
    assert assembled(UPPER[:-lost], LOWER).lines == (UPPER, LOWER)


def test_won_fillers_go_again() -> None:
    assert assembled(UPPER + "<<<", LOWER).lines == (UPPER, LOWER)


def test_lost_fillers_inside_a_row_come_back() -> None:
    assert assembled(UPPER, LOWER[:30] + LOWER[33:]).lines == (UPPER, LOWER)


def test_a_lost_filler_after_the_code_is_found_by_the_country() -> None:
    assert assembled("P" + UPPER[2:], LOWER).lines == (UPPER, LOWER)


def test_the_better_of_two_readings_of_a_row_is_taken() -> None:
    worse = LOWER.replace("740812", "740818")
    assert best([[UPPER], [worse, LOWER]]).lines == (UPPER, LOWER)


def test_it_is_told_which_rows_a_zone_was_taken_from() -> None:
    found = assemble([["REPUBLIC OF UTOPIA MINISTRY"], [UPPER], ["PAGE 2 OF 32 PAGES AND COVERS"], [LOWER]])
    assert found is not None
    assert found.sources == (1, 3)


def test_fillers_read_as_letters_lose_against_a_clean_reading() -> None:
    noisy = UPPER[:30] + "C<CC<K<<C<CCC<"
    assert best([[noisy, UPPER], [LOWER]]).given_names == "ANNA MARIA"


def test_rows_are_never_taken_upside_down() -> None:
    assert assemble([[LOWER], [UPPER]]) is None or not assembled(LOWER, UPPER).valid


def test_one_look_alike_is_mended_and_counted() -> None:
    wrong = LOWER.replace("A1B7Z4K9T", "A1B7Z4K9T".replace("Z", "2"))
    assert parse((UPPER, wrong)) is not None
    zone = mended(UPPER, wrong)
    assert zone.number == "A1B7Z4K9T"
    assert zone.repaired == 1
    assert zone.valid


def test_what_two_readers_read_alike_is_never_mended() -> None:
    wrong = LOWER.replace("A1B7Z4K9T", "A1B724K9T")
    zone = mended(UPPER, wrong, sure=frozenset({"number"}))
    assert zone.lines == (UPPER, wrong)
    assert zone.repaired == 0
    assert not zone.valid


def test_two_look_alikes_are_never_mended() -> None:
    wrong = LOWER.replace("A1B7Z4K9T", "AIB724K9T")
    zone = mended(UPPER, wrong)
    assert zone.number == "AIB724K9T"
    assert not zone.valid


def test_a_forged_digit_is_not_mended() -> None:
    zone = mended(UPPER, LOWER.replace("740812", "840812"))
    assert not zone.valid
    assert zone.raw("birth_date") == "840812"


def test_mending_changes_one_character_at_most() -> None:
    broken = parse((UPPER, LOWER.replace("A1B7", "A187")))
    assert broken is not None
    zone = mend(broken)
    assert sum(one != other for one, other in zip(broken.text, zone.text, strict=True)) <= 1


def test_no_rows_make_no_zone() -> None:
    assert assemble([]) is None
    assert assemble([["HELLO WORLD"], [""]]) is None


def test_rows_of_a_zone_are_told_from_print() -> None:
    assert looks_like_zone(UPPER) >= 0.5
    assert looks_like_zone(LOWER) >= 0.5
    assert looks_like_zone("Date of birth / Date de naissance") == 0.0
    assert looks_like_zone("MINISTRY OF FOREIGN AFFAIRS") == 0.0
    assert looks_like_zone("") == 0.0


def test_a_row_is_fitted_at_its_longest_run_of_fillers() -> None:
    assert fit("AB<<CD<<<<EF", 10) == "AB<<CD<<EF"
    assert fit("AB<CD", 8) == "AB<CD<<<"


def test_look_alikes_are_alike_and_others_are_not() -> None:
    assert alike("AB1O", "A8I0")
    assert not alike("AB12", "AB13")
    assert not alike("AB1", "AB12")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(alphabet=ALPHABET + " «ñaß", max_size=50), max_size=3), max_size=5))
def test_any_text_at_all_is_answered(rows: list[list[str]]) -> None:
    found = assemble(rows)
    assert found is None or len(found.zone.text) in (72, 88, 90)
    assert found is None or mend(found.zone).repaired <= 1
