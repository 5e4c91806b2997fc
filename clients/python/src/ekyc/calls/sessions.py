"""Sessions: created, read, listed, submitted, cancelled, asked for new photos, settled in tests, and their reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from ekyc.call import Call, Page, content, data, given, json, listed, path
from ekyc.shapes import Applicant, Config, Handoff, Metadata, NewSession, Outcome, Report, Session, Status, Submitted
from ekyc.webhook_shapes import Event


def create_session(
    *,
    applicant: Applicant | None = None,
    config: Config | None = None,
    client_reference_id: str | None = None,
    return_url: str | None = None,
    webhook_url: str | None = None,
    locale: str | None = None,
    metadata: Metadata | None = None,
    idempotency_key: str | None = None,
) -> Call[NewSession]:
    """Start a verification; send the person to its `url`. A key of your own makes it one even if your process dies."""
    body = given(
        applicant=applicant,
        config=config,
        client_reference_id=client_reference_id,
        return_url=return_url,
        webhook_url=webhook_url,
        locale=locale,
        metadata=metadata,
    )
    return Call("POST", path("/sessions"), json, body=body).under(Idempotency_Key=idempotency_key)


def read_session(session_id: str) -> Call[Session]:
    """Its status, checks and what was read, as of now."""
    return Call("GET", path("/sessions/{}", session_id), json)


def changed_session(session_id: str, etag: str) -> Call[tuple[Session | None, str]]:
    """The session and its ETag; None in place of the session while it is unchanged since `etag`."""

    def reads(response: httpx.Response) -> tuple[Session | None, str]:
        found: Session | None = None if response.status_code == 304 else json(response)
        return found, response.headers.get("ETag", "")

    return Call("GET", path("/sessions/{}", session_id), reads).under(If_None_Match=etag or None)


def list_sessions(
    *,
    status: Status | None = None,
    created_gte: datetime | str | None = None,
    client_reference_id: str | None = None,
    record_id: str | None = None,
    limit: int = 100,
) -> Call[Page[Session]]:
    """The sessions of the key's mode, newest first; `limit` are fetched per request."""
    return _sessions_from(
        given(
            status=status,
            created_gte=moment(created_gte),
            client_reference_id=client_reference_id,
            record_id=record_id,
            limit=limit,
        )
    )


def submit_session(session_id: str) -> Call[Submitted]:
    """Submit the session for verification, once it has its photos."""
    return Call("POST", path("/sessions/{}/submit", session_id), json)


def cancel_session(session_id: str) -> Call[Session]:
    """End a session that was not submitted."""
    return Call("POST", path("/sessions/{}/cancel", session_id), json)


def ask_again(session_id: str, items: Sequence[str], reasons: Sequence[str], *, days: int = 7) -> Call[Session]:
    """Ask the applicant for the named photos again, while the case is in review."""
    body = {"items": list(items), "reasons": list(reasons), "days": days}
    return Call("POST", path("/sessions/{}/resubmission", session_id), json, body=body)


def begin_handoff(session_id: str, *, anew: bool = False) -> Call[Handoff]:
    """Show a QR code on your own page to continue on a phone; `anew` also replaces a phone that has taken over."""
    return Call("POST", path("/sessions/{}/handoff", session_id), json, body={"anew": anew})


def read_handoff(session_id: str) -> Call[Handoff]:
    """What to show now, and the progress; ask again every few seconds, and after `valid_seconds` at the latest."""
    return Call("GET", path("/sessions/{}/handoff", session_id), json)


def settle_session(session_id: str, outcome: Outcome, *, reason: str | None = None) -> Call[Session]:
    """With a test key alone: set the outcome without photos, with history and webhooks."""
    where = path("/test/sessions/{}/outcome", session_id)
    return Call("POST", where, json, body=given(outcome=outcome, reason=reason))


def list_session_events(session_id: str) -> Call[list[Event]]:
    """The session's events as in webhooks, oldest first."""
    return Call("GET", path("/sessions/{}/events", session_id), data)


def read_report(session_id: str) -> Call[Report]:
    """Every check, the decision and its rule, the evidence, the history."""
    return Call("GET", path("/sessions/{}/report", session_id), json)


def read_report_pdf(session_id: str) -> Call[bytes]:
    """The report as PDF."""
    return Call("GET", path("/sessions/{}/report.pdf", session_id), content)


def read_evidence(session_id: str) -> Call[bytes]:
    """The report, the images and the audit entries as a zip archive."""
    return Call("GET", path("/sessions/{}/evidence.zip", session_id), content)


def moment(value: datetime | str | None) -> str | None:
    """A time in the form the server reads; raises `ValueError` for one without a time zone."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone: datetime.now(UTC)")
    return value.isoformat()


def _sessions_from(query: Mapping[str, str | int]) -> Call[Page[Session]]:
    def reads(response: httpx.Response) -> Page[Session]:
        body = listed(json(response))
        cursor = body.get("next_cursor")
        return Page(body["data"], _sessions_from({**query, "cursor": cursor}) if cursor else None)

    return Call("GET", path("/sessions"), reads, query=query)
