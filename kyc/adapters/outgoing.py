"""Posts webhooks to URLs that partners chose: never to internal addresses, and never for long.

requests-hardened provides the session and the blocked ranges; added here are the allow-list, connecting to the address
that was checked, and one deadline for the whole exchange, because a receiver that drips a byte every few seconds
restarts each of the usual timeouts.
"""

from __future__ import annotations

import email.utils
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession

from kyc.adapters.addresses import Blocked, Network, check_url, networks, port_of, resolve
from kyc.domain.ports import Answer

__all__ = [
    "CONNECT_S",
    "FAILURES",
    "KEPT_BYTES",
    "TOTAL_S",
    "Deadline",
    "HttpSender",
    "PinnedAdapter",
    "check_url",
    "create",
    "failure_code",
    "nowhere",
]

CONNECT_S, TOTAL_S = 5.0, 15.0
KEPT_BYTES = 1024
FAILURES = (requests.RequestException, urllib3.exceptions.HTTPError, HTTPException, Blocked, OSError, ValueError)
_FIXED = {"User-Agent": "ekyc-webhooks/1", "Accept-Encoding": "identity", "Connection": "close"}


class HttpSender:
    """Fills `kyc.domain.ports.Sender`."""

    def __init__(self, allow: Sequence[str], ca_file: str | None, total_s: float = TOTAL_S) -> None:
        self._allow, self._networks = tuple(allow), networks(allow)
        self._verify, self._total_s = ca_file or True, total_s

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One POST; `error` is `invalid_url`, `blocked_address`, `timeout`, `tls_failed` or `connection_failed`, and
        `redirect_refused` beside the status of an answer that points elsewhere."""
        started = time.monotonic()
        with Deadline(self._total_s) as deadline:
            try:
                status, text, wait = self._exchange(url, body, headers, deadline)
                error = "redirect_refused" if 300 <= status < 400 else None
            except FAILURES as problem:
                status, text, wait, error = 0, "", None, failure_code(problem, deadline.over)
        return Answer(status, round((time.monotonic() - started) * 1000), text, error, wait)

    def _exchange(
        self, url: str, body: bytes, headers: Mapping[str, str], deadline: Deadline
    ) -> tuple[int, str, float | None]:
        problem = check_url(url, self._allow)
        if problem:
            raise Blocked if problem == "blocked_address" else requests.exceptions.InvalidURL
        with self._session(deadline) as session:
            answer = session.post(url, data=body, headers=dict(headers) | _FIXED, stream=True)
            with answer:
                if deadline.over:  # cut off amid the headers, which looks like their end
                    raise requests.Timeout
                return answer.status_code, _start_of(answer), _retry_after(answer.headers.get("Retry-After"))

    def _session(self, deadline: Deadline) -> Any:
        """A session for one request; without the environment, whose proxies and .netrc are not for partners."""
        session = HTTPSession(
            Config(
                default_timeout=(CONNECT_S, self._total_s),
                never_redirect=True,
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=False,
            )
        )
        session.trust_env, session.verify = False, self._verify
        # Even unfollowed, requests reads a redirect to its end for the next request; an endless one fills memory.
        session.get_redirect_target = nowhere
        for scheme in ("http://", "https://"):
            session.mount(scheme, PinnedAdapter(self._networks, deadline))
        return session


def create(allow: Sequence[str], ca_file: str | None = None) -> HttpSender:
    """A sender that reaches private networks only where `allow` lists them (CIDR); raises `ValueError` for bad entries.

    `ca_file` replaces the public certificate authorities, for receivers on an intranet.
    """
    return HttpSender(allow, ca_file)


class PinnedAdapter(HTTPAdapter):
    """Connects to the address that was checked; name, certificate and Host header stay those of the URL."""

    def __init__(self, allow: Sequence[Network], deadline: Deadline) -> None:
        super().__init__(max_retries=0)
        self._allow, self._deadline = allow, deadline

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host: Any
        pool: Any
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        name, url = str(host["host"]), str(request.url)
        request.headers["Host"] = urlsplit(url).netloc
        if host["scheme"] == "https":
            pool = {**pool, "assert_hostname": name, "server_hostname": name}
        host["host"] = resolve(name, port_of(url), self._allow, CONNECT_S)
        return host, pool

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = self._watched(pool.ConnectionCls)
        return pool

    def _watched(self, plain: Any) -> Any:
        deadline = self._deadline

        class Watched(plain):  # type: ignore[misc]  # http or https, known at run time
            def _new_conn(self) -> socket.socket:
                return deadline.watch(super()._new_conn())

        return Watched


class Deadline:
    """Closes the connections it watches when the time is over, whatever they are doing."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> socket.socket:
        """Keeps a duplicate of the socket, because TLS takes over the original's descriptor."""
        self._sockets.append(connection.dup())
        if self.over:
            self._end()
        return connection

    def _end(self) -> None:
        self.over = True
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for connection in self._sockets:
            connection.close()


def nowhere(answer: requests.Response) -> None:
    """Redirects are never followed."""


def failure_code(problem: Exception, over: bool) -> str:
    """The failure as a short code; `over` says that the deadline ended the exchange."""
    if isinstance(problem, Blocked):
        return "blocked_address"
    if over or isinstance(problem, (requests.Timeout, TimeoutError)):
        return "timeout"
    if isinstance(problem, requests.exceptions.SSLError):
        return "tls_failed"
    if isinstance(problem, ValueError):  # requests' InvalidURL and its kin are ValueErrors too
        return "invalid_url"
    return "connection_failed"


def _start_of(answer: requests.Response) -> str:
    """The first kilobyte as text; a body that breaks off or never ends does not matter, because the status is known."""
    kept = b""
    with suppress(*FAILURES):
        while len(kept) < KEPT_BYTES and (piece := answer.raw.read1(KEPT_BYTES - len(kept), decode_content=False)):
            kept += piece
    return kept[:KEPT_BYTES].decode("utf-8", "replace").replace("\0", "")


def _retry_after(value: str | None) -> float | None:
    """Seconds from either form of RFC 9110 section 10.2.3, or None."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
