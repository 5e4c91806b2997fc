"""Names and birth dates of a party in OFAC's advanced lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from kyc.adapters.screening.entity import Entity
from kyc.adapters.screening.lists import read_lists
from tests.unit.adapters.screening.lists.published import alias, feature, party, period, write_advanced

VIKTOR = alias([(1520, "SAMPLEMAN"), (1521, "Viktor")], primary=True)
Day = tuple[int, int, int]


def read(folder: Path, one: str) -> Entity:
    (entity,) = read_lists([write_advanced(folder, one)])[0].entities
    return entity


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ([(1520, "SAMPLEMAN"), (1521, "Viktor"), (91708, "Petrovich")], "Viktor Petrovich SAMPLEMAN"),
        ([(1521, "Viktor"), (1520, "SAMPLEMAN")], "Viktor SAMPLEMAN"),
        ([(1520, "SAMPLEMAN")], "SAMPLEMAN"),
        ([(0, "SAMPLEMAN"), (0, "Viktor")], "SAMPLEMAN Viktor"),
        ([(1525, "EXAMPLE FRONT, S.A.")], "EXAMPLE FRONT, S.A."),
    ],
)
def test_last_names_come_last(tmp_path: Path, parts: list[tuple[int, str]], name: str) -> None:
    assert read(tmp_path, party(101, alias(parts, primary=True))).name == name


def test_the_primary_name_is_the_name_wherever_it_stands(tmp_path: Path) -> None:
    entity = read(tmp_path, party(101, alias([(1520, "SAMPLOV"), (1521, "Victor")]) + VIKTOR))
    assert (entity.name, entity.aliases) == ("Viktor SAMPLEMAN", ("Victor SAMPLOV",))


def test_a_name_in_its_own_script_is_an_alias(tmp_path: Path) -> None:
    native = alias([(1520, "Семплман"), (1521, "Виктор")], primary=True)
    assert read(tmp_path, party(101, VIKTOR + native)).aliases == ("Виктор Семплман",)


def test_a_name_of_low_quality_is_weak(tmp_path: Path) -> None:
    entity = read(tmp_path, party(101, VIKTOR + alias([(1520, "SAMPLY")], low=True)))
    assert (entity.aliases, entity.weak_aliases) == ((), ("SAMPLY",))


def test_a_sub_type_that_says_what_it_is_counts_before_its_type(tmp_path: Path) -> None:
    assert read(tmp_path, party(101, VIKTOR, sub_type=1)).schema == "organisation"
    assert read(tmp_path, party(101, VIKTOR, sub_type=4)).schema == "person"


@pytest.mark.parametrize(
    ("first", "last", "approximate", "told"),
    [
        ((1970, 5, 5), (1970, 5, 5), "false", ["1970-05-05"]),
        ((1970, 5, 5), (1970, 5, 5), "true", ["circa 1970-05-05"]),
        ((1970, 1, 1), (1970, 12, 31), "false", ["1970"]),
        ((1970, 1, 1), (1970, 12, 31), "true", ["circa 1970"]),
        ((1972, 2, 1), (1972, 2, 29), "false", ["1972-02"]),
        ((1970, 12, 1), (1970, 12, 31), "true", ["circa 1970-12"]),
        ((1970, 9, 26), (1970, 12, 7), "false", ["1970"]),
        ((1970, 1, 1), (1972, 12, 31), "false", ["1970", "1971", "1972"]),
        ((1970, 1, 1), (1971, 12, 31), "true", ["circa 1970", "circa 1971"]),
        ((1930, 1, 1), (1970, 12, 31), "false", []),
        ((1970, 2, 30), (1970, 2, 30), "false", []),
        ((1970, 13, 1), (1970, 13, 1), "false", []),
    ],
)
def test_a_period_is_a_day_a_month_a_year_or_years(
    tmp_path: Path, first: Day, last: Day, approximate: str, told: list[str]
) -> None:
    entity = read(tmp_path, party(101, VIKTOR, feature(8, period(first, last, approximate))))
    assert [str(day) for day in entity.birth_dates] == told


def test_a_date_of_another_calendar_is_not_read_as_one_of_ours(tmp_path: Path) -> None:
    entity = read(tmp_path, party(101, VIKTOR, feature(8, period((1343, 5, 5), (1343, 5, 5), calendar=2))))
    assert entity.birth_dates == ()


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<Start><From><Year>1970</Year></From></Start>", ["1970"]),
        ("<Start><From><Year>1970</Year><Month>5</Month></From></Start>", ["1970-05"]),
        ("<Start><From><Month>5</Month></From></Start>", []),
        ("<Start><From><Year>²</Year></From></Start>", []),
        (f"<Start><From><Year>{'9' * 5000}</Year></From></Start>", []),
        ("", []),
    ],
)
def test_a_period_may_say_less(tmp_path: Path, inner: str, told: list[str]) -> None:
    entity = read(tmp_path, party(101, VIKTOR, feature(8, f'<DatePeriod CalendarTypeID="1">{inner}</DatePeriod>')))
    assert [str(day) for day in entity.birth_dates] == told
