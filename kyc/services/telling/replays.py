"""Replays: sending one delivery again, or everything that an endpoint missed in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, literal, select, tuple_
from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.models import Delivery, DeliveryAttempt, Event, Verification, WebhookEndpoint, utcnow
from kyc.services.telling import deliveries, messages
from kyc.services.telling.messages import COMPLETED, TEST

AT_ONCE = 500
"""Messages queued by one call; the answer says whether more are left."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many messages were queued, and the time to continue from if more are left."""

    queued: int
    next_from: datetime | None


def one(session: Session, endpoint: WebhookEndpoint, delivery_id: str) -> Delivery:
    """Send one message again; raises `NotFound`, and `Invalid` while the endpoint is disabled."""
    _must_listen(endpoint)
    found = session.get(Delivery, delivery_id, with_for_update=True)
    if found is None or found.endpoint_id != endpoint.id:
        raise NotFound
    deliveries.again(session, found)
    return found


def missed(session: Session, endpoint: WebhookEndpoint, since: datetime, until: datetime) -> Replayed:
    """Send the events from `since` to before `until` that the endpoint missed, the oldest first.

    What was given up is sent again with its webhook-id; what happened while the endpoint was disabled is sent now.
    """
    _must_listen(endpoint)
    found = _unheard(session, endpoint, since, until)
    for event, delivery in found[:AT_ONCE]:
        if delivery:
            _take_over(session, event, delivery, endpoint)
            deliveries.again(session, delivery)
        else:
            deliveries.start(session, event, endpoint.id, endpoint.url, _body(session, event, endpoint.payload))
    return Replayed(min(len(found), AT_ONCE), found[AT_ONCE][0].at if len(found) > AT_ONCE else None)


def send_test(session: Session, endpoint: WebhookEndpoint) -> Delivery:
    """Send `webhook.test` to this endpoint only, whatever its filter; it is about no person."""
    _must_listen(endpoint)
    now, mode = utcnow(), endpoint.mode or "live"
    body = messages.test(endpoint.id, mode, now)
    event = Event(id=ids.event_id(), type=TEST, body=body, at=now, partner_id=endpoint.partner_id, mode=mode)
    session.add(event)
    session.flush()
    return deliveries.start(session, event, endpoint.id, endpoint.url, body)


def log(
    session: Session, endpoint: WebhookEndpoint, state: str | None, before: str | None, limit: int
) -> Sequence[Delivery]:
    """The deliveries to an endpoint, the newest first, following `before`; those with `state` dead were given up.

    Raises `NotFound` if `before` is no delivery to this endpoint.
    """
    wanted = select(Delivery).where(Delivery.endpoint_id == endpoint.id)
    if state:
        wanted = wanted.where(Delivery.state == state)
    if before:
        last = session.get(Delivery, before)
        if last is None or last.endpoint_id != endpoint.id:
            raise NotFound
        place = tuple_(literal(last.created_at, Delivery.created_at.type), last.id)
        wanted = wanted.where(tuple_(Delivery.created_at, Delivery.id) < place)
    return session.scalars(wanted.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)).all()


def attempts_of(session: Session, found: Sequence[Delivery]) -> dict[str, list[DeliveryAttempt]]:
    """Every attempt of some deliveries, by delivery, the earliest first."""
    mine = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_([one.id for one in found]))
    made: dict[str, list[DeliveryAttempt]] = {one.id: [] for one in found}
    for attempt in session.scalars(mine.order_by(DeliveryAttempt.id)):
        made[attempt.delivery_id].append(attempt)
    return made


def _unheard(
    session: Session, endpoint: WebhookEndpoint, since: datetime, until: datetime
) -> Sequence[tuple[Event, Delivery | None]]:
    """Events given up and events never sent, without those sent to the same URL for another endpoint.

    But what was given up for that other one (removed and created again since) is included.
    """
    given_up = (Delivery.url == endpoint.url) & (Delivery.state == "dead")
    mine = (Delivery.event_id == Event.id) & ((Delivery.endpoint_id == endpoint.id) | given_up)
    elsewhere = exists().where(Delivery.event_id == Event.id, Delivery.url == endpoint.url)
    wanted = select(Event, Delivery).outerjoin(Delivery, mine)
    wanted = wanted.where(Event.partner_id == endpoint.partner_id, Event.mode == endpoint.mode, Event.type != TEST)
    wanted = wanted.where(Event.at >= since, Event.at < until)
    wanted = wanted.where((Delivery.state == "dead") | (Delivery.id.is_(None) & ~elsewhere.correlate(Event)))
    if "*" not in endpoint.events:
        wanted = wanted.where(Event.type.in_(endpoint.events or [COMPLETED]))
    rows = session.execute(wanted.order_by(Event.at, Event.id).limit(AT_ONCE + 1))
    return [(event, delivery) for event, delivery in rows]


def _take_over(session: Session, event: Event, delivery: Delivery, endpoint: WebhookEndpoint) -> None:
    """Sign and format a delivery to the same URL, made for another endpoint, for this one from now on."""
    if delivery.endpoint_id != endpoint.id:
        delivery.endpoint_id, delivery.body = endpoint.id, _body(session, event, endpoint.payload)


def _body(session: Session, event: Event, payload: str) -> bytes:
    """The message in the endpoint's payload form; only for the outcome do the two forms differ."""
    if payload == "seed" or event.type != COMPLETED:
        return event.body
    return messages.brief(COMPLETED, session.get_one(Verification, event.verification_id), event.at)


def _must_listen(endpoint: WebhookEndpoint) -> None:
    if endpoint.disabled_at:
        raise Invalid([FieldError("", "endpoint_disabled", "The endpoint is disabled; enable it first.")])
