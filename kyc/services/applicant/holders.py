"""The one browser an applicant uses now, known by the token in its cookie, of which only the digest is stored."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from kyc.domain.devices import Device, together
from kyc.models import Holder, utcnow
from kyc.services.verification.verifications import token_digest


def held_elsewhere(session: Session, verification_id: str, token: str) -> bool:
    """Whether another browser than the one with this token holds the verification."""
    row = session.get(Holder, verification_id)
    return row is not None and not secrets.compare_digest(row.token_digest, token_digest(token))


def digest(session: Session, verification_id: str) -> str | None:
    """The stored digest of the holder; None where there is none yet."""
    row = session.get(Holder, verification_id)
    return row.token_digest if row else None


def mark(session: Session, verification_id: str) -> str:
    """Identifies the present holder without revealing anything, so that a form can tell whether it changed."""
    return token_digest(digest(session, verification_id) or "")[:16]


def hold(
    session: Session, verification_id: str, token: str, *, handed: bool = False, device: Device = Device.UNKNOWN
) -> None:
    """Make this browser the only holder; after being `handed` the check it has access to everything before."""
    row = session.get(Holder, verification_id) or Holder(verification_id=verification_id)
    if not secrets.compare_digest(row.token_digest or "", token_digest(token)):
        row.token_digest = token_digest(token)
        row.at = row.at if handed and row.at else utcnow()
        row.device = together(row.device, device)
        session.add(row)
        session.flush()
