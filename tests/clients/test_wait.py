"""Waiting for a result: by ETag, ever more slowly, and not for ever."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import ekyc
from ekyc.call import Call
from ekyc.flows import waited


def read(status: str, etag: str, *, final: bool = False) -> httpx.Response:
    return httpx.Response(200, json={"id": "sess_1", "status": status, "final": final}, headers={"ETag": etag})


UNCHANGED = httpx.Response(304, headers={"ETag": 'W/"1"'})


class Waiting:
    """Runs the flow on a clock of its own; `tags` are the ETags that were sent, `slept` the seconds between."""

    def __init__(self, *answers: httpx.Response | httpx.RequestError, timeout: float = 60, also: Any = ()) -> None:
        self.now, self.tags, self.slept = 0.0, list[str | None](), list[float]()
        self.answers = iter(answers)
        self.flow = waited("sess_1", timeout, also, 2, clock=lambda: self.now)

    def end(self) -> dict[str, Any]:
        answer: Any = None
        while True:
            try:
                step = self.flow.send(answer)
            except StopIteration as end:
                return dict(end.value)
            answer = self._take(step)

    def _take(self, step: Call[Any] | float) -> Any:
        if isinstance(step, Call):
            self.tags.append(step.headers.get("If-None-Match"))
            return next(self.answers)
        self.slept.append(step)
        self.now += step
        return None


def test_it_asks_with_the_last_etag_until_the_result_is_there() -> None:
    waiting = Waiting(read("processing", 'W/"1"'), UNCHANGED, read("approved", 'W/"2"', final=True))
    assert waiting.end()["status"] == "approved"
    assert waiting.tags == [None, 'W/"1"', 'W/"1"']
    assert waiting.slept == [1.0, 1.5]


def test_it_may_end_before_people_decide() -> None:
    assert Waiting(read("manual_review", '"1"'), also=("manual_review",)).end()["status"] == "manual_review"


def test_it_ends_with_the_last_status_when_the_time_is_over() -> None:
    waiting = Waiting(read("processing", 'W/"1"'), *[UNCHANGED] * 30, timeout=60)
    with pytest.raises(ekyc.WaitedTooLong, match="processing") as caught:
        waiting.end()
    assert caught.value.status == "processing"
    assert sum(waiting.slept) == pytest.approx(60)
    assert max(waiting.slept) == 10.0
    assert len(waiting.tags) < 15


def test_without_time_it_looks_once() -> None:
    waiting = Waiting(read("created", '"1"'), timeout=0)
    with pytest.raises(ekyc.WaitedTooLong):
        waiting.end()
    assert (waiting.tags, waiting.slept) == ([None], [])


def test_a_server_that_is_away_for_a_moment_ends_no_waiting() -> None:
    waiting = Waiting(httpx.ConnectError("away"), read("approved", '"1"', final=True))
    assert waiting.end()["final"]
    away = Waiting(*[httpx.ConnectError("away")] * 3)
    with pytest.raises(ekyc.NoAnswer):
        away.end()
