"""Partners' webhook endpoints: creating, changing, rotating the secret, disabling and removing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.domain.evidence import Mode
from kyc.domain.ports import Sealer
from kyc.models import Delivery, Partner, WebhookEndpoint, utcnow
from kyc.services.accounts.partners import fresh_secret
from kyc.services.record import audit
from kyc.services.record.audit import SYSTEM, Act
from kyc.services.telling.messages import COMPLETED

MOST = 16
"""The most endpoints of one partner in one mode."""
ROTATION = timedelta(hours=24)
PATIENCE = timedelta(days=5)
GONE, FAILING, BY_PARTNER = "gone", "failing", "by_partner"
"""Why an endpoint is disabled: it answered 410; nothing but failures for `PATIENCE`; at the partner's request."""


@dataclass(frozen=True, slots=True)
class EndpointChanges:
    """What a partner may set of an endpoint; None leaves it unchanged."""

    url: str | None = None
    events: Sequence[str] | None = None
    payload: str | None = None
    name: str | None = None
    enabled: bool | None = None


def create(
    session: Session, keyring: Sealer, partner_id: str, mode: Mode, changes: EndpointChanges, actor: str
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its signing secret, which is shown only now; raises `Invalid` if there are `MOST`."""
    if len(all_of(session, partner_id, mode)) >= MOST:
        raise Invalid([FieldError("", "too_many_endpoints", f"There may be {MOST} endpoints; remove one first.")])
    endpoint = WebhookEndpoint(id=ids.token("we"), partner_id=partner_id, mode=mode, url="", events=[])
    secret = fresh_secret()
    endpoint.sealed_secret = _sealed(endpoint.id, [secret], keyring)
    change(session, endpoint, changes, actor)
    session.add(endpoint)
    session.flush()
    return endpoint, secret


def all_of(session: Session, partner_id: str, mode: Mode) -> Sequence[WebhookEndpoint]:
    """The partner's own endpoints in one mode, the oldest first; the operator's is not among them."""
    mine = (WebhookEndpoint.partner_id == partner_id) & (WebhookEndpoint.mode == mode)
    standing = select(WebhookEndpoint).where(mine, WebhookEndpoint.removed_at.is_(None))
    return session.scalars(standing.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)).all()


def everywhere(session: Session, partner_id: str) -> Sequence[WebhookEndpoint]:
    """Every endpoint of a partner, for the operator: those of both modes and the operator's own."""
    standing = (WebhookEndpoint.partner_id == partner_id) & WebhookEndpoint.removed_at.is_(None)
    return session.scalars(select(WebhookEndpoint).where(standing).order_by(WebhookEndpoint.created_at)).all()


def given_up(session: Session, since: datetime) -> dict[str, tuple[str, int]]:
    """By partner id, its name and how many of its endpoints were disabled since then because of their answers."""
    lost = WebhookEndpoint.disabled_reason.in_((GONE, FAILING)) & (WebhookEndpoint.disabled_at >= since)
    found = select(Partner.id, Partner.name, func.count()).join(
        WebhookEndpoint, WebhookEndpoint.partner_id == Partner.id
    )
    rows = session.execute(found.where(lost, WebhookEndpoint.removed_at.is_(None)).group_by(Partner.id, Partner.name))
    return {partner_id: (name, number) for partner_id, name, number in sorted(rows, key=lambda row: row[1])}


def get(session: Session, endpoint_id: str, partner_id: str, mode: Mode, *, lock: bool = False) -> WebhookEndpoint:
    """The endpoint with this id; raises `NotFound` for another partner's, another mode's, and a removed one."""
    found = session.get(WebhookEndpoint, endpoint_id, with_for_update=lock)
    if found is None or found.removed_at or (found.partner_id, found.mode) != (partner_id, mode):
        raise NotFound
    return found


def change(session: Session, endpoint: WebhookEndpoint, changes: EndpointChanges, actor: str) -> None:
    """Set what is given; a new URL or `enabled` re-enables a disabled endpoint."""
    moved = changes.url is not None and changes.url != endpoint.url
    if moved and any(one.url == changes.url for one in all_of(session, endpoint.partner_id, cast(Mode, endpoint.mode))):
        raise Invalid([FieldError("/url", "endpoint_exists", "There is an endpoint with this address already.")])
    for name in ("url", "payload", "name"):
        if (value := getattr(changes, name)) is not None:
            setattr(endpoint, name, value)
    if changes.events is not None:
        endpoint.events = list(dict.fromkeys(changes.events))
    if changes.enabled is False:
        _disable(session, endpoint, BY_PARTNER)
    elif changes.enabled or moved:
        endpoint.disabled_at = endpoint.disabled_reason = endpoint.failing_since = None
    audit.note(session, Act.ENDPOINT_SET, actor, endpoint.id, events=endpoint.events)
    session.flush()


def remove(session: Session, endpoint: WebhookEndpoint, actor: str) -> None:
    """Remove an endpoint: nothing more is sent, pending deliveries are given up, and its secret is deleted."""
    _disable(session, endpoint, BY_PARTNER)
    endpoint.removed_at, endpoint.sealed_secret = utcnow(), None
    audit.note(session, Act.ENDPOINT_REMOVED, actor, endpoint.id)
    session.flush()


def hears(events: Sequence[str], event_type: str) -> bool:
    """Whether an endpoint with this filter receives an event; without a filter it receives only the outcome."""
    return event_type in (events or (COMPLETED,)) or "*" in events


# secrets


def rotate(session: Session, endpoint: WebhookEndpoint, keyring: Sealer, actor: str) -> str:
    """A new secret, shown only now; for `ROTATION` the previous one signs too, any older one no longer."""
    secret = fresh_secret()
    before = opened(endpoint, keyring)[:1]
    endpoint.sealed_secret = _sealed(endpoint.id, [secret, *before], keyring)
    endpoint.old_secret_until = utcnow() + ROTATION
    audit.note(session, Act.ENDPOINT_ROTATED, actor, endpoint.id)
    session.flush()
    return secret


def opened(endpoint: WebhookEndpoint, keyring: Sealer) -> tuple[str, ...]:
    """The endpoint's valid secrets, the newest first; none where the partner's secret signs."""
    if endpoint.sealed_secret is None:
        return ()
    found = tuple(keyring.open(secret_name(endpoint.id), endpoint.sealed_secret).decode().split())
    return found if endpoint.old_secret_until and endpoint.old_secret_until > utcnow() else found[:1]


def _sealed(endpoint_id: str, found: Sequence[str], keyring: Sealer) -> bytes:
    return keyring.seal(secret_name(endpoint_id), " ".join(found).encode())


def secret_name(endpoint_id: str) -> str:
    """The name under which an endpoint's secrets are sealed."""
    return f"endpoint:{endpoint_id}:webhook"


# health


def note_answer(session: Session, endpoint_id: str, *, heard: bool, gone: bool, now: datetime) -> None:
    """Note the result of an attempt: a success ends a series of failures; 410, or `PATIENCE` of failures, disables."""
    endpoint = session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.disabled_at:
        return
    if heard:
        if endpoint.failing_since:
            endpoint.failing_since = None
        return
    endpoint.failing_since = endpoint.failing_since or now
    if gone:
        switch_off(session, endpoint, GONE)
    elif now - endpoint.failing_since >= PATIENCE:
        switch_off(session, endpoint, FAILING)


def switch_off(session: Session, endpoint: WebhookEndpoint, reason: str) -> None:
    """Disable an endpoint because of its answers, which the queue, the partner’s page and the audit chain show."""
    _disable(session, endpoint, reason)
    audit.note(session, Act.ENDPOINT_DISABLED, SYSTEM, endpoint.id, reason=reason)


def _disable(session: Session, endpoint: WebhookEndpoint, reason: str) -> None:
    """Send nothing more there, and give up pending deliveries, which are kept for replay."""
    endpoint.disabled_at, endpoint.disabled_reason = utcnow(), reason
    session.flush()
    waiting = update(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.state == "pending")
    session.execute(waiting.values(state="dead", next_at=None))
