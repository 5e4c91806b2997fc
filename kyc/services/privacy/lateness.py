"""How late retention is: for how long the oldest data of each class is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.domain.retention import Terms
from kyc.models import DiscardedObject, Verification
from kyc.services.privacy import holds, retention


def lateness_s(session: Session, standard: Terms, now: datetime) -> dict[DataClass, float]:
    """Seconds by class, 0 where nothing is due; held data is never late. One statement for each term that is set."""
    terms = retention.terms_of(session, standard)
    return {kind: _late_s(session, kind, terms, now) for kind in DataClass}


def objects_to_delete(session: Session) -> int:
    """Objects that no row names any more but the store still has: normally none for more than a moment."""
    return session.scalar(select(func.count()).select_from(DiscardedObject)) or 0


def _late_s(session: Session, kind: DataClass, terms: Mapping[str, Terms], now: datetime) -> float:
    alike = defaultdict[datetime, list[str]](list)
    for partner_id, of_partner in terms.items():
        if before := of_partner.ended_before(kind, now):
            alike[before].append(partner_id)
    return max((_behind_s(session, kind, before, partners) for before, partners in alike.items()), default=0.0)


def _behind_s(session: Session, kind: DataClass, before: datetime, partners: list[str]) -> float:
    gone_late = retention.lapsed(kind, before)
    if kind is DataClass.RECORD:  # late while the rows themselves exist, erased or not
        gone_late = retention.OVER & (before >= retention.ENDED) & ~holds.in_force(Verification.profile_id)
    oldest = session.scalar(
        select(retention.ENDED)
        .where(Verification.partner_id.in_(partners), gone_late)
        .order_by(retention.ENDED)
        .limit(1)
    )
    return (before - oldest).total_seconds() if oldest else 0.0
