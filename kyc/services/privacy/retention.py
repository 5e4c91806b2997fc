"""Retention: what has outlived its term is deleted by class, one verification at a time, unless open or held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.domain.errors import Held, NotFound
from kyc.domain.lifecycle import FINAL
from kyc.domain.retention import Terms
from kyc.models import DiscardedObject, Partner, PartnerTerm, Purge, Verification, utcnow
from kyc.services.privacy import holds, scrubbing
from kyc.services.record import audit
from kyc.services.record.audit import SYSTEM, Act

SCRUBBED = (DataClass.IMAGES, DataClass.BIOMETRICS, DataClass.EXTRACTED)
"""The classes that are removed from rows; the record is the rows themselves."""
ENDED = func.coalesce(Verification.decided_at, Verification.closed_at)
"""When a verification ended, in whichever way."""
OVER = or_(Verification.state.in_(FINAL), Verification.closed_reason.is_not(None))


def terms_of(session: Session, standard: Terms) -> dict[str, Terms]:
    """The terms of each partner: their own where set, the settings' otherwise."""
    own: dict[str, dict[DataClass, int]] = {}
    for one in session.scalars(select(PartnerTerm)):
        own.setdefault(one.partner_id, {})[DataClass(one.data_class)] = one.days
    partners = session.scalars(select(Partner.id).order_by(Partner.id))
    return {partner_id: standard.changed(own.get(partner_id, {})) for partner_id in partners}


def set_term(session: Session, partner_id: str, kind: DataClass, days: int | None, actor: str) -> None:
    """Set a partner's own days for one class, or with None return to the settings'; raises `NotFound`."""
    if session.get(Partner, partner_id) is None:
        raise NotFound
    if days is not None:
        session.merge(PartnerTerm(partner_id=partner_id, data_class=kind.value, days=days))
    elif found := session.get(PartnerTerm, (partner_id, kind.value)):
        session.delete(found)
    audit.note(session, Act.TERM_SET, actor, partner_id, data_class=kind.value, days=-1 if days is None else days)
    session.flush()


def due(session: Session, terms: Mapping[str, Terms], now: datetime, size: int) -> dict[str, set[DataClass]]:
    """Up to `size` verifications of each partner and class that have something to lose, with those classes."""
    found: dict[str, set[DataClass]] = {}
    for partner_id, of_partner in terms.items():
        for kind in SCRUBBED:
            if before := of_partner.ended_before(kind, now):
                mine = select(Verification.id).where(Verification.partner_id == partner_id, lapsed(kind, before))
                for verification_id in session.scalars(mine.order_by(ENDED, Verification.id).limit(size)):
                    found.setdefault(verification_id, set()).add(kind)
    return found


def lapsed(kind: DataClass, before: datetime) -> ColumnElement[bool]:
    """A condition: ended up to a moment, not held, and the class is still there."""
    return OVER & (before >= ENDED) & left(kind) & ~holds.in_force(Verification.profile_id)


def left(kind: DataClass) -> ColumnElement[bool]:
    """A condition: the class was neither purged nor erased."""
    purged = exists().where(Purge.verification_id == Verification.id, Purge.data_class == kind.value)
    return ~purged & Verification.erasure_id.is_(None)


def purge(session: Session, verification_id: str, classes: Collection[DataClass]) -> bool:
    """Delete classes of one verification, in the caller's transaction; says whether it did.

    Does nothing to one that was held or erased meanwhile. The objects are deleted afterwards (`discarded`), from a list
    written in the same transaction. What a partner declared belongs to the record: it is deleted with the last
    verification that still has its data.
    """
    found = session.get(Verification, verification_id)
    if found is None or found.erasure_id or not free(session, found.profile_id):
        return False
    discard(session, scrubbing.scrub(session, [verification_id], classes).objects)
    for kind in sorted(classes):
        session.merge(Purge(verification_id=verification_id, data_class=kind.value, at=utcnow()))
    audit.note(session, Act.DATA_PURGED, SYSTEM, verification_id, classes=sorted(kind.value for kind in classes))
    session.flush()
    if DataClass.EXTRACTED in classes and not _speaks(session, found.profile_id):
        scrubbing.scrub_profiles(session, [found.profile_id])
    return True


def discard(session: Session, names: Collection[str]) -> None:
    """Note which objects to delete once this is committed."""
    for name in names:
        session.merge(DiscardedObject(name=name))


def discarded(session: Session, size: int) -> Sequence[str]:
    """Objects to delete, the oldest first."""
    return session.scalars(select(DiscardedObject.name).order_by(DiscardedObject.at).limit(size)).all()


def free(session: Session, profile_id: str) -> bool:
    """Whether a record has no hold, and will get none before the caller's commit."""
    try:
        holds.refuse_held(session, profile_id)
    except Held:
        return False
    return True


def _speaks(session: Session, profile_id: str) -> bool:
    """Whether any verification of a record is open, or still has its extracted data."""
    mine = select(Verification.id).where(Verification.profile_id == profile_id, ~OVER | left(DataClass.EXTRACTED))
    return session.scalar(mine.limit(1)) is not None
