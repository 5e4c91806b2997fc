"""Birth dates as lists write them."""

from __future__ import annotations

import pytest

from kyc.adapters.screening.dates import birth_dates, birth_years, years_between
from kyc.adapters.screening.entity import BirthDate


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("1970-05-05", "1970-05-05", "day"),
        ("1970-05", "1970-05", "month"),
        ("1970", "1970", "year"),
        ("03 May 1938", "1938-05-03", "day"),
        ("3 May 1938", "1938-05-03", "day"),
        ("May 1938", "1938-05", "month"),
        ("September 1941", "1941-09", "month"),
        ("1970-05-05T00:00:00", "1970-05-05", "day"),
    ],
)
def test_a_date_is_kept_as_exactly_as_it_is_written(text: str, value: str, precision: str) -> None:
    (born,) = birth_dates(text)
    assert (born.value, born.precision, born.approximate) == (value, precision, False)


@pytest.mark.parametrize("text", ["circa 1955", "Circa 1955", "approximately 1955", "c. 1955"])
def test_circa_is_remembered(text: str) -> None:
    assert birth_dates(text) == (BirthDate("1955", approximate=True),)


@pytest.mark.parametrize("text", ["1960 to 1962", "1960-1962", "01 Jan 1960 to 31 Dec 1962"])
def test_a_range_means_each_of_its_years(text: str) -> None:
    assert [born.value for born in birth_dates(text)] == ["1960", "1961", "1962"]


def test_an_approximate_range_stays_approximate() -> None:
    assert birth_dates("circa 1960-1961") == (BirthDate("1960", True), BirthDate("1961", True))


@pytest.mark.parametrize("text", ["", "unknown", "31 Feb 1970", "1970-13", "1970-02-30", "Mau 1970", "in the 1960s"])
def test_what_is_not_a_date_gives_none(text: str) -> None:
    assert birth_dates(text) == ()


@pytest.mark.parametrize(("first", "last"), [(1940, 1990), (1990, 1980)])
def test_a_range_too_wide_to_mean_anything_is_left_out(first: int, last: int) -> None:
    assert years_between(first, last) == ()


def test_an_approximate_date_says_so_in_words() -> None:
    assert [str(born) for born in (BirthDate("1955", approximate=True), BirthDate("1955"))] == ["circa 1955", "1955"]


def test_the_year_of_a_date_is_a_number() -> None:
    assert BirthDate("1955-02").year == 1955


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], (0, 0)),
        ([BirthDate("1970-05-05")], (1970, 1970)),
        ([BirthDate("1970"), BirthDate("1965-03")], (1965, 1970)),
        ([BirthDate("1970", approximate=True)], (1968, 1972)),
    ],
)
def test_the_years_of_birth_lie_between_the_first_and_the_last(
    dates: list[BirthDate], expected: tuple[int, int]
) -> None:
    assert birth_years(dates) == expected
