"""Undelivered webhooks of all partners, for the operator: sending them again, or giving them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.errors import LostRace, NotFound
from kyc.models import Delivery, DeliveryAttempt, Event, Partner
from kyc.services.record import audit
from kyc.services.record.audit import Act
from kyc.services.telling import deliveries


@dataclass(frozen=True, slots=True)
class Unheard:
    """A webhook that is pending or given up; of its URL only the host, because the rest may contain a secret."""

    id: str
    event: str
    partner: str
    host: str
    state: str
    attempts: int
    since: datetime
    next_at: datetime | None
    last: str


def unheard(session: Session, state: str, limit: int) -> list[Unheard]:
    """Those that are `pending` after an attempt, or are `dead`; the oldest first."""
    wanted = select(Delivery, Event.type, Partner.name).join(Event, Event.id == Delivery.event_id)
    wanted = wanted.join(Partner, Partner.id == Event.partner_id).where(Delivery.state == state, Delivery.attempts > 0)
    rows = session.execute(wanted.order_by(Delivery.created_at, Delivery.id).limit(limit)).all()
    last = _last_attempts(session, [delivery.id for delivery, _, _ in rows])
    return [
        Unheard(
            delivery.id,
            event,
            partner,
            urlsplit(delivery.url).hostname or "",
            delivery.state,
            delivery.attempts,
            delivery.created_at,
            delivery.next_at,
            last.get(delivery.id, ""),
        )
        for delivery, event, partner in rows
    ]


def send_again(session: Session, delivery_id: str, who: str) -> None:
    """Restart its schedule, in the caller's transaction; raises `NotFound`, or `LostRace` if it was delivered."""
    deliveries.again(session, _undone(session, delivery_id))
    audit.note(session, Act.DELIVERY_REPLAYED, who, delivery_id)


def give_up(session: Session, delivery_id: str, who: str) -> None:
    """Give up, in the caller's transaction; a job that is still queued finds nothing left to do."""
    delivery = _undone(session, delivery_id)
    delivery.state, delivery.next_at = "dead", None
    audit.note(session, Act.DELIVERY_GIVEN_UP, who, delivery_id)


def _undone(session: Session, delivery_id: str) -> Delivery:
    found = session.get(Delivery, delivery_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.state == "delivered":
        raise LostRace("it was heard meanwhile")
    return found


def _last_attempts(session: Session, delivery_ids: Sequence[str]) -> dict[str, str]:
    """The result of each one's last attempt: the status, or why there was none."""
    made = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(delivery_ids)).order_by(DeliveryAttempt.id)
    return {one.delivery_id: one.error or str(one.status) for one in session.scalars(made)}
