"""Erasing: one transaction that removes what is known of a person, and the job that deletes the images after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain import ids
from kyc.domain.data_classes import DataClass
from kyc.domain.dates import stamp
from kyc.domain.erasing import REASONS, Tombstone
from kyc.domain.errors import FieldError, Invalid, NotFound
from kyc.models import Erasure, Profile, Verification, utcnow
from kyc.services.privacy import endings, holds, scrubbing
from kyc.services.record import audit
from kyc.services.record.audit import Act

JOB = "erase"
PENDING, COMPLETED = "pending", "completed"


@dataclass(frozen=True, slots=True)
class Order:
    """Why something is to be erased (a code of `domain/erasing.py`) and who ordered it, as on the audit chain.

    `stone` is the tombstone of an erasure that is repeated on data from a backup.
    """

    reason: str
    actor: str
    stone: Tombstone | None = None


def order(reason: str, actor: str) -> Order:
    """An order; raises `Invalid` for an unknown reason."""
    if reason not in REASONS:
        raise Invalid([FieldError("/reason", "invalid_value", "Choose the reason.")])
    return Order(reason, actor)


def redact(session: Session, verification: Verification, wish: Order) -> Erasure:
    """Erase one verification's data, in the caller's transaction; asked again, it returns the erasure that did it.

    Where the record has nothing else, it is erased too. Raises `Held` under a legal hold.
    """
    holds.refuse_held(session, verification.profile_id)
    session.refresh(verification, with_for_update=True)
    if verification.erasure_id:
        return session.get_one(Erasure, verification.erasure_id)
    profile = session.get_one(Profile, verification.profile_id)
    rest = select(func.count()).where(Verification.profile_id == profile.id, Verification.erasure_id.is_(None))
    return _erase(session, profile, [verification], wish, whole=session.scalar(rest) == 1)


def erase_profile(session: Session, profile: Profile, wish: Order) -> Erasure:
    """Erase a record with all its verifications, in the same way."""
    holds.refuse_held(session, profile.id)
    session.refresh(profile, with_for_update=True)
    if profile.erasure_id:
        return session.get_one(Erasure, profile.erasure_id)
    standing = select(Verification).where(Verification.profile_id == profile.id, Verification.erasure_id.is_(None))
    found = session.scalars(standing.order_by(Verification.id).with_for_update()).all()
    return _erase(session, profile, found, wish, whole=True)


def own_profile(session: Session, record_id: str, partner_id: str, mode: str) -> Profile:
    """A partner's own record, also an erased one; raises `NotFound`."""
    found = session.get(Profile, record_id) if ids.is_record_id(record_id) else None
    if found is None or (found.partner_id, found.mode) != (partner_id, mode):
        raise NotFound
    return found


def own_receipt(session: Session, receipt_id: str, partner_id: str, mode: str) -> Erasure:
    """An erasure by its receipt's id, for the partner whose record it was; raises `NotFound`."""
    found = session.get(Erasure, receipt_id) if receipt_id.isprintable() else None
    if found is None or (found.partner_id, found.mode) != (partner_id, mode):
        raise NotFound
    return found


def status_of(erasure: Erasure) -> str:
    """`pending` while images are still to be deleted, `completed` once the receipt is signed."""
    return COMPLETED if erasure.finished_at else PENDING


def tombstone_of(erasure: Erasure) -> Tombstone:
    """What the erasure did, by ids alone."""
    return Tombstone(
        erasure.id,
        stamp(erasure.at),
        erasure.partner_id,
        erasure.mode,
        erasure.profile_id,
        erasure.whole,
        tuple(erasure.verification_ids),
        erasure.reason,
        erasure.actor,
    )


def _erase(session: Session, profile: Profile, found: Sequence[Verification], wish: Order, *, whole: bool) -> Erasure:
    names = [one.id for one in found]
    made = _written(profile, names, wish, whole=whole)
    session.add(made)
    endings.end(session, profile.id, names, wish.actor, whole=whole)
    taken = scrubbing.scrub(session, names, scrubbing.PERSON)
    if whole:
        taken.counts[DataClass.EXTRACTED] += scrubbing.scrub_profiles(session, [profile.id])
    made.objects, made.counts = taken.objects, {kind.value: taken.counts[kind] for kind in sorted(scrubbing.PERSON)}
    # last, for from here on nobody may write anything about the person (`verification/erased.py`)
    for one in found:
        one.erasure_id = made.id
    profile.erasure_id = made.id if whole else profile.erasure_id
    session.flush()
    endings.tell(session, names, made.id)
    subject = profile.id if whole else names[0]
    audit.note(session, Act.DATA_ERASED, wish.actor, subject, receipt=made.id, reason=wish.reason, sessions=names)
    jobs.enqueue(session, jobs.IO, JOB, f"{JOB}-{made.id}", made.id)
    return made


def _written(profile: Profile, names: list[str], wish: Order, *, whole: bool) -> Erasure:
    """The erasure's row; for a repeated erasure, that of the first time."""
    stone = wish.stone
    return Erasure(
        id=stone.id if stone else ids.token("rcpt"),
        at=datetime.fromisoformat(stone.at) if stone else utcnow(),
        partner_id=profile.partner_id,
        mode=profile.mode,
        profile_id=profile.id,
        whole=whole,
        verification_ids=list(stone.sessions) if stone else names,
        reason=wish.reason,
        actor=wish.actor,
    )


def again(session: Session, stone: Tombstone) -> bool:
    """Repeat an erasure on what a backup brought back; says whether there was anything to do.

    A legal hold does not stop it: what came back had been erased before the hold.
    """
    profile = session.get(Profile, stone.record_id, with_for_update=True)
    if profile is None or session.scalar(select(Erasure.id).where(Erasure.id == stone.id)):
        return False
    mine = (Verification.profile_id == profile.id) & Verification.erasure_id.is_(None)
    standing = select(Verification).where(Verification.id.in_(stone.sessions), mine)
    found = session.scalars(standing.order_by(Verification.id).with_for_update()).all()
    if not found and not stone.whole:
        return False
    wish = replace(Order(stone.reason, stone.actor), stone=stone)
    _erase(session, profile, found, wish, whole=stone.whole)
    return True
