"""The exact bytes of a webhook: minified JSON in UTF-8, with its keys in the order of the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kyc.domain.check import CONTRACTED, Result
from kyc.domain.dates import stamp
from kyc.models import Verification
from kyc.services.telling.extraction import KEYS

COMPLETED = "verification.completed"
TEST = "webhook.test"
EVENTS = (
    COMPLETED,
    "verification.manual_review",
    "verification.resubmission_requested",
    "verification.resubmission_received",
    "session.created",
    "session.submitted",
    "session.expired",
    "session.cancelled",
    "session.redacted",
    "profile.flagged",
    "profile.flag_resolved",
    "profile.reverification_due",
)
IMPERSONAL = ("event", "session_id", "status", "created_at", "record_id", "mode", "closed", "redaction", "endpoint_id")
"""Keys that stay when a person is erased."""


def completed(verification: Verification, results: Mapping[str, str]) -> bytes:
    """The body of verification.completed: these keys in this order and no others.

    `results` maps check names to results; a check without one did not run, and a field that was not read is null.
    """
    read = verification.extracted or {}
    return _minified(
        {
            "event": COMPLETED,
            "session_id": verification.id,
            "status": verification.state.value,
            "confidence": verification.confidence,
            "checks": {name: results.get(name, Result.NOT_PERFORMED.value) for name in CONTRACTED},
            "extracted_data": {key: read.get(key) for key in KEYS},
        }
    )


def brief(event: str, verification: Verification, at: datetime, more: Mapping[str, Any] | None = None) -> bytes:
    """The body of every other event, and of any event for an endpoint with thin payloads: ids and status only.

    `more` are the keys that an event has besides these.
    """
    closed = verification.closed_reason and {
        "reason": verification.closed_reason,
        "at": stamp(verification.closed_at or at),
    }
    return _minified(
        {
            "event": event,
            "session_id": verification.id,
            "status": verification.state.value,
            "created_at": stamp(at),
            "record_id": verification.profile_id,
            "mode": verification.mode,
            "closed": closed or None,
            **(more or {}),
        }
    )


def thinned(body: bytes) -> bytes:
    """A stored message without any personal data: only the keys for the session and its status."""
    told = json.loads(body or b"{}")
    return _minified({key: told[key] for key in IMPERSONAL if key in told})


def test(endpoint_id: str, mode: str, at: datetime) -> bytes:
    """The body of webhook.test: the common keys, without a session."""
    about = {"session_id": None, "status": None, "created_at": stamp(at), "record_id": None, "mode": mode}
    return _minified({"event": TEST, **about, "endpoint_id": endpoint_id})


def without_echo(answer: str, body: bytes) -> str:
    """A receiver's answer in the form for logging: withheld if it repeats the message's personal data."""
    said = answer.casefold()
    return "(withheld: it repeats the message)" if any(word in said for word in _personal(body)) else answer


def _personal(body: bytes) -> set[str]:
    read = json.loads(body).get("extracted_data") or {}
    values = [read.get(key) or "" for key in ("full_name", "date_of_birth", "document_number")]
    words = [word for value in values for word in value.casefold().split()]
    return {word for word in [*values, *words] if len(word) > 2}


def _minified(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
