"""Fetches a list's file: within limits of size and time, completely or not at all, and only if it changed.

The URLs are set by the operator and may be internal (a mirror). Redirect targets are not: a redirect is followed only
to the same host, to public addresses and to the networks that webhooks may reach, and never to plain http unless that
is allowed.
"""

from __future__ import annotations

import email.utils
import errno
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import requests

from kyc.adapters.addresses import Blocked, check_url, networks
from kyc.adapters.outgoing import CONNECT_S, FAILURES, Deadline, PinnedAdapter, failure_code, nowhere
from kyc.adapters.screening.lists.source import MAX_BYTES

_ANYWHERE = ("0.0.0.0/0", "::/0")
_SILENCE_S = 60.0
_REDIRECTS = 5
_CHUNK = 1 << 18
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_FIXED = {"User-Agent": "ekyc-watchlists/1", "Accept-Encoding": "identity"}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WORDS = {
    "blocked_address": "points on to an address that is not public",
    "timeout": "took too long",
    "tls_failed": "its certificate is not trusted",
    "invalid_url": "not an address that can be fetched",
    "connection_failed": "cannot be reached, or the connection broke off",
}


class FetchFailed(Exception):
    """A file that could not be fetched: the host (without the path, which may contain a token) and the reason."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{urlsplit(url).hostname}: {reason}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a download: seconds, bytes, plain http, certificate authorities, private networks."""

    seconds: float = 900.0
    max_bytes: int = MAX_BYTES
    allow_http: bool = False
    ca_file: Path | None = None
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Identifies the version of a file: the server's validators for it, and a digest of its content."""

    etag: str = ""
    modified: str = ""
    sha256: str = ""

    def conditions(self) -> Mapping[str, str]:
        """The headers of a conditional request, for the file only if it changed (RFC 9110, section 13.1)."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}


def fetch(url: str, target: Path, known: Stamp | None, limits: Limits) -> Stamp:
    """Write the file at `url` to `target`, with the server's date for it, and return its stamp.

    Returns `known` itself, and writes nothing, if the server reports no change. Raises `FetchFailed`.
    """
    with Deadline(limits.seconds) as deadline:
        try:
            return _fetched(url, target, known, limits, deadline)
        except FAILURES as problem:
            if getattr(problem, "errno", None) in _FULL:
                raise FetchFailed(url, "there is no room for the file on this machine") from None
            raise FetchFailed(url, _WORDS[failure_code(problem, deadline.over)]) from None


def file_name(url: str) -> str:
    """The last part of the path, which distinguishes formats whose content does not."""
    return _ODD.sub("_", unquote(urlsplit(url).path).rpartition("/")[2])[-100:].lstrip(".") or "list"


def _fetched(url: str, target: Path, known: Stamp | None, limits: Limits, deadline: Deadline) -> Stamp:
    place = url
    for _ in range(_REDIRECTS + 1):
        with _asked(place, url, known, limits, deadline) as answer:
            if answer.status_code == 304 and known:
                return known
            if answer.status_code == 200:
                return _kept(url, answer, target, limits, deadline)
            place = _onward(url, place, answer)
    raise FetchFailed(url, f"points on more than {_REDIRECTS} times")


@contextmanager
def _asked(
    place: str, url: str, known: Stamp | None, limits: Limits, deadline: Deadline
) -> Iterator[requests.Response]:
    """The answer to one request; the environment's proxies and .netrc are ignored, as for webhooks."""
    own = urlsplit(place).hostname == urlsplit(url).hostname
    allow = _ANYWHERE if own else limits.allow
    if problem := check_url(place, allow):
        raise Blocked if problem == "blocked_address" else requests.exceptions.InvalidURL
    if not (limits.allow_http or place.startswith("https://")):
        raise FetchFailed(url, "only https is fetched (WATCHLIST_ALLOW_HTTP)")
    session: Any = requests.Session()
    session.trust_env, session.verify, session.get_redirect_target = False, str(limits.ca_file or "") or True, nowhere
    for scheme in ("http://", "https://"):
        session.mount(scheme, PinnedAdapter(networks(allow), deadline))
    headers = _FIXED | dict(known.conditions() if known else {})
    with session, session.get(place, headers=headers, stream=True, timeout=(CONNECT_S, _SILENCE_S)) as answer:
        if deadline.over:  # cut off within the headers, which looks like their end
            raise requests.Timeout
        yield answer


def _onward(url: str, place: str, answer: requests.Response) -> str:
    if answer.status_code in {301, 302, 303, 307, 308} and "location" in answer.headers:
        return urljoin(place, answer.headers["location"])
    raise FetchFailed(url, f"answered {answer.status_code}")


def _kept(url: str, answer: requests.Response, target: Path, limits: Limits, deadline: Deadline) -> Stamp:
    length = answer.headers.get("content-length")
    if length is None and "chunked" not in answer.headers.get("transfer-encoding", ""):
        raise FetchFailed(url, "does not say how long the file is: one that is cut off would look whole")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise FetchFailed(url, "sends the file compressed though it was not asked to")
    if length and int(length) > limits.max_bytes:
        raise FetchFailed(url, f"the file is larger than {limits.max_bytes} bytes")
    digest = _written(url, answer, target, limits.max_bytes)
    if deadline.over:
        raise requests.Timeout
    stamp = Stamp(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""), digest)
    _date(target, stamp.modified)
    return stamp


def _written(url: str, answer: requests.Response, target: Path, max_bytes: int) -> str:
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while piece := answer.raw.read(_CHUNK):
            size += len(piece)
            if size > max_bytes:
                raise FetchFailed(url, f"the file is larger than {max_bytes} bytes")
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _date(target: Path, modified: str) -> None:
    """Set the file's date to the server's, which is used for lists that carry no date."""
    try:
        moment = email.utils.parsedate_to_datetime(modified).timestamp()
    except ValueError:
        return
    os.utime(target, (moment, moment))
