"""Old records out of a PocketBase that runs, by its REST API, as a superuser."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from kyc.adapters.pocketbase.names import Names, Row, record
from kyc.domain.errors import NotFound, Refused
from kyc.domain.moving import Item, MovingStopped, OldRecord

TIMEOUT_S = (5.0, 60.0)
WAITS_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
_LONGEST_WAIT_S = 120.0
_TOKEN_S = 60.0
_LOST = (requests.ConnectionError, requests.Timeout)
# PocketBase takes at most 3,500 characters and 200 expressions in a filter.
_OWNERS = 80
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server is and who asks; `ca_file` replaces the public certificate authorities."""

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
    """Asks politely: signs in again where a sign-in has lapsed, and waits where it is told to or nobody answers."""

    def __init__(
        self, access: Access, sleep: Callable[[float], object] = time.sleep, waits_s: Sequence[float] = WAITS_S
    ) -> None:
        self._access, self._sleep, self._waits_s = access, sleep, tuple(waits_s)
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, access.ca_file or True

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        """An answer of 2xx or 4xx; raises `MovingStopped` where there is none in the end."""
        for wait_s in (*WAITS_S, None):
            answer = self._asked(method, path, more)
            if answer is not None and answer.status_code == 401 and self._sign_in():
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
        """A fresh sign-in; `MovingStopped` where it is refused, False where nobody answered."""
        body = {"identity": self._access.identity, "password": self._access.password}
        self._session.headers.pop("Authorization", None)
        answer = self._asked("POST", "/api/collections/_superusers/auth-with-password", {"json": body})
        if answer is None or answer.status_code == 429 or answer.status_code >= 500:
            return False
        if answer.status_code != 200:
            raise MovingStopped("PocketBase does not know this superuser, or not with this password")
        self._session.headers["Authorization"] = str(answer.json()["token"])
        return True


class Server:
    """Fills `kyc.domain.moving.OldRecords`."""

    def __init__(self, client: Client, names: Names) -> None:
        self._client, self._names = client, names
        self._token, self._token_until = "", 0.0

    def count(self) -> int:
        self._pictures  # noqa: B018  (a mistake in the names is told before anything is moved)
        return int(self._json(f"{self._records(self._names.profiles)}?perPage=1&fields=id")["totalItems"])

    def pages(self, size: int) -> Iterator[Sequence[OldRecord]]:
        """By what was last seen and not by number: stable while records are added."""
        pictures, created = self._pictures, self._names.of("created")
        last: Row | None = None
        while rows := self._page(self._names.profiles, created, last, min(size, _PAGE)):
            history = self._histories([str(row["id"]) for row in rows])
            yield [record(self._names, row, history.get(row["id"], ()), pictures) for row in rows]
            last = rows[-1]

    def file(self, record_id: str, name: str, limit: int) -> bytes:
        path = f"/api/files/{quote(self._names.profiles)}/{quote(record_id)}/{quote(name, safe='')}"
        with self._client.ask("GET", path, params={"token": self._file_token()}, stream=True) as answer:
            if answer.status_code != 200:
                raise NotFound
            return _body(answer, limit)

    def _histories(self, ids: Sequence[str]) -> Mapping[str, list[Row]]:
        owner, at = self._names.of("history.profile"), self._names.of("history.at")
        grouped: dict[str, list[Row]] = {}
        for start in range(0, len(ids), _OWNERS):
            asked = " || ".join(f"{owner}='{one}'" for one in ids[start : start + _OWNERS] if one.isalnum())
            last: Row | None = None
            while rows := self._page(self._names.history, at, last, _PAGE, asked):
                for row in rows:
                    grouped.setdefault(str(row[owner]), []).append(row)
                if len(rows) < _PAGE:
                    break
                last = rows[-1]
        return grouped

    def _page(self, collection: str, moment: str, last: Row | None, size: int, asked: str = "") -> list[Row]:
        behind = f"({moment}>'{last[moment]}' || ({moment}='{last[moment]}' && id>'{last['id']}'))" if last else ""
        both = " && ".join(f"({one})" for one in (asked, behind) if one)
        query = {"perPage": str(size), "skipTotal": "1", "sort": f"{moment},id", **({"filter": both} if both else {})}
        found: list[Row] = self._json(self._records(collection), query)["items"]
        return found

    @cached_property
    def _pictures(self) -> Mapping[str, Item]:
        self._names.check_history(self._fields(self._names.history))
        return self._names.pictures(self._fields(self._names.profiles))

    def _fields(self, collection: str) -> list[Row]:
        found: list[Row] = self._json(f"/api/collections/{quote(collection)}")["fields"]
        return found

    def _records(self, collection: str) -> str:
        return f"/api/collections/{quote(collection)}/records"

    def _json(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = self._client.ask("GET", path, params=query)
        if answer.status_code != 200:
            raise MovingStopped(f"PocketBase answers {answer.status_code} for {path.partition('?')[0]}")
        found: dict[str, Any] = answer.json()
        return found

    def _file_token(self) -> str:
        """Opens protected files, for a few minutes."""
        if time.monotonic() > self._token_until:
            self._token = str(self._client.ask("POST", "/api/files/token").json().get("token", ""))
            self._token_until = time.monotonic() + _TOKEN_S
        return self._token


def _body(answer: requests.Response, limit: int) -> bytes:
    found = b""
    try:
        for piece in answer.iter_content(1 << 16):
            found += piece
            if len(found) > limit:
                raise Refused("file_too_large")
    except requests.RequestException:
        raise MovingStopped("the connection to PocketBase broke off; run the same command again to go on") from None
    return found


def _near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(answer: requests.Response | None) -> float:
    """Seconds that the server asks to wait."""
    said = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(said), _LONGEST_WAIT_S) if said.isdigit() else 0.0
