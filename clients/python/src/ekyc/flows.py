"""Operations of several requests, written once for both clients: retrying, and waiting for a result.

A flow is a generator without any I/O: it yields a `Call` to send or seconds to sleep, and is sent the answer.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Generator
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import httpx

from ekyc.call import Call
from ekyc.calls.sessions import changed_session
from ekyc.problems import NoAnswer, Problem, WaitedTooLong, problem_of, retry_after
from ekyc.shapes import Session

T = TypeVar("T")
Step = Call[Any] | float
Answer = httpx.Response | httpx.RequestError | None
Flow = Generator[Step, Answer, T]
Random = Callable[[], float]

AGAIN = frozenset({429, 502, 503, 504})
LONGEST_WAIT_S = 60.0
FIRST_WAIT_S, MOST_WAIT_S = 0.5, 8.0
FIRST_POLL_S, MOST_POLL_S = 1.0, 10.0
_random = secrets.SystemRandom().random


def sent(call: Call[T], retries: int, random: Random = _random) -> Flow[T]:
    """Send a call until it is answered; a POST under one Idempotency-Key, so that it takes effect once.

    Retries, at most `retries` times: no answer, 429, 502, 503, 504, and 409 while the same request is still running.
    Raises `NoAnswer` or the answer's `Problem`.
    """
    if call.method == "POST" and "Idempotency-Key" not in call.headers:
        call = call.under(Idempotency_Key=secrets.token_urlsafe(24))
    for number in count():
        answer = yield call
        if isinstance(answer, httpx.Response) and _done(call, answer, number):
            return call.reads(answer)
        wait = wait_s(answer, number, random) if number < retries else None
        if wait is None:
            raise _failure(answer)
        yield wait
    raise AssertionError  # count() has no end


def wait_s(answer: Answer, number: int, random: Random) -> float | None:
    """Seconds until the next try; None where it would not help, or the server asks for more than a minute."""
    planned = min(FIRST_WAIT_S * 2.0 ** min(number, 20), MOST_WAIT_S) * (0.5 + random() / 2)
    if not isinstance(answer, httpx.Response):
        return planned
    if answer.status_code not in AGAIN and problem_of(answer).code != "idempotency_in_progress":
        return None
    asked = retry_after(answer, datetime.now(UTC)) or 0.0
    return max(planned, asked * (1 + random() / 10)) if asked <= LONGEST_WAIT_S else None


def waited(
    session_id: str,
    timeout: float,
    also: Collection[str],
    retries: int,
    clock: Callable[[], float] = time.monotonic,
) -> Flow[Session]:
    """The session once it is final or its status is one of `also`; polls with its ETag, at growing intervals.

    Raises `WaitedTooLong` after `timeout` seconds.
    """
    end, etag, status = clock() + timeout, "", "unknown"
    for number in count():
        found, etag = yield from sent(changed_session(session_id, etag), retries)
        if found:
            if found["final"] or found["status"] in also:
                return found
            status = found["status"]
        left = end - clock()
        if left <= 0:
            raise WaitedTooLong(status)
        yield min(FIRST_POLL_S * 1.5 ** min(number, 20), MOST_POLL_S, left)
    raise AssertionError  # count() has no end


def _done(call: Call[Any], answer: httpx.Response, number: int) -> bool:
    """Whether it succeeded; a DELETE that gets 404 on a retry succeeded at first, but that answer was lost."""
    gone = call.method == "DELETE" and number > 0 and answer.status_code == 404
    return answer.is_success or answer.status_code == 304 or gone


def _failure(answer: Answer) -> Problem | NoAnswer:
    if isinstance(answer, httpx.Response):
        return problem_of(answer)
    failure = NoAnswer(type(answer).__name__)
    failure.__cause__ = answer
    return failure
