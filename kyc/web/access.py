"""Gives every request an id: the caller's own or a new one, returned in the answer and part of each log line.

Each request makes one log line and one metric. Both name the pattern of its address: the address itself may be all that
is needed to see a record, so neither it nor a query, an IP address or a browser's name is logged.
"""

from __future__ import annotations

import re
import secrets
import time
from functools import lru_cache, partial

from flask import Flask, Request, Response, g, request
from structlog.contextvars import bind_contextvars

from kyc.logs.request_lines import Tell, teller
from kyc.web import metrics

HEADER, _GIVEN = "X-Request-ID", "HTTP_X_REQUEST_ID"
QUIET = frozenset({"ops.healthz", "ops.readyz", "ops.figures", "assets.asset", "guidance.face_weights"})
"""Views that are polled all the time: counted, but not logged."""
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_BEGUN = "kyc.request"


def init_app(app: Flask) -> None:
    """Registered before all other parts, so that what they refuse is counted and logged too."""
    app.before_request(_begin)
    app.after_request(partial(_end, teller(app.config["SETTINGS"].log_level)))


def _begin() -> None:
    environ = request.environ
    given = environ.get(_GIVEN, "")
    name = given if _SANE.fullmatch(given) else f"r{secrets.token_hex(8)}"
    environ[_BEGUN] = name, time.perf_counter()
    bind_contextvars(request=name)  # replaces that of the thread's previous request


def _end(tell: Tell | None, answer: Response) -> Response:
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # each look through the proxy costs
    name, started = asked.environ[_BEGUN]
    seconds = time.perf_counter() - started
    answer.headers.add(HEADER, name)
    endpoint = asked.endpoint or "none"
    method = asked.method if asked.method in metrics.METHODS else metrics.OTHER
    metrics.count(endpoint, method, answer.status_code, seconds)
    if tell and endpoint not in QUIET:
        route = _pattern(asked.url_rule.rule) if asked.url_rule else ""
        tell(name, method, route, answer.status_code, round(1000 * seconds, 1), _about())
    return answer


def _about() -> dict[str, str]:
    """Whose call it was and which verification it was about, where known; these ids give access to nothing."""
    caller, verification = g.get("principal"), g.get("called_about")
    found = {"key": caller.key_id} if caller else {}
    return found | {"verification": verification} if verification else found


@lru_cache(maxsize=1024)
def _pattern(rule: str) -> str:
    """A URL pattern as the documentation writes it: `/v1/sessions/{session_id}`."""
    return _PLACE.sub(r"{\1}", rule)
