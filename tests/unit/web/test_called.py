"""Reads are written now and then: the first at once, then at most once in a while with all that came meanwhile."""

from __future__ import annotations

from kyc.web.called import Tally


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_is_written_at_once_and_the_next_with_all_that_came_meanwhile() -> None:
    clock = Clock()
    tally = Tally(clock=clock)
    assert [tally.due(("a",), 60) for _ in range(4)] == [1, 0, 0, 0]
    clock.now = 60.0
    assert [tally.due(("a",), 60) for _ in range(2)] == [4, 0]
    clock.now = 3600.0
    assert tally.due(("a",), 60) == 2


def test_each_kind_is_counted_by_itself() -> None:
    tally = Tally(clock=Clock())
    assert [tally.due(key, 60) for key in (("a",), ("b",), ("a",))] == [1, 1, 0]


def test_of_too_many_the_one_that_was_quiet_longest_is_forgotten() -> None:
    tally = Tally(kept=2, clock=Clock())
    for key in ("a", "b", "a", "c"):
        tally.due((key,), 60)
    assert tally.due(("a",), 60) == 0
    assert tally.due(("b",), 60) == 1
