"""RFC 9457 problem details, the error shape of `/v1`; never repeats a submitted value."""

from __future__ import annotations

from typing import Any

from flask import Response, json, request

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
    return Response(json.dumps(body), status, mimetype="application/problem+json")
