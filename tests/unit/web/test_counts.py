"""Counts of the rate limits in memory: windows that begin and end, and a sweep now and then."""

from __future__ import annotations

import threading

import pytest
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from kyc.web.counts import ADDRESS, SWEEP_S, Counts


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("kyc.web.counts.time", made)
    return made


def test_a_window_ends_and_another_begins(clock: Clock) -> None:
    counts = Counts()
    assert [counts.incr("a", 60), counts.incr("a", 60), counts.incr("b", 60, 5)] == [1, 2, 5]
    assert (counts.get("a"), counts.get_expiry("a")) == (2, clock.now + 60)
    clock.now += 60
    assert (counts.get("a"), counts.get_expiry("a")) == (0, clock.now)
    assert counts.incr("a", 60) == 1


def test_what_is_over_is_swept(clock: Clock) -> None:
    counts = Counts()
    for number in range(100):
        counts.incr(f"caller-{number}", 10)
    clock.now += SWEEP_S + 1
    counts.incr("now", 10)
    assert counts.reset() == 1


def test_counts_are_forgotten_when_asked(clock: Clock) -> None:
    counts = Counts()
    counts.incr("a", 60)
    counts.clear("a")
    counts.clear("never")
    assert counts.get("a") == 0
    assert counts.check()


def test_the_library_finds_it_by_its_address_and_no_thread_is_started() -> None:
    store = storage_from_string(ADDRESS)
    assert isinstance(store, Counts)
    before, limiter = threading.active_count(), FixedWindowRateLimiter(store)
    assert [limiter.hit(parse("2/hour"), "a") for _ in range(3)] == [True, True, False]
    assert limiter.get_window_stats(parse("2/hour"), "a").remaining == 0
    assert threading.active_count() == before


def test_many_threads_lose_no_count() -> None:
    counts = Counts()
    threads = [threading.Thread(target=lambda: [counts.incr("a", 600) for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.get("a") == 2000
