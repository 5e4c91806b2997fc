"""Figures for Prometheus: requests by endpoint, verifications by state, the depth of the queue."""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Blueprint, Request, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.config import Settings
from kyc.domain.lifecycle import State
from kyc.domain.watchlists import Standing
from kyc.models import Verification

CONTENT_TYPE = CONTENT_TYPE_LATEST
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
REQUESTS = Counter("ekyc_http_requests", "Requests by endpoint and status.", ["endpoint", "method", "status"])
SECONDS = Histogram("ekyc_http_request_seconds", "Seconds from request to answer.", ["endpoint"])


def count_requests(blueprint: Blueprint) -> None:
    """Count every request of the application, by the name of its view and never by its address."""
    blueprint.before_app_request(_start)
    blueprint.after_app_request(_finish)


def has_token(asked: Request, settings: Settings) -> bool:
    """Whether the request carries METRICS_TOKEN as a bearer; without one set, nobody does."""
    wanted = settings.metrics_token.get_secret_value()
    given = asked.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def text(session: Session, engine: Engine, lists: Sequence[Standing] = ()) -> bytes:
    """All figures in the text format; those of every web process where they share a folder."""
    registry = CollectorRegistry()
    registry.register(_Now(session, engine))
    registry.register(_Lists(lists))
    shared = _shared() if os.environ.get(MULTIPROCESS) else REGISTRY
    return generate_latest(shared) + generate_latest(registry)


class _Now:
    """What is true at this moment, asked of the database."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session, self._engine = session, engine

    def collect(self) -> Iterable[GaugeMetricFamily]:
        counted = sa.select(Verification.state, sa.func.count()).group_by(Verification.state)
        found = {State(state).value: number for state, number in self._session.execute(counted)}
        states = GaugeMetricFamily("ekyc_verifications", "Verifications by state.", labels=["state"])
        for state in State:
            states.add_metric([state.value], found.get(state.value, 0))
        yield states
        depth = jobs.unfinished(self._engine)
        yield GaugeMetricFamily("ekyc_jobs_unfinished", "Jobs that wait, run or are delayed.", value=depth)


class _Lists:
    """The watchlists that are loaded: their entries, their age, and whether that is too much."""

    def __init__(self, lists: Sequence[Standing]) -> None:
        self._lists = lists

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now, labels = datetime.now(UTC), ["kind", "list"]
        entries = GaugeMetricFamily("ekyc_watchlist_entries", "Entries of a loaded list.", labels=labels)
        age = GaugeMetricFamily("ekyc_watchlist_age_days", "Days since it was known to be the newest.", labels=labels)
        old = GaugeMetricFamily("ekyc_watchlist_overdue", "1 where it is older than its limit.", labels=labels)
        for one in self._lists:
            place, days = [one.kind, one.list.name], one.age_days(now)
            entries.add_metric(place, one.list.entities)
            old.add_metric(place, int(one.overdue(now)))
            if days is not None:
                age.add_metric(place, days)
        yield from (entries, age, old)


def _shared() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(time.perf_counter() - g.get("started", time.perf_counter()))
    return response
