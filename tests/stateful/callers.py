"""The callers over HTTP: partners with their keys, browsers with their cookies; nobody ever gets a 5xx."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT_S = 30
ANSWERS: Counter[str] = Counter()
"""How often anybody was answered, by status."""
_HIDDEN = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>")
_PART = re.compile(r'\b(name|value)="([^"]*)"')
PROBLEM = "application/problem+json"


class Caller:
    """One client of the server: a connection, and cookies."""

    def __init__(self, url: str) -> None:
        self.url, self.http = url, requests.Session()

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        answer = self.http.request(method, self.url + path, timeout=TIMEOUT_S, **more)
        ANSWERS[str(answer.status_code)] += 1
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer


class Partner(Caller):
    """Calls with a key; every refusal under /v1 is problem details."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(url)
        self.key = key

    def ask(self, method: str, path: str, *allowed: int, **more: Any) -> requests.Response:
        """The answer, which must have one of these statuses."""
        headers = {"x-api-key": self.key, **more.pop("headers", {})}
        answer = self.call(method, path, headers=headers, **more)
        assert answer.status_code in allowed, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        if path.startswith("/v1") and answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM
        return answer

    def send(self, path: str, image: bytes, **fields: str) -> requests.Response:
        """A photo to a session's own address."""
        file = {"file": ("photo.jpg", image, "image/jpeg")}
        return self.ask("POST", path, 200, 201, 401, 404, 409, 422, data=fields, files=file)


@dataclass(frozen=True)
class Page:
    """What a browser shows: the URL after redirects, and the hidden fields of its forms."""

    status: int
    path: str
    hidden: Mapping[str, str]
    text: str


class Browser(Caller):
    """Opens pages and sends their forms, hidden fields and all."""

    def get(self, path: str) -> Page:
        return self._page(self.call("GET", path))

    def post(self, path: str, at: str | None = None, files: Any = None, **fields: Any) -> Page:
        """Send a form of the page `at` (by default the same URL); without such a form, what a stranger would send."""
        page = self.get(at or path)
        return self._page(self.call("POST", path, data={**page.hidden, **fields}, files=files))

    def _page(self, answer: requests.Response) -> Page:
        found = (dict(_PART.findall(one)) for one in _HIDDEN.findall(answer.text))
        hidden = {one["name"]: html.unescape(one.get("value", "")) for one in found if "name" in one}
        return Page(answer.status_code, answer.url.removeprefix(self.url), hidden, answer.text)
