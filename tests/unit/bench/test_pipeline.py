"""The bench of whole verifications: its figures, with a partner's client that answers by heart."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest

from bench import pipeline


class Client:
    """Notes what was asked of it, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def open_session(self, applicant: dict[str, str]) -> dict[str, str]:
        self.asked.append("open")
        return {"id": "sess_1"}

    def __getattr__(self, name: str) -> Any:
        def call(session_id: str, *rest: object) -> dict[str, str]:
            self.asked.append(name)
            return {"id": session_id, "status": "approved"}

        return call


def test_one_verification_goes_the_whole_way_and_gives_its_decision() -> None:
    client = Client()
    act = SimpleNamespace(applicant={"name": "Anna"}, document=b"page", selfie=b"face")
    seconds, status = pipeline.verify(client, act)  # type: ignore[arg-type]
    assert client.asked == ["open", "add_document", "add_selfie", "submit", "wait"]
    assert status == "approved"
    assert seconds >= 0


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([2.0], {"p50": 2.0, "p95": 2.0}),
        ([float(number) for number in range(1, 102)], {"p50": 51.0, "p95": 96.9}),
    ],
)
def test_the_spread_is_the_middle_and_the_slow_end(values: list[float], spread: dict[str, float]) -> None:
    assert pipeline.spread(values) == spread


def test_the_processor_time_of_a_process_only_grows() -> None:
    before = pipeline.cpu_s(os.getpid())
    total = sum(number * number for number in range(1_500_000))
    assert total > 0
    assert pipeline.cpu_s(os.getpid()) >= before > 0


def test_the_most_memory_ever_held_is_in_megabytes() -> None:
    assert 5 < pipeline.peak_mb(os.getpid()) < 100_000
