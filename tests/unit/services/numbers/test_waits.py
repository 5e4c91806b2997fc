"""Middle and slow waits by nearest rank, and how many are in each class."""

from __future__ import annotations

import pytest

from kyc.services.numbers.waits import BOUNDS_S, Waits, waits


def test_nobody_waited() -> None:
    none = Waits(0, None, None, (0,) * 8)
    assert waits({}) == (none, none)


def test_those_whom_a_person_saw_are_told_apart() -> None:
    unseen, seen = waits({(5, False): 3, (5, True): 1, (9000, True): 2})
    assert (unseen.number, unseen.median_s, unseen.slow_s) == (3, 5, 5)
    assert (seen.number, seen.median_s, seen.slow_s) == (3, 9000, 9000)


@pytest.mark.parametrize(
    ("numbers", "median", "slow"),
    [
        ({10: 1}, 10, 10),
        ({10: 1, 20: 1}, 10, 20),
        ({10: 1, 20: 1, 30: 1}, 20, 30),
        (dict.fromkeys(range(1, 11), 1), 5, 9),
        ({10: 9, 20: 1}, 10, 10),
        ({10: 89, 20: 11}, 10, 20),
    ],
)
def test_quantiles_are_somebodys_wait(numbers: dict[int, int], median: int, slow: int) -> None:
    unseen, _ = waits({(wait, False): number for wait, number in numbers.items()})
    assert (unseen.median_s, unseen.slow_s) == (median, slow)


def test_each_class_begins_at_its_bound() -> None:
    unseen, _ = waits({(0, False): 1} | {(bound, False): 1 for bound in BOUNDS_S})
    assert unseen.classes == (1,) * 8
    earlier, _ = waits({(bound - 1, False): 1 for bound in BOUNDS_S})
    assert earlier.classes == (1,) * 7 + (0,)
