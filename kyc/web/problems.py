"""RFC 9457 problem details, the error format of `/v1`; never repeats a submitted value."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from kyc.domain.errors import (
    Closed,
    Denied,
    DomainError,
    Held,
    Invalid,
    InvalidTransition,
    LostRace,
    MissingEvidence,
    NotFound,
    Refused,
    Unavailable,
)
from kyc.domain.reasons import CATALOGUE
from kyc.web.answers import answer

TITLES = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Payload too large",
    415: "Unsupported media type",
    422: "Unprocessable content",
    429: "Too many requests",
    500: "Internal server error",
    503: "Service unavailable",
}
RETRY_S = "5"


class Unauthorized(DomainError):
    """No key, or one that is unknown, expired or revoked; the answer does not say which."""

    code = "unauthorized"


STATUS: dict[type[DomainError], int] = {
    Unauthorized: 401,
    Denied: 403,
    NotFound: 404,
    InvalidTransition: 409,
    MissingEvidence: 409,
    LostRace: 409,
    Closed: 409,
    Held: 409,
    Invalid: 422,
    Refused: 422,
    Unavailable: 503,
}
DETAILS = {
    "not_found": "There is no such session for this caller.",
    "conflict": "Somebody else changed the same session in the same moment; read it again, then retry.",
    "legal_hold": "The record is under a legal hold; nothing of it can be erased until that is lifted.",
    "forbidden": "The caller is known but may not do this.",
    "invalid_request": "The request has values that cannot be accepted; see errors.",
    "requirements_missing": "Something is still required before submit; see requirements.missing.",
    "unavailable": "A part that this request needs is not available right now.",
}


def problem(status: int, code: str, detail: str = "", **members: Any) -> Response:
    """An `application/problem+json` answer: type, title, status, detail, instance, code, then extension members."""
    body = {
        "type": f"urn:ekyc:problem:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail or TITLES.get(status, "Error"),
        "instance": request.path,
        "code": code,
        **members,
    }
    return answer(body, status, "application/problem+json")


def of_domain(error: DomainError) -> Response:
    """A domain error as a problem of `/v1`."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    answer = problem(status, error.code, _detail(error), **_members(error))
    if status == 503:
        answer.headers["Retry-After"] = RETRY_S
    return answer


def _detail(error: DomainError) -> str:
    if isinstance(error, Refused):
        return CATALOGUE[error.code].partner if error.code in CATALOGUE else error.code
    if isinstance(error, Closed):
        return f"The session is {error.detail}; create a new one."
    return DETAILS.get(error.code) or error.detail


def _members(error: DomainError) -> dict[str, Any]:
    """Extension members for programs; `status` is the HTTP status, so the session's is `session_status`."""
    if isinstance(error, InvalidTransition):
        return {"session_status": error.status, "allowed": error.allowed}
    if isinstance(error, MissingEvidence):
        return {"requirements": {"missing": error.missing}}
    if isinstance(error, Closed):
        return {"closed": {"reason": error.detail}}
    if isinstance(error, Invalid):
        return {"errors": [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in error.errors]}
    if isinstance(error, Refused):
        return _refusal(error)
    return {}


def _refusal(error: Refused) -> dict[str, Any]:
    """How to correct a refused image, in words that may be shown to a person, and how many attempts are left."""
    hint = {"hint": CATALOGUE[error.code].applicant} if error.code in CATALOGUE else {}
    return hint if error.attempts_left is None else {**hint, "attempts_left": error.attempts_left}
