"""What can go wrong, as one tree of exceptions; none of them contains a value that was sent."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx


class EkycError(Exception):
    """The base of all exceptions that this package raises."""


class NoAnswer(EkycError):
    """The server could not be reached, or did not answer, in spite of all retries."""


class Unreadable(EkycError):
    """An answer that is not from an eKYC server; is the URL correct?"""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status}: not an answer of an eKYC server; is the address right?")
        self.status = status


class WaitedTooLong(EkycError):
    """The session had no result in time; `status` is the last one seen."""

    def __init__(self, status: str) -> None:
        super().__init__(f"no result in time; the session is {status}")
        self.status = status


class BadWebhook(EkycError):
    """A message that cannot be trusted; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, by JSON pointer; `detail` is words for a developer."""

    pointer: str
    code: str
    detail: str


class Problem(EkycError):
    """The server refused (RFC 9457): `code` is stable, `members` are its other members."""

    def __init__(self, status: int, body: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status, self.retry_after = status, retry_after
        self.code = str(body.get("code") or f"http_{status}")
        self.errors = [_field(one) for one in body.get("errors") or () if isinstance(one, dict)]
        self.members = dict(body)
        fields = ", ".join(f"{one.pointer} {one.code}" for one in self.errors)
        super().__init__(f"{status} {self.code}" + (f": {fields}" if fields else ""))


class Unauthorized(Problem):
    """401: no key, or one that is unknown, expired or revoked."""


class Forbidden(Problem):
    """403: the key lacks the scope."""


class NotFound(Problem):
    """404: unknown, another partner's, or of the other mode."""


class Conflict(Problem):
    """409: not possible in the session's state."""


class Invalid(Problem):
    """400, 413, 415, 422: something in the request is not acceptable; see `errors`."""


class ImageRefused(Invalid):
    """422: the photo is not usable; `hint` may be shown to the person, `attempts_left` may be None."""

    @property
    def hint(self) -> str:
        return str(self.members.get("hint", ""))

    @property
    def attempts_left(self) -> int | None:
        left = self.members.get("attempts_left")
        return left if isinstance(left, int) else None


class TooManyRequests(Problem):
    """429: `retry_after` says how long to wait."""


class ServerFailed(Problem):
    """5xx: whether the request took effect is unknown."""


_KINDS: dict[int, type[Problem]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    429: TooManyRequests,
}


def problem_of(response: httpx.Response) -> Problem:
    """The exception for an unsuccessful answer; an error page of a proxy becomes one with the code `http_…`."""
    try:
        found = response.json()
    except ValueError:
        found = None
    body = found if isinstance(found, dict) else {}
    status = response.status_code
    kind = ServerFailed if status >= 500 else _KINDS.get(status, Problem)
    if kind is Invalid and "hint" in body:
        kind = ImageRefused
    return kind(status, body, retry_after(response, datetime.now(UTC)))


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Seconds the server asks to wait (a number or a date), None where it does not."""
    said = response.headers.get("Retry-After", "")
    if said.isascii() and said.isdecimal():
        return float(said)
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _field(one: Mapping[str, Any]) -> FieldProblem:
    return FieldProblem(*(str(one.get(name, "")) for name in ("pointer", "code", "detail")))
