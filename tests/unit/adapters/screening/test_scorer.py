"""What the name, the birth date, the country and the document say together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kyc.adapters.screening.alignment import NameMatch
from kyc.adapters.screening.entity import BirthDate, DocumentNumber, Entity
from kyc.adapters.screening.scorer import HIT_AT, REVIEW_AT, birth_likeness, features, score
from tests.unit.adapters.screening.files import person

BORN = date(1970, 5, 5)


def entity(*born: str, countries: tuple[str, ...] = (), documents: tuple[DocumentNumber, ...] = ()) -> Entity:
    dates = tuple(BirthDate(day) for day in born)
    return Entity("x", "person", "Viktor Sampleman", birth_dates=dates, countries=countries, documents=documents)


def scored(name: float, coincidence: float = 1e-6, **rest: float) -> float:
    return score({"name": name, "name_weight": 2.0, "coincidence": coincidence, **rest})


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("1970-05-05", 1.0),
        ("1970-05", 0.9),
        ("1970", 0.9),
        ("1970-05-06", 0.6),
        ("1970-11-23", 0.6),
        ("1980-05-05", 0.6),
        ("1971", 0.4),
        ("1969-12-31", 0.4),
        ("1985", 0.0),
        ("1985-02-11", 0.0),
    ],
)
def test_birth_dates_agree_as_far_as_they_are_known(listed: str, expected: float) -> None:
    assert birth_likeness(BORN, [BirthDate(listed)]) == expected


def test_day_and_month_exchanged_is_a_slip() -> None:
    assert birth_likeness(date(1970, 3, 9), [BirthDate("1970-09-03")]) == 0.6


@pytest.mark.parametrize(("year", "expected"), [("1968", 0.9), ("1972", 0.9), ("1973", 0.0)])
def test_circa_means_two_years_either_way(year: str, expected: float) -> None:
    assert birth_likeness(BORN, [BirthDate(year, approximate=True)]) == expected


def test_the_best_of_several_birth_dates_counts() -> None:
    assert birth_likeness(BORN, [BirthDate("1985"), BirthDate("1970-05-05"), BirthDate("1971")]) == 1.0


def test_only_what_both_sides_know_is_compared() -> None:
    known = features(NameMatch(0.9, 1.5), person("x", "1970-05-05", "UTO"), entity())
    assert known == {"name": 0.9, "name_weight": 1.5}


def test_every_comparison_is_told() -> None:
    listed = entity("1970-05-05", countries=("CZE", "UTO"), documents=(DocumentNumber("D-0005", "UTO"),))
    told = features(NameMatch(0.912345, 1.567), person("x", "1970-05-05", "UTO", document="D0005"), listed)
    assert told == {"name": 0.912, "name_weight": 1.57, "birth_date": 1.0, "country": 1.0, "document_number": 1.0}


def test_the_kinds_of_british_nationality_are_one_country() -> None:
    assert features(NameMatch(1, 2), person("x", None, "GBN"), entity(countries=("GBR",)))["country"] == 1.0


def test_a_document_of_another_state_is_another_document() -> None:
    listed = entity(documents=(DocumentNumber("D0005", "CZE"),))
    assert "document_number" not in features(NameMatch(1, 2), person("x", None, "UTO", document="D0005"), listed)
    assert "document_number" in features(NameMatch(1, 2), person("x", document="D0005"), listed)


def test_name_and_birth_date_together_are_a_hit() -> None:
    assert scored(0.95, birth_date=1.0) >= HIT_AT
    assert scored(1.0, birth_date=0.9) >= HIT_AT


def test_a_name_alone_is_never_a_hit() -> None:
    assert REVIEW_AT <= scored(1.0) < HIT_AT
    assert REVIEW_AT <= scored(1.0, country=1.0) < HIT_AT


def test_a_namesake_born_in_another_year_and_country_is_clear() -> None:
    assert scored(1.0, birth_date=0.0, country=0.0) < REVIEW_AT


def test_a_slip_in_the_birth_date_is_still_seen() -> None:
    assert scored(1.0, birth_date=0.6) >= REVIEW_AT


def test_the_exact_birth_date_lifts_a_name_that_is_only_near() -> None:
    assert scored(0.6) < scored(0.6, birth_date=0.9) < REVIEW_AT <= scored(0.6, birth_date=1.0)


def test_a_common_name_without_a_birth_date_weighs_less_than_a_rare_one() -> None:
    assert scored(0.95, 2.0) < REVIEW_AT <= scored(0.95, 1e-5)


def test_what_is_not_known_of_a_list_takes_nothing_away() -> None:
    assert score({"name": 0.95, "name_weight": 2.0}) == scored(0.95)


@pytest.mark.parametrize(
    ("telling", "names", "rest", "expected"),
    [
        (1.0, 60_000, {}, 0.75),
        (1.5, 80_000, {}, 0.0025),
        (1.5, 980_000, {}, 0.00098),
        (1.5, 80_000, {"born": "1970-05-05"}, 1e-7),
        (1.5, 80_000, {"born": "1970"}, 3.6e-05),
        (1.5, 80_000, {"born": "1985"}, 0.0025),
        (1.5, 80_000, {"country": "UTO"}, 0.00084),
        (1.5, 80_000, {"country": "CZE"}, 0.0025),
    ],
)
def test_a_coincidence_is_how_many_listed_names_would_agree_as_well(
    telling: float, names: int, rest: dict[str, str], expected: float
) -> None:
    listed = entity(
        *[rest["born"]] if "born" in rest else [], countries=(rest["country"],) if "country" in rest else ()
    )
    told = features(NameMatch(1.0, telling), person("x", "1970-05-05", "UTO"), listed, names)
    assert told["coincidence"] == expected


def test_the_same_name_tells_less_in_a_larger_list() -> None:
    small, large = (scored(0.95, 1.5 * names / 1e9) for names in (60_000, 2_000_000))
    assert large < small


@pytest.mark.parametrize(("country", "sign"), [(1.0, 1), (0.0, -1)])
def test_a_country_moves_the_score_a_little(country: float, sign: int) -> None:
    assert (scored(0.9, birth_date=0.9, country=country) - scored(0.9, birth_date=0.9)) * sign > 0


def test_the_same_document_is_a_hit_with_a_like_name_and_a_review_with_another() -> None:
    assert scored(0.6, document_number=1.0, birth_date=0.0) >= HIT_AT
    assert REVIEW_AT <= scored(0.1, document_number=1.0) < HIT_AT


@pytest.mark.parametrize(
    "found",
    [
        {"name": 1.0, "name_weight": 5.0, "birth_date": 1.0, "country": 1.0},
        {"name": 0.0, "name_weight": 0.0, "birth_date": 0.0, "country": 0.0},
        {"name": 0.1, "name_weight": 0.0},
        {"name": 0.1, "name_weight": 0.0, "coincidence": 1e6},
        {"name": 1.0, "name_weight": 9.0, "coincidence": 0.0},
    ],
)
def test_a_score_lies_between_nothing_and_one(found: dict[str, Any]) -> None:
    assert 0.0 <= score(found) <= 1.0
