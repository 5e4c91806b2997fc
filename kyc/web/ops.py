"""Health checks: alive, ready, and Prometheus metrics without any id."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, abort, request
from structlog import get_logger

from kyc.config import MIGRATIONS
from kyc.domain.errors import Unavailable
from kyc.domain.watchlists import KINDS, Standing
from kyc.models import WorkerHeartbeat, db, utcnow
from kyc.web import metrics
from kyc.web.answers import answer
from kyc.web.contract import described
from kyc.web.guards import marked, public
from kyc.web.ops_shapes import Alive, Ready
from kyc.web.unit_of_work import session, settings, tools

log = get_logger(__name__)
blueprint = Blueprint("ops", __name__)
LEAST_FREE_BYTES = 200 * 1024 * 1024
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


@blueprint.get("/healthz")
@public
@described(summary="Alive", tag="Operation", answers={200: Alive})
def healthz() -> Response:
    """The process answers; nothing else is checked."""
    return answer({"status": "ok"}, 200)


@blueprint.get("/readyz")
@public
@described(summary="Ready", tag="Operation", answers={200: Ready, 503: Ready})
def readyz() -> Response:
    """Whether requests can be served and verifications will be processed, part by part."""
    parts = {"database": _database(), "disk": _disk()}
    usable = parts["database"] == "ok"
    parts["migrations"] = _migrations() if usable else "unknown"
    parts["worker"] = _worker() if usable else "unknown"
    ready = all(word == "ok" for word in parts.values())
    return answer({"status": "ready" if ready else "not_ready", "parts": parts}, 200 if ready else 503)


def figures() -> Response:
    """Metrics, for requests from this machine itself or with METRICS_TOKEN; others get 404."""
    if not (metrics.has_token(request, settings()) or _from_here()):
        abort(404)
    return Response(metrics.text(session(), db.engine, settings(), _lists()), content_type=metrics.CONTENT_TYPE)


blueprint.get("/metrics")(marked(figures, "loopback|metrics_token"))


def _lists() -> list[Standing]:
    """The watchlists; where a service holds them and is away, its absence is the metric."""
    try:
        return [one for kind in KINDS for one in tools().list_standings(kind)]
    except Unavailable:
        return []


def _from_here() -> bool:
    """A direct connection over loopback; one forwarded by a proxy on this machine does not count."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _database() -> str:
    try:
        session().execute(sa.select(1))
    except sa.exc.SQLAlchemyError as error:
        log.error("database_unavailable", error=type(error).__name__)
        session().rollback()
        return "unavailable"
    return "ok"


def _disk() -> str:
    """The volumes of the instance and of the images; a remote image store is not part of this host.

    Were it checked here, its outage would take every host out of service, with all that works without it.
    """
    try:
        free = min(metrics.free_bytes(settings()).values())
    except OSError:
        return "unavailable"
    return "ok" if free >= LEAST_FREE_BYTES else "nearly_full"


def _worker() -> str:
    newest = session().scalar(sa.select(sa.func.max(WorkerHeartbeat.at)))
    return "ok" if newest and newest >= utcnow() - metrics.SILENT else "silent"


def _migrations() -> str:
    current = MigrationContext.configure(session().connection()).get_current_heads()
    return "ok" if set(current) == _heads() else "behind"


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())
