"""Every request by an id of its own: taken from whoever calls, given back, in each line that is logged meanwhile.

What a request was is one line and one figure. Both name the pattern of its address: the address itself may be all that
somebody needs to see a record, so neither it nor a query, an address of the network or a browser's name is written.
"""

from __future__ import annotations

import re
import secrets
import time
from functools import lru_cache

from flask import Flask, Response, g, request
from structlog import get_logger
from structlog.contextvars import bind_contextvars, unbind_contextvars

from kyc.web import metrics

log = get_logger(__name__)
HEADER = "X-Request-ID"
QUIET = frozenset({"ops.healthz", "ops.readyz", "ops.figures", "assets.asset", "guidance.face_weights"})
"""Views that are asked all the time and say nothing: counted, without a line."""
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def init_app(app: Flask) -> None:
    """Before every other part, so that what they refuse is counted and told too."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _SANE.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()
    bind_contextvars(request=g.request_id)


def _end(answer: Response) -> Response:
    seconds = time.perf_counter() - g.started
    answer.headers[HEADER] = g.request_id
    endpoint = request.endpoint or "none"
    method = request.method if request.method in metrics.METHODS else metrics.OTHER
    metrics.count(endpoint, method, answer.status_code, seconds)
    if endpoint not in QUIET:
        log.info(
            "request",
            method=method,
            route=_pattern(request.url_rule.rule) if request.url_rule else "",
            status=answer.status_code,
            ms=round(1000 * seconds, 1),
            **_about(),
        )
    return answer


def _about() -> dict[str, str]:
    """Whose call it was and which verification it was about, where that is known; these ids open nothing."""
    caller, verification = g.get("principal"), g.get("called_about")
    found = {"key": caller.key_id} if caller else {}
    return found | {"verification": verification} if verification else found


def _forget(_error: BaseException | None) -> None:
    unbind_contextvars("request")


@lru_cache(maxsize=1024)
def _pattern(rule: str) -> str:
    """An address as the documents write it: `/v1/sessions/{session_id}`."""
    return _PLACE.sub(r"{\1}", rule)
