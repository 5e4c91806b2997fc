"""What a job logs names it and what it is about, in its own thread and in the one that watches it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.contextvars import clear_contextvars, get_contextvars

from kyc import jobs
from kyc.jobs import worker as job_worker
from kyc.logs import job_lines
from kyc.worker.watchdog import watched
from tests.said import said_by


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> jobs.Worker:
    """One that runs a job where it is called, in a thread that no request has named."""
    clear_contextvars()

    def as_it_is(**_: Any) -> Callable[[Any], Any]:
        return lambda work: work

    engine = SimpleNamespace(workflow=as_it_is, workflow_id="verify-sess_1", authenticated_user=None)
    monkeypatch.setattr(job_worker, "DBOS", engine)
    return object.__new__(jobs.Worker)


def test_every_line_of_a_job_has_its_id_and_the_ids_it_was_given(worker: jobs.Worker) -> None:
    seen = {}

    def deliver(delivery_id: str, number: int) -> None:
        seen.update(get_contextvars())

    worker.workflow(deliver)("dlv_1", 2)
    assert seen == {"job": "verify-sess_1", "delivery": "dlv_1"}
    assert get_contextvars() == {}


def test_the_request_that_a_job_came_from_stands_in_its_lines(
    worker: jobs.Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = {}

    def verify(verification_id: str) -> None:
        seen.update(get_contextvars())

    monkeypatch.setattr(job_worker.DBOS, "authenticated_user", "rbb6e32edcd3422f5")
    worker.workflow(verify)("sess_1")
    assert seen == {"job": "verify-sess_1", "verification": "sess_1", "request": "rbb6e32edcd3422f5"}


def test_a_job_that_came_through_says_so_and_one_that_the_clock_starts_does_not(worker: jobs.Worker) -> None:
    def deliver(delivery_id: str) -> None:
        """Nothing to do."""

    def expire(moment: object, context: object) -> None:
        """Nothing to do."""

    with said_by(job_lines) as lines:
        worker.workflow(deliver)("dlv_1")
        worker.workflow(expire)(None, None)
    (line,) = lines
    assert (line["event"], line["ms"] >= 0) == ("job_done", True)


def test_a_job_that_raises_says_its_kind_and_leaves_nothing_behind(worker: jobs.Worker) -> None:
    def verify(verification_id: str) -> None:
        raise ValueError(verification_id)

    with said_by(job_lines) as lines, pytest.raises(jobs.JobFailed, match="ValueError"):
        worker.workflow(verify)("sess_1")
    assert get_contextvars() == {}
    (line,) = lines
    assert (line["event"], line["error"], "sess_1" in str(line)) == ("job_failed", "ValueError", False)


def test_a_schedule_has_no_ids_to_tell(worker: jobs.Worker) -> None:
    seen = {}

    def expire(moment: object, context: object) -> None:
        seen.update(get_contextvars())

    worker.workflow(expire)(None, None)
    assert seen == {"job": "verify-sess_1"}


def test_whoever_watches_an_examination_says_which(worker: jobs.Worker) -> None:
    seen, over = {}, threading.Event()

    def give_up() -> None:
        seen.update(get_contextvars())
        over.set()

    def verify(verification_id: str) -> None:
        with watched(0, give_up, end=lambda _: None):
            assert over.wait(30)

    worker.workflow(verify)("sess_1")
    assert seen == {"job": "verify-sess_1", "verification": "sess_1"}
