"""The awaited client against a server over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import ekyc
from ekyc import AsyncClient
from tests.api.calls import photo
from tests.make import TEST_KEY


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: Playwright keeps a loop running in the main thread of a process that opened a browser."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


def test_a_session_goes_from_opening_to_its_result(served: str) -> None:
    async def whole() -> tuple[Any, list[str], list[str]]:
        async with AsyncClient(served, TEST_KEY) as client:
            made = await client.create_session(applicant={"name": "Jane Doe"})
            await client.add_document(made["id"], photo(), type="passport")
            await client.add_selfie(made["id"], photo(0.9))
            await client.submit_session(made["id"])
            await client.settle_session(made["id"], "approved")
            result = await client.wait(made["id"])
            return (
                result,
                [one["id"] async for one in client.list_sessions()],
                [one["type"] async for one in client.list_events(limit=1)],
            )

    result, sessions, events = run(whole())
    assert (result["status"], sessions) == ("approved", [result["id"]])
    assert events == ["session.created", "session.submitted", "verification.completed"]


def test_many_at_once_are_many_sessions(served: str) -> None:
    async def many() -> set[str]:
        async with AsyncClient(served, TEST_KEY) as client:
            return {one["id"] for one in await asyncio.gather(*(client.create_session() for _ in range(6)))}

    assert len(run(many())) == 6


def test_refusals_are_the_same_exceptions(served: str) -> None:
    async def wrong() -> None:
        async with AsyncClient(served, TEST_KEY) as client:
            await client.read_session("sess_unknown")

    with pytest.raises(ekyc.NotFound):
        run(wrong())


def test_a_server_that_is_not_there_is_no_answer() -> None:
    async def nowhere() -> None:
        async with AsyncClient("http://127.0.0.1:9", TEST_KEY, retries=0) as client:
            await client.read_session("sess_1")

    with pytest.raises(ekyc.NoAnswer):
        run(nowhere())
