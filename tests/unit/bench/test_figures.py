"""Shares, errors and quantiles, on plain numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench._figures import accepted_at, area, equal_error, peak_mb, quantile, share_at, within

GENUINE = np.array([0.9, 0.8, 0.7, 0.2])
IMPOSTOR = np.array([0.6, 0.3, 0.1, 0.0])
NOBODY = np.empty(0)


def test_a_quantile_is_one_of_the_values() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [quantile(values, share) for share in (0, 0.5, 0.95, 1)] == [1, 3, 4, 5]


def test_a_quantile_of_nothing_is_nothing() -> None:
    assert quantile([], 0.5) == 0


def test_a_score_on_the_threshold_passes() -> None:
    assert share_at(GENUINE, 0.8) == 0.5


@pytest.mark.parametrize(("rate", "share"), [(0.01, 0.75), (0.25, 0.75), (0.5, 1.0), (0.75, 1.0), (1.0, 1.0)])
def test_true_accepts_are_counted_above_the_impostors_that_are_too_many(rate: float, share: float) -> None:
    assert accepted_at(GENUINE, IMPOSTOR, rate) == share


def test_a_genuine_score_no_higher_than_the_best_impostor_is_no_true_accept() -> None:
    assert accepted_at(np.array([0.6, 0.7]), IMPOSTOR, 0.0) == 0.5


def test_groups_apart_have_no_error() -> None:
    assert equal_error(GENUINE[:3], IMPOSTOR) == 0
    assert area(GENUINE[:3], IMPOSTOR) == 1


def test_the_equal_error_lies_where_both_errors_meet() -> None:
    assert equal_error(GENUINE, IMPOSTOR) == 0.25


def test_groups_the_wrong_way_round_are_wholly_wrong() -> None:
    assert equal_error(IMPOSTOR, IMPOSTOR + 2) == 1
    assert area(IMPOSTOR, IMPOSTOR + 2) == 0


def test_the_area_counts_pairs_and_ties_half() -> None:
    assert area(GENUINE, IMPOSTOR) == 14 / 16
    assert area(np.array([1.0]), np.array([1.0])) == 0.5


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.lists(st.integers(0, 9), min_size=1, max_size=12))
def test_the_area_is_what_counting_every_pair_gives(higher: list[int], lower: list[int]) -> None:
    pairs = [(a > b) + 0.5 * (a == b) for a in higher for b in lower]
    assert area(np.array(higher, float), np.array(lower, float)) == pytest.approx(sum(pairs) / len(pairs), abs=1e-6)


@pytest.mark.parametrize(("one", "other"), [(NOBODY, IMPOSTOR), (GENUINE, NOBODY)])
def test_an_empty_group_gives_figures_and_no_crash(one: np.ndarray, other: np.ndarray) -> None:
    assert (accepted_at(one, other, 0.01), equal_error(one, other), area(one, other)) == (0, 0, 0)
    assert share_at(NOBODY, 0.5) == 0


def test_the_set_is_found_from_a_folder_above_it(tmp_path: Path) -> None:
    people = tmp_path / "faces" / "lfw"
    people.mkdir(parents=True)
    assert {within(start, "faces", "lfw") for start in (tmp_path, people.parent, people)} == {people}


def test_memory_is_counted_in_megabytes() -> None:
    assert 10 < peak_mb() < 100_000
