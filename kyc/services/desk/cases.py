"""A case by its id from a URL or form, locked where something of it is about to change."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import State, not_allowed
from kyc.models import Verification


def get(session: Session, verification_id: str, *, lock: bool = False) -> Verification:
    """The case in any state; raises `NotFound`. With `lock` nobody else changes it before the transaction ends."""
    known = verification_id.isprintable()  # PostgreSQL refuses to look for a NUL
    found = session.get(Verification, verification_id, with_for_update=lock or None) if known else None
    if found is None:
        raise NotFound
    return found


def locked(session: Session, verification_id: str) -> Verification:
    """A case that waits for a person, locked; raises as `get` and `require_review`."""
    found = get(session, verification_id, lock=True)
    require_review(found)
    return found


def require_review(verification: Verification) -> None:
    """Raise `InvalidTransition` for a case on which a person has nothing to decide."""
    if verification.state is not State.MANUAL_REVIEW:
        raise not_allowed(verification.state)
