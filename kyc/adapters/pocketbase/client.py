"""A client of PocketBase's REST API, as a superuser."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from kyc.domain.moving import MovingStopped

TIMEOUT_S = (5.0, 60.0)
WAITS_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_LONGEST_WAIT_S = 120.0
_STRANGER = (401, 403)
"""PocketBase's answers to an expired sign-in, which it treats as none."""
_LOST = (requests.ConnectionError, requests.Timeout)


@dataclass(frozen=True, slots=True)
class Access:
    """The server's address and our credentials; `ca_file` replaces the public certificate authorities."""

    url: str
    identity: str
    password: str = field(repr=False)
    ca_file: str | None = None

    def __post_init__(self) -> None:
        split = urlsplit(self.url)
        if split.scheme not in ("http", "https") or not split.hostname or split.username:
            raise MovingStopped("the address of PocketBase has to be https://host, without a password in it")
        if split.scheme == "http" and not _near(split.hostname):
            raise MovingStopped("over plain http everybody between could read along: only to this machine; use https")


class Client:
    """Sends requests: signs in again when a sign-in has expired, and waits when told to or when nobody answers."""

    def __init__(
        self, access: Access, waits_s: Sequence[float] = WAITS_S, sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._access, self._waits_s, self._sleep = access, tuple(waits_s), sleep
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, access.ca_file or True

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """The answer, with a status of 2xx or 4xx; raises `MovingStopped` where retries give none."""
        for wait_s in (*self._waits_s, None):
            answer = self._asked(method, path, more)
            if answer is not None and answer.status_code in _STRANGER and self._sign_in():
                answer = self._asked(method, path, more)
            if answer is not None and answer.status_code != 429 and answer.status_code < 500:
                return answer
            if wait_s is not None:
                self._sleep(max(wait_s, _told(answer)))
        said = f"answers {answer.status_code}" if answer is not None else "does not answer"
        raise MovingStopped(f"PocketBase {said}; what was moved stays, run the same command again to go on")

    def _asked(self, method: str, path: str, more: Mapping[str, Any]) -> requests.Response | None:
        try:
            url = self._access.url.rstrip("/") + path
            return self._session.request(method, url, timeout=TIMEOUT_S, allow_redirects=False, **more)
        except _LOST:
            return None

    def _sign_in(self) -> bool:
        """Sign in anew; raises `MovingStopped` if refused, and returns False if nobody answered."""
        body = {"identity": self._access.identity, "password": self._access.password}
        self._session.headers.pop("Authorization", None)
        answer = self._asked("POST", "/api/collections/_superusers/auth-with-password", {"json": body})
        if answer is None or answer.status_code == 429 or answer.status_code >= 500:
            return False
        if answer.status_code != 200:
            raise MovingStopped("PocketBase does not know this superuser, or not with this password")
        self._session.headers["Authorization"] = str(answer.json()["token"])
        return True


def _near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(answer: requests.Response | None) -> float:
    """The seconds that the server asks us to wait."""
    said = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(said), _LONGEST_WAIT_S) if said.isdigit() else 0.0
