"""Where a store is away for a while the work waits; where it stays away it ends."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from kyc.domain.errors import Unavailable
from kyc.worker import patience

LOCKED = OperationalError("select", {}, Exception("database is locked"))


@pytest.mark.parametrize("error", [LOCKED, Unavailable("the image store does not answer")])
def test_where_a_store_is_away_the_work_is_done_again(error: Exception) -> None:
    answers, slept = [error, error, None], list[float]()

    def work() -> str:
        if problem := answers.pop(0):
            raise problem
        return "done"

    assert patience.patiently(work, slept.append) == "done"
    assert slept == list(patience.PAUSES_S[:2])


def test_a_store_that_stays_away_ends_the_work_after_an_hour() -> None:
    slept = list[float]()

    def work() -> str:
        raise LOCKED

    with pytest.raises(OperationalError):
        patience.patiently(work, slept.append)
    assert slept == list(patience.PAUSES_S)
    assert 3600 <= sum(slept) <= 4000


def test_what_the_database_will_never_do_is_not_asked_again() -> None:
    slept = list[float]()

    def work() -> str:
        raise OperationalError("select", {}, Exception("no such table: verification"))

    with pytest.raises(OperationalError):
        patience.patiently(work, slept.append)
    assert slept == []


def test_a_fault_of_ours_is_not_tried_again() -> None:
    asked = []

    def work() -> str:
        asked.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        patience.patiently(work, lambda _: None)
    assert asked == [1]
