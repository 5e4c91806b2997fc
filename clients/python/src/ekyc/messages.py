"""Webhooks: verified, signed for tests, and received; the standard library alone.

The signature is that of Standard Webhooks 1.0, so any of its libraries may sign or verify as well.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ekyc.problems import BadWebhook

TOLERANCE_S = 300.0
LONGEST_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Message:
    """A verified webhook: `id` is the same at every attempt, so skip those already seen; `data` is the whole body.

    `final` says that the status will not change any more. Personal data is in `data`, never in `repr`.
    """

    id: str
    event: str
    session_id: str | None
    status: str | None
    final: bool
    mode: str
    record_id: str | None
    attempt: int
    data: Mapping[str, Any] = field(repr=False)


def verify(
    secret: str | Sequence[str],
    headers: Mapping[str, str],
    body: bytes,
    *,
    tolerance: float = TOLERANCE_S,
    now: float | None = None,
) -> Message:
    """The message, if one of its signatures is by one of your secrets; raises `BadWebhook` for any other.

    `body` is the request's bytes before any JSON parser; `tolerance` is how far the clocks may differ, in seconds.
    """
    told = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    if not (message_id and timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise BadWebhook("headers_missing")
    if abs((time.time() if now is None else now) - int(timestamp)) > tolerance:
        raise BadWebhook("timestamp_out_of_tolerance")
    expected = [_signature(one, message_id, timestamp, body) for one in _secrets(secret)]
    given = [one.encode() for one in told.get("webhook-signature", "").split()]
    if not any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given):
        raise BadWebhook("signature_invalid")
    return _message(told, body)


def sign(secret: str, message_id: str, body: bytes, *, now: float | None = None) -> dict[str, str]:
    """The headers that make a message verifiable, for tests of your receiver."""
    timestamp = str(int(time.time() if now is None else now))
    signature = _signature(_key(secret), message_id, timestamp, body).decode()
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def receiver(secret: str | Sequence[str], heard: Callable[[Message], object]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that calls `heard` with every verified message: answers 204, or 400 for an unverifiable one.

    Exceptions of `heard` are passed on: the server above answers 500, and the message is sent again.
    """

    def application(environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdecimal() else 0
        body = environ["wsgi.input"].read(size) if size <= LONGEST_BODY else b""
        headers = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
        try:
            message = verify(secret, headers, body)
        except BadWebhook as problem:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [problem.code.encode()]
        heard(message)
        start_response("204 No Content", [])
        return []

    return application


def _message(told: Mapping[str, str], body: bytes) -> Message:
    try:
        data = json.loads(body)
        return Message(
            id=told["webhook-id"],
            event=data["event"],
            session_id=data.get("session_id"),
            status=data.get("status"),
            final=told.get("x-ekyc-final") == "true",
            mode=told.get("x-ekyc-mode", "live"),
            record_id=told.get("x-ekyc-record-id"),
            attempt=int(told.get("x-ekyc-attempt", "1")),
            data=data,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadWebhook("body_unreadable") from None


def _signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return b"v1," + base64.b64encode(signed)


def _secrets(given: str | Sequence[str]) -> list[bytes]:
    return [_key(one) for one in ([given] if isinstance(given, str) else given)]


def _key(secret: str) -> bytes:
    """The bytes of a `whsec_…`; raises `ValueError` otherwise, and for an empty key: anybody could sign with it."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("a webhook secret is whsec_ and base64")
    return key
