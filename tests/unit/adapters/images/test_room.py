"""Room for decoding: shared, never exceeded, given back, and first come, first served."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kyc.adapters.images.room import Room
from kyc.domain.errors import Unavailable
from tests.waiting import until


def test_never_more_is_taken_than_there_is() -> None:
    shared, lock, now, most = Room(10), threading.Lock(), [0], [0]

    def use(share: int) -> None:
        with shared.taken(share):
            with lock:
                now[0] += share
                most[0] = max(most[0], now[0])
            with lock:
                now[0] -= share

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(use, [1, 9, 5, 10, 3] * 60))
    assert most[0] <= 10
    assert now[0] == 0


def test_who_wants_more_than_all_gets_all() -> None:
    shared = Room(10)
    with shared.taken(1_000_000):
        assert shared._free == 0
    assert shared._free == 10


def test_what_fails_gives_its_room_back() -> None:
    shared = Room(10)
    with pytest.raises(KeyError), shared.taken(7):
        raise KeyError
    assert shared._free == 10


def test_a_large_one_is_not_overtaken_by_small_ones() -> None:
    shared, order, first = Room(10), list[str](), threading.Event()

    def hold(name: str, share: int) -> None:
        with shared.taken(share):
            order.append(name)

    with shared.taken(5):
        large = threading.Thread(target=hold, args=("large", 10))
        large.start()
        assert until(shared._turn.locked)
        small = threading.Thread(target=hold, args=("small", 1))
        small.start()
        first.wait(0.2)
        assert order == []
    large.join(20)
    small.join(20)
    assert order == ["large", "small"]


def test_where_too_many_wait_the_next_is_told_to_come_again() -> None:
    shared = Room(1, waiting=1)

    def hold() -> None:
        with shared.taken(1):
            pass

    with shared.taken(1):
        waiting = threading.Thread(target=hold)
        waiting.start()
        assert until(shared._turn.locked)
        with pytest.raises(Unavailable), shared.taken(1):
            pass
    waiting.join(20)
    with shared.taken(1):
        assert shared._free == 0
