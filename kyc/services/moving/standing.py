"""The imported records that are here already, and taking back those that nobody has touched since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kyc.domain.moving import ORIGIN
from kyc.models import CheckRecord, Decision, Document, Profile, Selfie, StatusHistory, Verification


@dataclass(slots=True)
class Known:
    """One record as it is here; `touched` once anything happened to it after the import."""

    partner_id: str
    mode: str
    origin: str | None
    stored: str
    erasure_id: str | None
    keys: set[str] = field(default_factory=set)
    touched: bool = False

    def moved_for(self, partner_id: str, mode: str) -> bool:
        """Whether it was imported for this partner and mode."""
        return (self.origin, self.partner_id, self.mode) == (ORIGIN, partner_id, mode)

    def has(self, stored: str, keys: Iterable[str]) -> bool:
        """Whether nothing is new there."""
        return self.keys.issuperset(keys) and (self.touched or self.stored == stored)


def known(session: Session, record_ids: Sequence[str]) -> dict[str, Known]:
    """Which of these records are here, by three statements."""
    columns = (Profile.id, Profile.partner_id, Profile.mode, Profile.origin)
    stands = (Profile.verification_status, Profile.erasure_id)
    asked = select(*columns, *stands).where(Profile.id.in_(record_ids))
    found = {row.id: Known(*row[1:]) for row in session.execute(asked)}
    here = list(found)
    entries = select(StatusHistory.profile_id, StatusHistory.key).where(StatusHistory.profile_id.in_(here))
    for owner, key in session.execute(entries):
        found[owner].keys.add(key or "")
        found[owner].touched |= not (key or "").startswith(f"{ORIGIN}:")
    gone_on = (Verification.token_digest.is_not(None)) | (Verification.version > 1)
    moved_on = select(Verification.profile_id).where(Verification.profile_id.in_(here), gone_on)
    for owner in session.scalars(moved_on):
        found[owner].touched = True
    return found


def withdraw(session: Session, record_id: str, held: dict[str, str]) -> list[str]:
    """Delete a record, and note the id of its verification in `held`; returns its sealed pictures.

    Raises `IntegrityError` where other rows refer to it.
    """
    verification_id = session.scalar(select(Verification.id).where(Verification.profile_id == record_id))
    blobs: list[str] = []
    session.execute(delete(StatusHistory).where(StatusHistory.profile_id == record_id))
    if verification_id:
        for table in (Document, Selfie):
            blobs += session.scalars(select(table.blob).where(table.verification_id == verification_id))
        for row in (Document, Selfie, CheckRecord, Decision):
            session.execute(delete(row).where(row.verification_id == verification_id))
        session.execute(delete(Verification).where(Verification.id == verification_id))
    session.execute(delete(Profile).where(Profile.id == record_id))
    if verification_id:
        held[record_id] = verification_id
    return blobs
