"""Receipts: what was erased, when and how much, signed once nothing is left; only ids, numbers and codes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kyc.domain.dates import stamp
from kyc.domain.erasing import Tombstone, digest_of, from_members
from kyc.models import Erasure, Verification, utcnow
from kyc.services.privacy import erasure
from kyc.services.record import audit
from kyc.services.record.audit import SYSTEM, Act


class Signer(Protocol):
    """Signs claims as a compact JWS."""

    def sign(self, claims: dict[str, Any]) -> str: ...


def finish(session: Session, signer: Signer, issuer: str, erasure_id: str) -> None:
    """Sign the receipt of an erasure that is complete; safe to repeat."""
    found = session.get_one(Erasure, erasure_id, with_for_update=True)
    if found.finished_at:
        return
    found.finished_at, found.objects = utcnow(), []
    found.receipt = signer.sign(claims(found, issuer))
    gone = update(Verification).where(Verification.erasure_id == found.id)
    session.execute(gone.values(redacted_at=found.finished_at, version=Verification.version + 1))
    audit.note(session, Act.ERASURE_COMPLETED, SYSTEM, found.id, tombstone=digest_of(erasure.tombstone_of(found)))
    session.flush()


def claims(found: Erasure, issuer: str) -> dict[str, Any]:
    """The contents of a receipt: the tombstone with its digest, the times, and how much of each class was erased."""
    stone = erasure.tombstone_of(found)
    completed = found.finished_at or utcnow()
    return {
        "iss": issuer,
        "jti": found.id,
        "iat": int(completed.timestamp()),
        "erased_at": stamp(found.at),
        "completed_at": stamp(completed),
        "counts": found.counts,
        "tombstone": asdict(stone),
        "tombstone_sha256": digest_of(stone),
    }


def tombstone_in(said: dict[str, Any]) -> Tombstone:
    """The tombstone in an opened receipt; raises `ValueError` where its digest does not match."""
    stone = from_members(said.get("tombstone"))
    if digest_of(stone) != said.get("tombstone_sha256") or stone.id != said.get("jti"):
        raise ValueError("the digest is that of another tombstone")
    return stone


def unfinished(session: Session) -> list[str]:
    """The erasures with images still to be deleted, the oldest first."""
    waiting = select(Erasure.id).where(Erasure.finished_at.is_(None))
    return list(session.scalars(waiting.order_by(Erasure.at, Erasure.id)))
