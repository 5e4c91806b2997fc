"""The events around a case, with counts: messages and their attempts, calls, openings of images, acts of the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from kyc.models import AuditEntry, Delivery, DeliveryAttempt, Event, ViewLog
from kyc.services.record.audit import Act

TOLD = (Act.CASE_CLAIMED, Act.CASE_OPENED, Act.CASE_TAGGED, Act.CASE_UNTAGGED, Act.CASE_FILE_TAKEN, Act.MATCH_JUDGED)
"""Acts that appear nowhere else on a case's page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message to one address, with the outcome of each attempt."""

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
    """Every message about a case, by when it was written; without their bodies."""
    rows = select(Event, Delivery).join(Delivery, Delivery.event_id == Event.id)
    rows = rows.options(defer(Event.body), defer(Delivery.body)).where(Event.verification_id == verification_id)
    found = session.execute(rows.order_by(Delivery.created_at, Delivery.id)).all()
    tries: dict[str, list[DeliveryAttempt]] = {}
    made = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_([delivery.id for _, delivery in found]))
    for one in session.scalars(made.order_by(DeliveryAttempt.number)) if found else ():
        tries.setdefault(one.delivery_id, []).append(one)
    return [Sent(event, delivery, tries.get(delivery.id, ())) for event, delivery in found]


def viewings(session: Session, verification_id: str) -> list[Viewing]:
    """Openings of images, counted in the database: a thousand of them become one line per person and image."""
    kinds = (ViewLog.viewer, ViewLog.image_id, ViewLog.purpose)
    counted = select(*kinds, func.count(), func.min(ViewLog.at), func.max(ViewLog.at))
    found = session.execute(counted.where(ViewLog.verification_id == verification_id).group_by(*kinds))
    return sorted((Viewing(*row) for row in found), key=lambda one: one.first)


def acts(session: Session, verification_id: str) -> Sequence[AuditEntry]:
    """What the audit chain has of the staff's acts on a case, where no other section shows it."""
    mine = (AuditEntry.subject == verification_id) & AuditEntry.act.in_([act.value for act in TOLD])
    return session.scalars(select(AuditEntry).where(mine).order_by(AuditEntry.position)).all()
