"""Messages after an erasure: an event keeps its ids, status and times, and loses everything about the person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.models import Delivery, Event
from kyc.services.telling import messages


def thin(session: Session, verification_ids: Sequence[str]) -> int:
    """Rewrite the messages about some verifications, stored and queued; returns how many rows that were.

    What still has to be delivered is delivered thin. A session's own webhook URL may name the customer, so it is
    deleted, with whatever was still to be sent there.
    """
    events = session.scalars(select(Event).where(Event.verification_id.in_(verification_ids))).all()
    for event in events:
        event.body = messages.thinned(event.body)
    session.flush()
    mine = Delivery.event_id.in_([event.id for event in events])
    deliveries = session.scalars(select(Delivery).where(mine)).all()
    for delivery in deliveries:
        delivery.body = messages.thinned(delivery.body)
    session.flush()
    own = update(Delivery).where(mine, Delivery.endpoint_id.is_(None))
    session.execute(own.where(Delivery.state == "pending").values(state="dead", next_at=None))
    session.execute(own.values(url=""))
    return len(events) + len(deliveries)
