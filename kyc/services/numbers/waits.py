"""How long people waited from submitting to the decision, with and without a review by staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BOUNDS_S = (60, 300, 900, 3600, 14_400, 86_400, 259_200)
"""The upper bound of each class of waiting times; the last class has none."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How many waited, the median and the 90th percentile in seconds, and how many are in each class of BOUNDS_S.

    Both are by nearest rank, so that each is an actual wait.
    """

    number: int
    median_s: int | None
    slow_s: int | None
    classes: tuple[int, ...]


def waits(numbers: Mapping[tuple[int, bool], int]) -> tuple[Waits, Waits]:
    """The waits without and with a review by a person; `numbers` are sorted from the shortest wait to the longest."""
    return _told(numbers, seen=False), _told(numbers, seen=True)


def _told(all_numbers: Mapping[tuple[int, bool], int], *, seen: bool) -> Waits:
    numbers = {wait: number for (wait, by_person), number in all_numbers.items() if by_person == seen}
    classes = [0] * (len(BOUNDS_S) + 1)
    for wait, number in numbers.items():
        classes[sum(wait >= bound for bound in BOUNDS_S)] += number
    return Waits(sum(classes), _ranked(numbers, 5), _ranked(numbers, 9), tuple(classes))


def _ranked(numbers: Mapping[int, int], tenths: int) -> int | None:
    """The shortest wait that this many tenths of all do not exceed."""
    total, passed = sum(numbers.values()), 0
    for wait, number in numbers.items():
        passed += number
        if passed * 10 >= total * tenths:
            return wait
    return None
