"""Events: written in the transaction of what happened, with a delivery to every endpoint that wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.models import CheckRecord, Event, Verification, WebhookEndpoint, utcnow
from kyc.models.inserting import insert_now
from kyc.services.telling import deliveries, endpoints, messages
from kyc.services.telling.messages import COMPLETED


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    endpoint_id: str | None
    payload: str


def announce(
    session: Session, verification: Verification, event_type: str, more: Mapping[str, Any] | None = None
) -> None:
    """Store an event and queue its deliveries, in the caller's transaction; verification.completed at most once.

    `more` are keys that this event has besides the common ones; they contain no personal data.
    """
    session.flush()
    if event_type == COMPLETED and _completed_before(session, verification.id):
        return
    now = utcnow()
    brief = messages.brief(event_type, verification, now, more)
    body = messages.completed(verification, _results(session, verification.id)) if event_type == COMPLETED else brief
    event = Event(id=ids.event_id(), type=event_type, body=body, at=now, verification_id=verification.id)
    event.partner_id, event.profile_id, event.mode = verification.partner_id, verification.profile_id, verification.mode
    if not insert_now(session, event):  # completed at the same moment by another
        return
    for target in _targets(session, verification, event_type):
        deliveries.start(session, event, target.endpoint_id, target.url, brief if target.payload == "thin" else body)


def _completed_before(session: Session, verification_id: str) -> bool:
    found = select(Event.id).where(Event.verification_id == verification_id, Event.type == COMPLETED)
    return session.scalar(found.limit(1)) is not None


def _results(session: Session, verification_id: str) -> dict[str, str]:
    found = select(CheckRecord).where(CheckRecord.verification_id == verification_id)
    return {record.name: record.result for record in session.scalars(found)}


def _targets(session: Session, verification: Verification, event_type: str) -> Sequence[_Target]:
    """For an outcome the session's own URL, then the endpoints that want this event; each URL once."""
    found: dict[str, _Target] = {}
    if verification.webhook_url and event_type == COMPLETED:
        found[verification.webhook_url] = _Target(verification.webhook_url, None, "seed")
    whose = {"partner": verification.partner_id, "mode": verification.mode}
    for endpoint_id, url, events, payload in session.connection().execute(_ENDPOINTS, whose):
        if endpoints.hears(events, event_type):
            found.setdefault(url, _Target(url, endpoint_id, payload))
    return list(found.values())


# built once: every create uses it
_ENDPOINTS = (
    select(WebhookEndpoint.id, WebhookEndpoint.url, WebhookEndpoint.events, WebhookEndpoint.payload)
    .where(WebhookEndpoint.partner_id == bindparam("partner"), WebhookEndpoint.disabled_at.is_(None))
    .where(WebhookEndpoint.mode.is_(None) | (WebhookEndpoint.mode == bindparam("mode")))
    .order_by(WebhookEndpoint.mode.is_(None), WebhookEndpoint.created_at)
)
"""A partner's endpoints that may receive an event, those of its mode before those of both."""
