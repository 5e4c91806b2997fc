from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.adapters.documents.dates import dates_in, run_together


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15 JAN 1990", {"900115"}),
        ("15 JAN/JAN 90", {"900115"}),
        ("15.01.1990", {"900115"}),
        ("15-01-1990", {"900115"}),
        ("1990-01-15", {"900115"}),
        ("01/02/2030", {"300201", "300102"}),
        ("10 MÄR 2024", {"240310"}),
        ("10 MRT/MAR 2024", {"240310"}),
        ("03 août / AUG 2024", {"240803"}),
        ("06 HEINÄKUU 1965", {"650706"}),
        ("21.121971", {"711221"}),
        ("2112.1971", {"711221"}),
        ("29 FEB 2011", {"110229"}),
        ("32 FEB 2011", set()),
        ("7 de março de 1990", set()),
        ("15 JAN 1990F", {"900115"}),
        ("12 MEI/JUN 1990", {"900612"}),
        ("12 LIP/JUL 1990", {"900712"}),
        ("12 LIP 1990", {"900612", "900712"}),
        ("19OKT/OCT 1971123456782", {"711019"}),
        ("19 OKT 19711", set()),
        ("21·12·1971", {"711221"}),
        ("21 . 12 . 1971", {"711221"}),
        ("Jan 15, 1990", {"900115"}),
        ("15 IAN/JAN 1990", {"900115"}),
        ("15 ŞUB/FEB 1990", {"900215"}),
        ("15 SZEPT 1990", {"900915"}),
        ("15011990", set()),
        ("32.01.1990", set()),
        ("A1234567", set()),
        ("07 2024", set()),
        ("", set()),
    ],
)
def test_dates_are_read_as_documents_print_them(text: str, found: set[str]) -> None:
    assert dates_in(text) == found


def test_two_dates_in_one_line_are_both_found() -> None:
    assert dates_in("02.03.2020 - 31.03.2030") == {"200302", "300331"}


@given(st.text(max_size=60))
def test_any_text_gives_possible_dates_or_none(text: str) -> None:
    assert all(len(found) == 6 and found.isdigit() for found in dates_in(text))


def test_america_writes_the_month_first() -> None:
    assert dates_in("02/03/2030", month_first=True) == {"300203"}
    assert dates_in("02-03-2030", month_first=True) == {"300203"}
    assert dates_in("02.03.2030", month_first=True) == {"300302"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("15011990", {"900115"}),
        ("19900115", {"900115"}),
        ("01021990", {"900201"}),
        ("12345678", set()),
        ("A15011990", set()),
        ("150119901", set()),
    ],
)
def test_figures_without_signs_are_a_date_where_a_label_says_so(text: str, found: set[str]) -> None:
    assert run_together(text) == found


def test_figures_without_signs_have_the_month_first_in_america() -> None:
    assert run_together("02031990", month_first=True) == {"900203"}
