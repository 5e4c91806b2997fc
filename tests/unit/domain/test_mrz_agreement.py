from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.domain.mrz import ALPHABET, Zone, parse
from kyc.domain.mrz_agreement import Agreement, Heard, Printed, agree
from kyc.domain.mrz_write import td3

UPPER, LOWER = td3("UTO", "Eriksson", "Anna Maria", "A1B7Z4K9T", "UTO", date(1974, 8, 12), "F", date(2031, 4, 15))
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
LONG = ("I<UTOD23145890<AB1124<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
FRENCH = ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6")
FIELDS = {"code", "issuer", "surname", "given_names", "number", "nationality", "birth_date", "sex", "expiry_date"}


def zone_of(*lines: str) -> Zone:
    zone = parse(lines)
    assert zone is not None
    return zone


def nothing(name: str, value: str) -> bool:
    return False


def prints(*values: str) -> Printed:
    return lambda name, value: value in values


def upper(first: str, second: str, *, doubted: bool = False, printed: Printed = nothing) -> Agreement:
    """Both readers agree on the lower row, and say this of the upper one; the zone is as the first has it."""
    possible = [second] if doubted else []
    return agree(zone_of(first, LOWER), [Heard([first], [second], possible), Heard([LOWER], [LOWER])], printed)


def lower(first: str, second: str) -> Agreement:
    return agree(zone_of(UPPER, first), [Heard([UPPER], [UPPER]), Heard([first], [second])], nothing)


def test_what_both_read_alike_is_confirmed() -> None:
    found = upper(UPPER, UPPER)
    assert found.zone.lines == (UPPER, LOWER)
    assert found.confirmed >= FIELDS
    assert found.complete
    assert found.ambiguous == frozenset()


@pytest.mark.parametrize("lines", [TD1, FRENCH])
def test_other_layouts_are_confirmed_by_their_own_fields(lines: tuple[str, ...]) -> None:
    found = agree(zone_of(*lines), [Heard([row], [row]) for row in lines], nothing)
    assert found.complete
    assert found.confirmed >= {"number", "birth_date", "surname", "given_names", "sex"}


def test_lost_fillers_at_the_end_do_not_matter() -> None:
    assert upper(UPPER, UPPER[:-9]).complete


def test_one_reader_alone_confirms_nothing_and_leaves_nothing_open() -> None:
    found = agree(zone_of(UPPER, LOWER), [Heard([UPPER], []), Heard([LOWER], [])], nothing)
    assert found.confirmed == frozenset()
    assert found.ambiguous == frozenset()
    assert not found.complete


def test_one_other_character_of_a_number_leaves_it_unconfirmed_and_all_else_confirmed() -> None:
    found = lower(LOWER, LOWER.replace("A1B7Z", "A1B72"))
    assert "number" not in found.confirmed
    assert found.confirmed >= FIELDS - {"number"}
    assert found.zone.number == "A1B7Z4K9T"


def test_look_alikes_are_not_the_same() -> None:
    found = upper(UPPER.replace("ERIKSSON", "ERIKSSQN"), UPPER)
    assert "surname" not in found.confirmed
    assert "surname" in found.ambiguous


def test_a_state_that_there_is_wins_over_one_that_there_is_not() -> None:
    first, second = LOWER.replace("UTO", "GBB"), LOWER.replace("UTO", "GBR")
    found = lower(first, second)
    assert found.zone.raw("nationality") == "GBR"
    assert "nationality" not in found.confirmed
    assert "nationality" not in found.ambiguous


def test_between_two_states_that_there_are_nothing_decides() -> None:
    found = lower(LOWER.replace("UTO", "AUT"), LOWER.replace("UTO", "AUS"))
    assert found.zone.raw("nationality") == "AUT"
    assert found.ambiguous == {"nationality"}


def test_what_the_print_shows_wins_and_is_no_longer_open() -> None:
    wrong = UPPER.replace("ERIKSSON", "ERIKSSDN")
    found = upper(wrong, UPPER, printed=prints("ERIKSSON"))
    assert found.zone.surname == "ERIKSSON"
    assert found.ambiguous == frozenset()
    assert "surname" not in found.confirmed


def test_what_the_first_was_in_doubt_of_wins_and_stays_open() -> None:
    wrong = UPPER.replace("ERIKSSON", "ERIKSSDN")
    found = upper(wrong, UPPER, doubted=True)
    assert found.zone.surname == "ERIKSSON"
    assert found.ambiguous == {"surname"}


def test_what_was_read_as_it_stands_wins_over_what_had_to_be_put_right() -> None:
    # The first saw a digit where a name has none.
    first, second = UPPER.replace("ERIKSSON", "ERIKSS0N"), UPPER.replace("ERIKSSON", "ERIKSSDN")
    heard = [Heard([first], [second]), Heard([LOWER], [LOWER])]
    found = agree(zone_of(UPPER, LOWER), heard, nothing)
    assert found.zone.surname == "ERIKSSDN"
    assert found.ambiguous == {"surname"}


def test_a_later_look_of_either_reader_counts() -> None:
    wrong = UPPER.replace("ANNA", "ANMA")
    heard = [Heard([wrong, UPPER], [UPPER.replace("ANNA", "AHNA"), UPPER]), Heard([LOWER], [LOWER])]
    found = agree(zone_of(wrong, LOWER), heard, nothing)
    assert found.zone.given_names == "ANNA MARIA"
    assert "given_names" in found.confirmed


def test_sex_is_not_covered_by_a_check_digit_and_said_to_be_open() -> None:
    assert lower(LOWER, LOWER[:20] + "M" + LOWER[21:]).ambiguous == {"sex"}


def test_a_check_digit_that_holds_is_never_given_up() -> None:
    # The composite of a French card covers the names too.
    second = FRENCH[0].replace("BERTHIER", "BERTMIER")
    zone = zone_of(*FRENCH)
    assert zone.valid
    found = agree(zone, [Heard([FRENCH[0]], [second], [second]), Heard([FRENCH[1]], [FRENCH[1]])], prints("BERTMIER"))
    assert found.zone == zone


def test_a_long_number_is_confirmed_with_the_field_that_it_goes_on_in() -> None:
    zone = zone_of(*LONG)
    assert zone.number == "D23145890AB112"
    rows = [Heard([row], [row]) for row in LONG]
    assert "number" in agree(zone, rows, nothing).confirmed
    other = LONG[0].replace("AB1", "AB7")
    assert "number" not in agree(zone, [Heard([LONG[0]], [other]), *rows[1:]], nothing).confirmed


def test_a_second_reading_of_another_length_confirms_what_stands_at_its_place() -> None:
    doubled = LOWER[:30] + "<" + LOWER[30:]
    found = lower(LOWER, doubled)
    assert found.confirmed >= {"number", "birth_date", "expiry_date", "sex", "nationality"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=ALPHABET, max_size=50), max_size=3))
def test_whatever_is_heard_no_check_digit_is_lost_and_no_lone_reading_confirmed(texts: list[str]) -> None:
    zone = zone_of(UPPER, LOWER)
    found = agree(zone, [Heard([UPPER], texts, texts), Heard([LOWER], texts)], nothing)
    assert found.zone.valid
    assert len(found.zone.text) == 88
    assert found.confirmed.isdisjoint(found.ambiguous)
    if not texts:
        assert found.confirmed == frozenset()
