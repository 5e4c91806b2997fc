from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kyc.domain.mrz import LAYOUTS, parse
from kyc.domain.mrz_write import mrva, mrvb, td1, td2, td3, zone

ANNA = ("UTO", "Eriksson", "Anna Maria")
PETER = ("UTO", "Stevenson", "Peter John", "D23145890734", "UTO", date(1934, 7, 12), "M", date(1995, 7, 12))
LIVES = (date(1974, 8, 12), "F", date(2012, 4, 15))
VISITS = (date(1940, 9, 7), "F", date(1996, 12, 10))

# The specimens that ICAO 9303 prints: part 4 appendix B, part 5 appendix B, part 6 appendix B, part 7 appendices.
PRINTED = {
    "TD3": (
        td3(*ANNA, "L898902C3", "UTO", *LIVES, "ZE184226B"),
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ),
    "TD1": (
        td1(*ANNA, "D23145890", "UTO", *LIVES),
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ),
    "TD1 with a long number": (
        td1(*PETER),
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ),
    "TD2": (
        td2(*ANNA, "D23145890", "UTO", *LIVES),
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "D231458907UTO7408122F1204159<<<<<<<6",
    ),
    "TD2 with a long number": (
        td2(*PETER),
        "I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<",
        "D23145890<UTO3407127M95071227349<<<8",
    ),
    "MRV-A": (
        mrva(*ANNA, "L8988901C", "XXX", *VISITS, "6ZE184226B"),
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    ),
    "MRV-B": (
        mrvb(*ANNA, "L8988901C", "XXX", *VISITS),
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
        "L8988901C4XXX4009078F9612109<<<<<<<<",
    ),
}


@pytest.mark.parametrize("name", PRINTED)
def test_the_specimens_of_icao_9303_are_written_as_printed_there(name: str) -> None:
    written, *printed = PRINTED[name]
    assert list(written) == printed


def test_names_are_rewritten_and_cut_to_their_room() -> None:
    upper, lower = td3(
        "D", "Müller-Lüdenscheidt von Wolkenstein", "Ærøskøbing Þór", "C1", "D", date(1990, 1, 1), "X", date(2030, 1, 1)
    )
    assert upper == "P<D<<MUELLER<LUEDENSCHEIDT<VON<WOLKENSTEIN<<"
    assert (len(upper), len(lower)) == (44, 44)
    found = parse((upper, lower))
    assert found is not None
    assert found.valid


def test_a_card_says_by_its_code_what_it_is() -> None:
    first, middle, _ = td1(*ANNA, "D23145890", "UTO", *LIVES, "A1", optional_more="b2", code="IR")
    assert first == "IRUTOD231458907A1<<<<<<<<<<<<<"
    assert middle[18:29] == "B2<<<<<<<<<"


def test_a_long_number_leaves_room_for_what_else_is_optional() -> None:
    found = parse(td1(*PETER, "XY"))
    assert found is not None
    assert found.valid
    assert (found.number, found.raw("optional")) == ("D23145890734", "7349<XY")


@pytest.mark.parametrize("writer", [td3, mrva, mrvb])
def test_a_long_number_is_cut_where_nothing_can_take_its_end(writer: Callable[..., tuple[str, ...]]) -> None:
    found = parse(writer(*PETER))
    assert found is not None
    assert found.valid
    assert found.number == "D23145890"


@given(
    layout=some.sampled_from(["TD1", "TD2", "TD3", "MRVA", "MRVB"]),
    names=some.tuples(some.text(min_size=1, max_size=40), some.text(max_size=40)),
    number=some.text("ABCXYZ0123456789", min_size=1, max_size=14),
    days=some.tuples(some.dates(date(1930, 1, 1), date(2020, 1, 1)), some.dates(date(2020, 1, 2), date(2060, 1, 1))),
    sex=some.sampled_from("MFX"),
)
def test_whatever_is_written_is_a_valid_zone_of_its_layout(
    layout: str, names: tuple[str, str], number: str, days: tuple[date, date], sex: str
) -> None:
    lines = zone(layout, "UTO", *names, number, "UTO", days[0], sex, days[1])
    found = parse(lines)
    assert found is not None
    assert found.layout is LAYOUTS[layout]
    assert found.valid
    assert (found.raw("birth_date"), found.raw("expiry_date")) == (f"{days[0]:%y%m%d}", f"{days[1]:%y%m%d}")
    assert found.number in number
