"""Metrics for Prometheus: what processes counted, and the current state, read from the database."""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import sqlalchemy as sa
from flask import Request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.domain.data_classes import DataClass
from kyc.domain.lifecycle import State
from kyc.domain.watchlists import Standing
from kyc.jobs.status import depths, failures
from kyc.meters import figures, folder
from kyc.models import Delivery, Verification, WorkerHeartbeat, utcnow
from kyc.services.privacy import lateness

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "OTHER"
"""Any other method: a label chosen by the sender would create a new series."""
LOOK_S = 300.0
"""Seconds between two looks for overdue data: as often as a worker deletes it."""
SILENT = timedelta(seconds=60)
"""After this long a worker no longer counts as running."""


def count(endpoint: str, method: str, status: int, seconds: float) -> None:
    """Count a request by the name of its view, never by its URL; `method` is one of `METHODS` or `OTHER`."""
    requests, times = _of(endpoint, method, status)
    requests.inc()
    times.observe(seconds)


@lru_cache(maxsize=4096)
def _of(endpoint: str, method: str, status: int) -> tuple[Counter, Histogram]:
    return figures.REQUESTS.labels(endpoint, method, str(status)), figures.REQUEST_S.labels(endpoint)


def has_token(asked: Request, settings: Settings) -> bool:
    """Whether the request carries METRICS_TOKEN as a bearer token; False where none is set."""
    wanted = settings.metrics_token.get_secret_value()
    given = asked.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def text(session: Session, engine: Engine, settings: Settings, lists: Sequence[Standing] = ()) -> bytes:
    """All metrics in the text format; those of every process where they share a folder."""
    registry = CollectorRegistry()
    asked = (_Cases(session), _Jobs(session, engine), _Deliveries(session), _Retention(session, settings))
    for part in (*asked, _Lists(lists), _Disk(settings)):
        registry.register(part)
    return folder.text() + generate_latest(registry)


class _Cases:
    """How many verifications are in each state."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterable[GaugeMetricFamily]:
        counted = sa.select(Verification.state, sa.func.count()).group_by(Verification.state)
        found = {State(state).value: number for state, number in self._session.execute(counted)}
        states = GaugeMetricFamily("ekyc_verifications", "Verifications by state.", labels=["state"])
        for state in State:
            states.add_metric([state.value], found.get(state.value, 0))
        yield states


class _Jobs:
    """How deep the queues are, how long the oldest job has waited, and which workers are running."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session, self._engine = session, engine

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now, found = datetime.now(UTC), depths(self._engine)
        deep = GaugeMetricFamily("ekyc_jobs", "Jobs that wait, run or are delayed.", labels=["queue", "state"])
        oldest = GaugeMetricFamily("ekyc_job_oldest_seconds", "Seconds that the oldest job waits.", labels=["queue"])
        for queue, depth in found.items():
            for state in ("waiting", "running", "delayed"):
                deep.add_metric([queue, state], getattr(depth, state))
            oldest.add_metric([queue], depth.oldest_s(now))
        unfinished = sum(depth.unfinished for depth in found.values())
        yield from (deep, oldest)
        yield _gauge("ekyc_jobs_unfinished", "Jobs that wait, run or are delayed.", unfinished)
        failed = failures(self._engine)
        yield _gauge("ekyc_jobs_failed", "Jobs that failed and are not cleaned up yet.", failed)
        yield from self._workers()

    def _workers(self) -> Iterable[GaugeMetricFamily]:
        seen, now = list(self._session.scalars(sa.select(WorkerHeartbeat.at))), utcnow()
        yield _gauge("ekyc_workers", "Workers that live.", sum(at >= now - SILENT for at in seen))
        if seen:
            newest = max(0.0, (now - max(seen)).total_seconds())
            yield _gauge("ekyc_worker_silence_seconds", "Seconds since a worker last showed life.", newest)


class _Deliveries:
    """Webhooks waiting to be delivered, and those given up."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterable[GaugeMetricFamily]:
        counted = sa.select(Delivery.state, sa.func.count(), sa.func.min(Delivery.created_at)).group_by(Delivery.state)
        undone = counted.where(Delivery.state.in_(("pending", "dead")))
        found = {state: (number, since) for state, number, since in self._session.execute(undone)}
        deliveries = GaugeMetricFamily("ekyc_deliveries", "Webhooks that were not heard.", labels=["state"])
        for state in ("pending", "dead"):
            deliveries.add_metric([state], found.get(state, (0, None))[0])
        yield deliveries
        age = (utcnow() - found["pending"][1]).total_seconds() if "pending" in found else 0
        yield _gauge("ekyc_delivery_oldest_seconds", "Seconds that the oldest webhook is on its way.", max(0, age))


class _Retention:
    """How overdue data is that should be gone; looked up every few minutes, for it reads everything that has ended."""

    _known: ClassVar[dict[str, tuple[float, dict[DataClass, float]]]] = {}

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session, self._settings = session, settings

    def collect(self) -> Iterable[GaugeMetricFamily]:
        words = "Seconds that the oldest of a class should have been gone."
        late = GaugeMetricFamily("ekyc_retention_late_seconds", words, labels=["data_class"])
        for kind, seconds in self._late_s().items():
            late.add_metric([kind.value], seconds)
        yield late
        waiting = lateness.objects_to_delete(self._session)
        yield _gauge("ekyc_objects_to_delete", "Objects of the image store that wait to be deleted.", waiting)

    def _late_s(self) -> dict[DataClass, float]:
        place, now = self._settings.database_url, time.monotonic()
        seen, found = self._known.get(place, (-LOOK_S, {}))
        if now - seen >= LOOK_S:
            found = lateness.lateness_s(self._session, self._settings.terms, utcnow())
            self._known[place] = now, found
        return found


class _Lists:
    """The watchlists loaded: their entries, their age, and whether they are too old."""

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


class _Disk:
    """Free space where this host stores data."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterable[GaugeMetricFamily]:
        free = GaugeMetricFamily("ekyc_disk_free_bytes", "Free bytes on this host.", labels=["place"])
        with suppress(OSError):  # an unreachable folder is for /readyz and the doctor to report
            for place, number in free_bytes(self._settings).items():
                free.add_metric([place], number)
        yield free


def free_bytes(settings: Settings) -> dict[str, int]:
    """Free bytes where this host stores data; images count where they are in a folder of this host.

    Raises `OSError` where the volume does not answer.
    """
    found = {"instance": settings.instance_dir}
    if settings.blob_url.startswith("file://"):  # a folder created with the first image
        blobs = Path(settings.blob_url.removeprefix("file://"))
        found["blobs"] = next(path for path in (blobs, *blobs.parents) if path.exists())
    return {place: shutil.disk_usage(path).free for place, path in found.items()}


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
