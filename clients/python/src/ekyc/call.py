"""A call as a value: what is requested from the server, and how to read its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import httpx

from ekyc.problems import Unreadable

T = TypeVar("T")
File = tuple[str, tuple[str, bytes]]
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request and the reader of its answer; no `repr` contains anything that may be about a person."""

    method: str
    path: str
    reads: Callable[[httpx.Response], T] = field(repr=False)
    query: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: Sequence[File] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def under(self, **headers: str | None) -> Call[T]:
        """The same call with more headers (`Idempotency_Key="…"`); None omits one."""
        more = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        return replace(self, headers={**self.headers, **more})

    def request(self) -> dict[str, Any]:
        """The arguments of `httpx.Client.request`."""
        return {
            "method": self.method,
            "url": self.path,
            "params": dict(self.query),
            "json": self.body,
            "data": dict(self.form) or None,
            "files": list(self.files) or None,
            "headers": dict(self.headers),
        }


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and the call for the next; None at the end."""

    items: Sequence[T]
    following: Call[Page[T]] | None


def path(pattern: str, *ids: str) -> str:
    """A path with ids in place of `{}`; raises `ValueError` for an invalid id, because it might lead elsewhere."""
    if not all(_ID.fullmatch(one) for one in ids):
        raise ValueError("an id has letters, digits, - and _ alone")
    return "/v1" + pattern.format(*ids)


def given(**values: Any) -> dict[str, Any]:
    """The values given: None is not sent."""
    return {name: value for name, value in values.items() if value is not None}


def json(response: httpx.Response) -> Any:
    """The answer's JSON; raises `Unreadable` for anything else, as where the URL is not the server's."""
    try:
        return response.json()
    except ValueError:
        raise Unreadable(response.status_code) from None


def data(response: httpx.Response) -> Any:
    """The items of a list."""
    return listed(json(response))["data"]


def listed(body: Any) -> Mapping[str, Any]:
    """The body of a list; raises `Unreadable` for anything else."""
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise Unreadable(200)
    return body


def content(response: httpx.Response) -> bytes:
    """A file, as received."""
    return response.content


def nothing(response: httpx.Response) -> None:
    """An answer without a body."""
