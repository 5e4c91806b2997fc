"""One query to a yente service: bounded in time, size and attempts, and silent about the person it is for.

Personal data is only in the body of a POST, never in a URL, a log line or an error. Redirects are not followed:
personal data goes only to the service that the operator named, which may be internal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import structlog

from kyc.adapters.addresses import networks
from kyc.adapters.outgoing import FAILURES, Deadline, PinnedAdapter, failure_code, nowhere
from kyc.domain.errors import Unavailable

log = structlog.get_logger(__name__)

ATTEMPTS, PAUSE_S = 2, 0.5
LARGEST_ANSWER = 16 * 1024 * 1024
# Statuses that may pass after a moment; all others would be the same if asked again.
_PASSING = frozenset({"timeout", "connection_failed", "http_502", "http_503", "http_504"})
_FIXED = {"User-Agent": "ekyc-screening/1", "Accept-Encoding": "identity", "Connection": "close"}
_ANYWHERE = networks(("0.0.0.0/0", "::/0"))
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """The service's answer; `body` is empty for a status of 304."""

    status: int
    body: bytes
    etag: str | None


@dataclass(frozen=True, slots=True)
class Times:
    """How long one attempt may take, in seconds: to connect, without receiving a byte, and in total."""

    connect: float = 3.0
    silence: float = 8.0
    total: float = 10.0


@dataclass(frozen=True, slots=True)
class Service:
    """The URL of a yente, the key of a hosted one (never shown), and the authorities of an internal one (PEM).

    Without a usable answer it raises `Unavailable("watchlist_unreachable")` and logs a line.
    """

    url: str
    api_key: str = field(default="", repr=False)
    ca_file: Path | None = None
    times: Times = Times()

    def get(self, path: str, etag: str | None = None, attempts: int = ATTEMPTS) -> Reply:
        """Get a path; with an `etag` a status of 304 means that it is unchanged."""
        given = {"If-None-Match": etag} if etag else {}
        return self._ask("GET", path, (200, 304) if etag else (200,), attempts, headers=given)

    def post(self, path: str, body: Mapping[str, object], params: Sequence[tuple[str, str]]) -> Reply:
        """Post a query, of which only the parameters may be seen by others."""
        return self._ask("POST", path, (200,), ATTEMPTS, json=body, params=list(params))

    def _ask(self, method: str, path: str, usable: Sequence[int], attempts: int, **more: Any) -> Reply:
        found = self._once(method, path, usable, more)
        for _ in range(attempts - 1):
            if isinstance(found, Reply) or found not in _PASSING:
                break
            time.sleep(PAUSE_S)
            found = self._once(method, path, usable, more)
        if isinstance(found, Reply):
            return found
        log.warning("yente_failed", path=path, error=found)
        raise Unavailable("watchlist_unreachable")

    def _once(self, method: str, path: str, usable: Sequence[int], more: Mapping[str, Any]) -> Reply | str:
        """An answer, or an error code; nothing is raised, since these libraries' errors contain the request's body."""
        limits = (self.times.connect, self.times.silence)
        with Deadline(self.times.total) as deadline:
            try:
                with (
                    self._session(deadline) as session,
                    session.request(method, f"{self.url}{path}", stream=True, timeout=limits, **more) as answer,
                ):
                    found = _reply(answer, usable)
            except FAILURES as problem:
                return failure_code(problem, deadline.over)
            return "timeout" if deadline.over else found

    def _session(self, deadline: Deadline) -> Any:
        """A session for one query; the environment's proxies and .netrc are ignored, as for all outgoing requests."""
        session: Any = requests.Session()
        session.trust_env, session.verify, session.get_redirect_target = False, str(self.ca_file or "") or True, nowhere
        session.headers.update(_FIXED | ({"Authorization": f"ApiKey {self.api_key}"} if self.api_key else {}))
        for scheme in ("http://", "https://"):
            session.mount(scheme, PinnedAdapter(_ANYWHERE, deadline))
        return session


def _reply(answer: requests.Response, usable: Sequence[int]) -> Reply | str:
    if answer.status_code not in usable:
        return f"http_{answer.status_code}"
    kept = bytearray()
    while piece := answer.raw.read1(_PIECE, decode_content=False):
        kept += piece
        if len(kept) > LARGEST_ANSWER:
            return "too_large"
    return Reply(answer.status_code, bytes(kept), answer.headers.get("ETag"))
