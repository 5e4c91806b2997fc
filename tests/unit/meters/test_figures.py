"""What is counted about stores, engines and jobs: how long, and what did not come through."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from prometheus_client import REGISTRY

from kyc.meters import figures


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("timed", "name", "labels"),
    [
        (lambda: figures.blob("get"), "ekyc_blob_seconds_count", {"act": "get"}),
        (lambda: figures.engine("face"), "ekyc_engine_seconds_count", {"part": "face"}),
        (lambda: figures.job("verify"), "ekyc_job_seconds_count", {"job": "verify", "outcome": "done"}),
    ],
)
def test_what_comes_through_is_timed(
    timed: Callable[[], AbstractContextManager[None]], name: str, labels: dict[str, str]
) -> None:
    before = value(name, **labels)
    with timed():
        """It takes no time."""
    assert value(name, **labels) == before + 1


def test_a_job_that_raises_is_a_failed_one() -> None:
    before = value("ekyc_job_seconds_count", job="verify", outcome="failed")
    with pytest.raises(ValueError, match="broken"), figures.job("verify"):
        raise ValueError("broken")
    assert value("ekyc_job_seconds_count", job="verify", outcome="failed") == before + 1


def test_a_store_that_does_not_answer_is_an_error_and_what_is_not_there_is_none() -> None:
    before = value("ekyc_blob_errors_total", act="put")
    with pytest.raises(OSError, match="full"), figures.blob("put"):
        raise OSError("full")
    with pytest.raises(FileNotFoundError), figures.blob("put"):
        raise FileNotFoundError
    assert value("ekyc_blob_errors_total", act="put") == before + 1


def test_a_measurement_that_raises_is_timed_too() -> None:
    before = value("ekyc_engine_seconds_count", part="document")
    with pytest.raises(RuntimeError), figures.engine("document"):
        raise RuntimeError
    assert value("ekyc_engine_seconds_count", part="document") == before + 1
