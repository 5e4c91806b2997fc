"""Every metric that processes count, and how; the values of labels are bounded where they are set."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # the moment at which each series began: as many series again, and nobody asks for them
QUICK_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SLOW_S = (0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5, 10, 30, 60, 120, 300, 1800)
TENTHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1)

REQUESTS = Counter("ekyc_http_requests", "Requests by endpoint and status.", ["endpoint", "method", "status"])
REQUEST_S = Histogram("ekyc_http_request_seconds", "Seconds from request to answer.", ["endpoint"], buckets=QUICK_S)
JOB_S = Histogram("ekyc_job_seconds", "Seconds that a job ran.", ["job", "outcome"], buckets=SLOW_S)
DECISION_S = Histogram("ekyc_decision_seconds", "Seconds from submit to decision.", ["outcome"], buckets=SLOW_S)
RESULTS = Counter("ekyc_check_results", "Results of checks.", ["check", "result", "mode"])
SCORE = Histogram("ekyc_check_score", "Scores of checks.", ["check", "mode"], buckets=TENTHS)
ENGINE_S = Histogram("ekyc_engine_seconds", "Seconds that an engine measured.", ["part"], buckets=SLOW_S)
NOT_MEASURED = Counter("ekyc_engine_not_measured", "Measurements that did not take place.", ["part", "reason"])
ATTEMPTS = Counter("ekyc_delivery_attempts", "Attempts to deliver a webhook.", ["outcome"])
BLOB_S = Histogram("ekyc_blob_seconds", "Seconds that the image store took.", ["act"], buckets=QUICK_S)
BLOB_BYTES = Counter("ekyc_blob_bytes", "Sealed bytes to and from the image store.", ["act"])
ORPHANS = Counter("ekyc_orphans_removed", "Objects of the image store that nobody named any more.")
BLOB_ERRORS = Counter("ekyc_blob_errors", "Calls that the image store did not answer.", ["act"])


@contextmanager
def blob(act: str) -> Iterator[None]:
    """Time one call of the image store; any error but "not found" counts as a failure of the store."""
    started = time.perf_counter()
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception:
        BLOB_ERRORS.labels(act).inc()
        raise
    finally:
        BLOB_S.labels(act).observe(time.perf_counter() - started)


@contextmanager
def engine(part: str) -> Iterator[None]:
    """Time one measurement."""
    started = time.perf_counter()
    try:
        yield
    finally:
        ENGINE_S.labels(part).observe(time.perf_counter() - started)


@contextmanager
def job(name: str) -> Iterator[None]:
    """Time one run of a job, and count whether it succeeded."""
    started, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        JOB_S.labels(name, outcome).observe(time.perf_counter() - started)
