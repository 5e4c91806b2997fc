"""What is tried again, how long it waits, and under which key."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

import ekyc
from ekyc import AsyncClient, Client, aio, client
from ekyc.flows import wait_s
from tests.clients.scripted import Script, problem

URL, KEY = "http://kyc.example", "ekyc_test_key"
OPENED = {"id": "sess_1", "status": "created"}


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients waited; nobody waits for them here."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(client.time, "sleep", waits.append)
    monkeypatch.setattr(aio.anyio, "sleep", sleep)
    return waits


def created() -> httpx.Response:
    return httpx.Response(201, json=OPENED)


def running() -> httpx.Response:
    return problem(409, "idempotency_in_progress", {"Retry-After": "20"})


def test_a_post_is_tried_again_under_one_key(slept: list[float]) -> None:
    lost = httpx.ConnectError("refused")
    script = Script(lost, httpx.ReadTimeout("late"), problem(503, "service_unavailable"), running(), created())
    assert Client(URL, KEY, transport=script).create_session() == OPENED
    keys = script.keys()
    assert len(keys) == 5
    assert len(set(keys)) == 1
    assert keys[0]
    assert 20 <= slept.pop() <= 22
    assert all(0.25 * 2**number <= wait <= 0.5 * 2**number for number, wait in enumerate(slept))


def test_both_clients_try_again_alike(slept: list[float]) -> None:
    script = Script(httpx.ConnectError("refused"), problem(429, "too_many_requests", {"Retry-After": "7"}), created())

    async def run() -> object:
        async with AsyncClient(URL, KEY, transport=script) as one:
            return await one.create_session()

    with ThreadPoolExecutor(1) as aside:  # in the main thread Playwright may have a loop running
        assert aside.submit(asyncio.run, run()).result() == OPENED
    assert len(set(script.keys())) == 1
    assert 7 <= slept[1] <= 7.7


def test_two_calls_have_two_keys_and_a_key_of_ones_own_stays(slept: list[float]) -> None:
    script = Script(created(), created(), created())
    with Client(URL, KEY, transport=script) as one:
        one.create_session()
        one.create_session()
        one.create_session(idempotency_key="order-42")
    first, second, own = script.keys()
    assert first != second
    assert own == "order-42"
    assert slept == []


def test_a_read_carries_no_key(slept: list[float]) -> None:
    script = Script(httpx.Response(200, json=OPENED))
    Client(URL, KEY, transport=script).read_session("sess_1")
    assert script.keys() == [None]


def test_a_delete_whose_answer_got_lost_is_done(slept: list[float]) -> None:
    script = Script(httpx.ReadTimeout("late"), problem(404, "not_found"), problem(404, "not_found"))
    with Client(URL, KEY, transport=script) as one:
        one.delete_endpoint("we_1")
        with pytest.raises(ekyc.NotFound):
            one.delete_endpoint("we_1")


def test_it_ends_with_the_last_answer(slept: list[float]) -> None:
    script = Script(*(problem(503, "service_unavailable") for _ in range(3)))
    with pytest.raises(ekyc.ServerFailed) as caught:
        Client(URL, KEY, transport=script, retries=2).create_session()
    assert caught.value.code == "service_unavailable"
    assert len(slept) == 2


def test_no_answer_at_all_has_an_error_of_its_own(slept: list[float]) -> None:
    script = Script(httpx.ConnectError("refused"), httpx.ConnectTimeout("late"))
    with pytest.raises(ekyc.NoAnswer, match="ConnectTimeout") as caught:
        Client(URL, KEY, transport=script, retries=1).read_session("sess_1")
    assert isinstance(caught.value.__cause__, httpx.ConnectTimeout)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "malformed_json"), (401, "unauthorized"), (409, "conflict"), (422, "invalid_request"), (500, "broken")],
)
def test_what_would_not_help_is_not_tried_again(slept: list[float], status: int, code: str) -> None:
    with pytest.raises(ekyc.Problem) as caught:
        Client(URL, KEY, transport=Script(problem(status, code))).create_session()
    assert (caught.value.status, caught.value.code, slept) == (status, code, [])


def test_a_wait_of_more_than_a_minute_is_left_to_the_caller(slept: list[float]) -> None:
    script = Script(problem(429, "too_many_requests", {"Retry-After": "3600"}))
    with pytest.raises(ekyc.TooManyRequests) as caught:
        Client(URL, KEY, transport=script).create_session()
    assert (caught.value.retry_after, slept) == (3600.0, [])


def test_waits_grow_to_eight_seconds_and_differ() -> None:
    assert [wait_s(None, number, lambda: 1.0) for number in (0, 1, 4, 5000)] == [0.5, 1.0, 8.0, 8.0]
    assert wait_s(None, 4, lambda: 0.0) == 4.0


@pytest.mark.parametrize("said", ["", "soon", "-5", "١٢", "1e9"])
def test_a_retry_after_that_says_nothing_is_not_heeded(said: str) -> None:
    answer = httpx.Response(503, headers=[(b"Retry-After", said.encode())])
    assert wait_s(answer, 0, lambda: 1.0) == 0.5


def test_a_retry_after_may_be_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    wait = wait_s(httpx.Response(429, headers={"Retry-After": soon}), 0, lambda: 0.0)
    assert wait
    assert 15 < wait <= 20
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert wait_s(httpx.Response(429, headers={"Retry-After": past}), 0, lambda: 1.0) == 0.5


def test_a_redirect_is_not_followed_with_the_key(slept: list[float]) -> None:
    script = Script(httpx.Response(302, headers={"Location": "http://elsewhere.example/"}))
    with pytest.raises(ekyc.Problem, match="http_302"):
        Client(URL, KEY, transport=script).read_session("sess_1")
    assert [one.url.host for one in script.asked] == ["kyc.example"]
