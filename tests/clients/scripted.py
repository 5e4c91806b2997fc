"""A server of canned answers that records the requests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx

Said = httpx.Response | Exception


class Script(httpx.MockTransport):
    """Gives its answers one after the other; exceptions among them are raised. `asked` are the requests."""

    def __init__(self, *answers: Said) -> None:
        super().__init__(self._next)
        self.asked: list[httpx.Request] = []
        self._answers = iter(answers)

    def _next(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def keys(self) -> list[str | None]:
        """The Idempotency-Key of each request."""
        return [one.headers.get("Idempotency-Key") for one in self.asked]


def problem(status: int, code: str, headers: dict[str, str] | None = None, **members: Any) -> httpx.Response:
    """Problem details as the server answers them."""
    body = {"type": f"urn:ekyc:problem:{code}", "status": status, "code": code, "detail": "…", **members}
    return httpx.Response(status, content=json.dumps(body).encode(), headers=headers or {})


def page(items: Sequence[dict[str, Any]], **more: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": list(items), **more})
