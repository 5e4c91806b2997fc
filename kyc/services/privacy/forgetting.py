"""The end of the record itself: a verification's rows after its last term, and the audit entries about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.domain.retention import Terms
from kyc.models import (
    AuditEntry,
    Base,
    Delivery,
    DeliveryAttempt,
    Event,
    PortraitMatch,
    Profile,
    Verification,
)
from kyc.services.privacy import holds, retention, scrubbing
from kyc.services.record import audit
from kyc.services.record.audit import SYSTEM, Act


def due(session: Session, terms: Mapping[str, Terms], now: datetime, size: int) -> list[str]:
    """Verifications whose record has outlived its term, erased ones among them."""
    found: list[str] = []
    for partner_id, of_partner in terms.items():
        if before := of_partner.ended_before(DataClass.RECORD, now):
            mine = (Verification.partner_id == partner_id) & retention.OVER & (before >= retention.ENDED)
            free = ~holds.in_force(Verification.profile_id)
            found += session.scalars(
                select(Verification.id).where(mine, free).order_by(retention.ENDED, Verification.id).limit(size)
            )
    return found


def forget(session: Session, verification_id: str) -> bool:
    """Delete a verification with all its rows, and its record with the last one.

    In the caller's transaction; says whether it did: under a hold nothing happens.
    """
    found = session.get(Verification, verification_id)
    if found is None or not retention.free(session, found.profile_id):
        return False
    profile_id = found.profile_id
    retention.discard(session, scrubbing.scrub(session, [verification_id], {DataClass.IMAGES}).objects)
    session.flush()
    _drop_messages(session, [verification_id])
    session.execute(delete(PortraitMatch).where(PortraitMatch.earlier_id == verification_id))
    session.execute(update(Verification).where(Verification.previous_id == verification_id).values(previous_id=None))
    _drop(session, "verification", verification_id)
    if not session.scalar(select(exists().where(Verification.profile_id == profile_id))):
        _drop(session, "profile", profile_id)
    audit.note(session, Act.RECORD_DROPPED, SYSTEM, verification_id)
    session.expire_all()
    return True


def cut_chain(session: Session, before: datetime) -> int:
    """Delete the chain's oldest entries; returns how many.

    It stops before the first entry that is not older than `before` or is about an existing record, so what is held or
    kept longer keeps its entries. The cut is recorded with the digest that the next entry follows, so that nobody can
    cut more unnoticed.
    """
    subjects = (exists().where(Verification.id == AuditEntry.subject), exists().where(Profile.id == AuditEntry.subject))
    stays = select(func.min(AuditEntry.position)).where(or_(AuditEntry.at >= before, *subjects))
    first = session.scalar(stays) or session.scalar(select(func.max(AuditEntry.position) + 1)) or 1
    last = session.get(AuditEntry, first - 1)
    if last is None:
        return 0
    gone = session.connection().execute(delete(AuditEntry).where(AuditEntry.position <= last.position)).rowcount
    audit.note(session, Act.CHAIN_CUT, SYSTEM, "", head=f"{last.position}:{last.digest}")
    session.expire_all()
    return gone


def _drop(session: Session, table: str, name: str) -> None:
    """Delete a row by its id, after every row that refers to it."""
    key = Base.metadata.tables[table].c.id
    for column in _pointing(key):
        session.execute(delete(column.table).where(column == name))
    session.execute(delete(key.table).where(key == name))


def _pointing(key: Column[Any]) -> Iterator[Column[Any]]:
    """The columns of other tables that refer to this key, in an order in which their rows can be deleted."""
    tables: Sequence[Table] = [one for one in reversed(Base.metadata.sorted_tables) if one is not key.table]
    for table in tables:
        yield from (column for column in table.columns if column.references(key))


def _drop_messages(session: Session, ids: Sequence[str]) -> None:
    """Deliveries hang on events, and attempts on deliveries."""
    events = select(Event.id).where(Event.verification_id.in_(ids))
    deliveries = select(Delivery.id).where(Delivery.event_id.in_(events))
    session.execute(delete(DeliveryAttempt).where(DeliveryAttempt.delivery_id.in_(deliveries)))
    session.execute(delete(Delivery).where(Delivery.event_id.in_(events)))
