"""What went on around a case: messages with every attempt, calls, openings of images, what the staff did; counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from kyc.models import AuditEntry, Delivery, DeliveryAttempt, Event, ViewLog
from kyc.services.record.audit import Act

TOLD = (Act.CASE_CLAIMED, Act.CASE_OPENED, Act.CASE_TAGGED, Act.CASE_UNTAGGED, Act.CASE_FILE_TAKEN, Act.MATCH_JUDGED)
"""Acts that stand nowhere else on a case's page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message on its way to one address, with what came of each attempt."""

    event: Event
    delivery: Delivery
    attempts: Sequence[DeliveryAttempt] = ()


@dataclass(frozen=True, slots=True)
class Viewing:
    """Somebody's openings of one image for one purpose."""

    viewer: str
    image_id: str
    purpose: str
    times: int
    first: datetime
    last: datetime


def sent(session: Session, verification_id: str) -> list[Sent]:
    """Every message about a case, by when it was written; bodies stay where they are."""
    rows = select(Event, Delivery).join(Delivery, Delivery.event_id == Event.id)
    rows = rows.options(defer(Event.body), defer(Delivery.body)).where(Event.verification_id == verification_id)
    found = session.execute(rows.order_by(Delivery.created_at, Delivery.id)).all()
    tries: dict[str, list[DeliveryAttempt]] = {}
    made = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_([delivery.id for _, delivery in found]))
    for one in session.scalars(made.order_by(DeliveryAttempt.number)) if found else ():
        tries.setdefault(one.delivery_id, []).append(one)
    return [Sent(event, delivery, tries.get(delivery.id, ())) for event, delivery in found]


def viewings(session: Session, verification_id: str) -> list[Viewing]:
    """Openings of images, counted in the database: a thousand of them are as many lines as people and images."""
    kinds = (ViewLog.viewer, ViewLog.image_id, ViewLog.purpose)
    counted = select(*kinds, func.count(), func.min(ViewLog.at), func.max(ViewLog.at))
    found = session.execute(counted.where(ViewLog.verification_id == verification_id).group_by(*kinds))
    return sorted((Viewing(*row) for row in found), key=lambda one: one.first)


def acts(session: Session, verification_id: str) -> Sequence[AuditEntry]:
    """What the audit chain says of people at work on a case, where nothing else does."""
    mine = (AuditEntry.subject == verification_id) & AuditEntry.act.in_([act.value for act in TOLD])
    return session.scalars(select(AuditEntry).where(mine).order_by(AuditEntry.position)).all()
