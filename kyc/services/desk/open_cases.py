"""A case that waits for a person, locked, so that two who change what hangs on it wait for each other."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.domain.errors import InvalidTransition, NotFound
from kyc.domain.lifecycle import TRANSITIONS, State
from kyc.models import Verification


def locked(session: Session, verification_id: str) -> Verification:
    """The case; raises `NotFound`, and `InvalidTransition` where nothing is to decide."""
    known = verification_id.isprintable()
    found = session.get(Verification, verification_id, with_for_update=True) if known else None
    if found is None:
        raise NotFound
    if found.state is not State.MANUAL_REVIEW:
        raise InvalidTransition(found.state.value, [step.value for step in TRANSITIONS[found.state]])
    return found
