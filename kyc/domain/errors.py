"""Errors of the use cases: stable codes, no HTTP, and never a value that a person submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """Something a caller did that the rules do not allow; `code` is stable, each door words it."""

    code = "error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class NotFound(DomainError):
    """No such record for this caller: unknown, malformed, erased or another partner's."""

    code = "not_found"


class Erased(NotFound):
    """A record that was erased: unknown to every program, and said so to the person who follows its link."""


class InvalidTransition(DomainError):
    """The verification is in a state in which this step is not allowed."""

    code = "invalid_transition"

    def __init__(self, status: str, allowed: Sequence[str]) -> None:
        super().__init__(f"not allowed while the verification is {status}")
        self.status, self.allowed = status, list(allowed)


class MissingEvidence(DomainError):
    """Submit before everything that is required is there."""

    code = "requirements_missing"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("something is still missing")
        self.missing = list(missing)


class LostRace(DomainError):
    """Somebody else changed the same record in the same moment."""

    code = "conflict"


class Closed(DomainError):
    """The verification has expired or was cancelled; a new one has to be opened."""

    code = "session_closed"


class Held(DomainError):
    """The record is under a legal hold: nothing of it may be destroyed."""

    code = "legal_hold"


class Denied(DomainError):
    """The caller is known but may not do this."""

    code = "forbidden"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a request, located by JSON pointer (RFC 6901); never holds the value."""

    pointer: str
    code: str
    detail: str


class Invalid(DomainError):
    """A request whose content cannot be accepted."""

    code = "invalid_request"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(error.detail for error in errors))
        self.errors = list(errors)


def require_valid(faults: Mapping[tuple[str, str], bool]) -> None:
    """Raise `Invalid` with every fault that holds, each given as its JSON pointer and its words."""
    if errors := [FieldError(pointer, "invalid_value", words) for (pointer, words), holds in faults.items() if holds]:
        raise Invalid(errors)


class Refused(DomainError):
    """An upload that cannot serve as evidence; `code` is a reason of the catalogue."""

    def __init__(self, reason: str, attempts_left: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.attempts_left = reason, attempts_left


class Unavailable(DomainError):
    """A part that this installation needs is not there (a model, a list, a store)."""

    code = "unavailable"
