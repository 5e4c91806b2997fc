"""Which listed names are worth a closer look."""

from __future__ import annotations

import numpy as np
import pytest

from kyc.adapters.screening import scorer
from kyc.adapters.screening.promise import born_apart, hopeful, least_share, promised


def effect(born: int | None, first: int, last: int) -> float:
    return float(born_apart(born, np.array([[first, last]], np.uint16))[0])


@pytest.mark.parametrize("years", [(1970, 1970), (1965, 1975), (1970, 1971)])
def test_the_same_year_may_mean_the_same_day(years: tuple[int, int]) -> None:
    assert effect(1970, *years) == pytest.approx(max(scorer._BIRTH_EFFECT.values()))


@pytest.mark.parametrize("born", [None, 1970])
def test_an_unknown_year_does_nothing(born: int | None) -> None:
    assert effect(born, 0, 0) == 0.0


@pytest.mark.parametrize("year", [1969, 1971, 1980, 1870, 1978])
def test_a_year_beside_it_or_with_one_other_digit_may_be_a_slip(year: int) -> None:
    assert effect(1970, year, year) == pytest.approx(scorer._BIRTH_EFFECT[0.6])


@pytest.mark.parametrize("years", [(1985, 1985), (1943, 1947), (2004, 2004)])
def test_any_other_year_is_another_person(years: tuple[int, int]) -> None:
    assert effect(1970, *years) == pytest.approx(scorer._BIRTH_EFFECT[0.0])


def places(promise: list[float], effects: list[float], limit: int = 10) -> list[int]:
    return hopeful(np.array(promise, np.float32), np.array(effects, np.float32), limit).tolist()


def test_the_likeliest_come_first_and_the_hopeless_not_at_all() -> None:
    assert places([0.6, 0.2, 0.9, 0.7], [0.0, 0.0, 0.0, 0.14]) == [2, 3, 0]


def test_a_name_is_hopeless_when_its_bearer_was_born_in_another_year_unless_it_is_nearly_the_same() -> None:
    assert places([0.7, 0.95], [-0.31, -0.31]) == [1]


def test_no_more_than_the_limit_are_looked_at_and_those_are_the_best() -> None:
    assert places([0.6, 0.9, 0.7, 0.8], [0.0] * 4, limit=2) == [1, 3]


def test_nobody_is_nobody() -> None:
    assert places([], []) == []


def promise(agree: float, said: float, listed: float) -> float:
    return float(promised(np.array([agree], np.float32), said, np.array([listed], np.float32))[0])


def test_a_name_wholly_in_common_promises_all() -> None:
    assert promise(2.0, 2.0, 2.0) == 1.0


def test_what_is_said_but_not_listed_costs_more_than_what_is_listed_but_not_said() -> None:
    assert promise(1.0, 2.0, 1.0) < promise(1.0, 1.0, 2.0) < 1.0


@pytest.mark.parametrize("born", [None, 1970])
def test_a_name_that_holds_less_than_the_least_share_is_never_worth_a_look(born: int | None) -> None:
    share = least_share(born)
    years = np.array([[1970, 1970]] if born else [[0, 0]], np.uint16)
    found = [promised(np.array([part * share], np.float32), 1.0, np.array([0.0], np.float32)) for part in (0.99, 1.01)]
    assert [len(hopeful(one, born_apart(born, years), 1)) for one in found] == [0, 1]
