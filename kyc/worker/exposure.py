"""A worker's own /metrics, at the address in WORKER_METRICS: for hosts that run no web server."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog

from kyc.config import Settings
from kyc.meters import folder

log = structlog.get_logger(__name__)
Start = Callable[[str, list[tuple[str, str]]], object]
TYPE = "text/plain; version=0.0.4; charset=utf-8"
PATIENCE_S = 10


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = PATIENCE_S

    def log_message(self, *said: object) -> None:
        """Requests for metrics are not logged."""


def serve(settings: Settings) -> WSGIServer | None:
    """Serve from a thread; returns None where no address is set, or it is taken, as by another worker on this host."""
    if not settings.worker_metrics:
        return None
    host, _, port = settings.worker_metrics.rpartition(":")
    try:
        server = make_server(host.strip("[]"), int(port), application(settings), _Server, _Quiet)
    except OSError as error:
        log.warning("worker_metrics_not_served", error=type(error).__name__)
        return None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def application(settings: Settings) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    """The metrics, for this machine itself and for whoever sends METRICS_TOKEN; anybody else gets a 404."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/metrics" or not _may(environ, settings):
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"not found\n"]
        start("200 OK", [("Content-Type", TYPE), ("Cache-Control", "no-store")])
        return [folder.text()]

    return answer


def _may(environ: dict[str, Any], settings: Settings) -> bool:
    wanted = settings.metrics_token.get_secret_value()
    given = str(environ.get("HTTP_AUTHORIZATION", "")).removeprefix("Bearer ")
    known = bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())
    return known or ip_address(environ["REMOTE_ADDR"]).is_loopback
