"""A handoff that the partner's own page shows: the API takes the place of the first browser.

Its token is derived as for the codes (`handoffs.py`): HMAC-SHA256 with the installation's secret over the
verification's id. No cookie holds it and no answer contains it, so whoever reads the database or the answers to
partners has nothing but a code that expires within half a minute.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import BEFORE_SUBMIT
from kyc.models import Handoff, Verification
from kyc.services.applicant import handoffs
from kyc.services.applicant.handoffs import Role, Shown
from kyc.services.applicant.holders import hold
from kyc.services.verification import pending, verifications


class Stand(StrEnum):
    """How far a handoff is, for the page that shows it."""

    WAITING = "waiting"
    JOINED = "joined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Showing:
    """What the partner's page shows: the code only while it waits for a phone."""

    stand: Stand
    code: Shown | None
    joined_at: datetime | None


def begin(session: Session, verification: Verification, keys: Sequence[bytes], *, anew: bool = False) -> None:
    """Let the partner's page show a code; a waiting one stays, and so does a phone that took it, unless `anew`.

    A browser that had the check open is asked before it continues, as with any second device. Raises `Closed` or
    `InvalidTransition` where nothing can be sent any more. The caller holds the row's lock.
    """
    if pending.of(verification) is None:
        verifications.require_open(verification)
    role = _role(session, verification.id, keys)
    if role is Role.SHOWS or (role is Role.WATCHES and not anew):
        return
    if over := session.get(Handoff, verification.id):
        session.delete(over)  # whoever scanned before has to scan again
        session.flush()
    token = _token(keys[0], verification.id)
    hold(session, verification.id, token)
    handoffs.begin(session, verification.id, token)


def showing(session: Session, verification: Verification, keys: Sequence[bytes], at: datetime) -> Showing:
    """What to show at a moment; raises `NotFound` where no handoff was begun."""
    row = session.get(Handoff, verification.id)
    if row is None:
        raise NotFound
    role = _role(session, verification.id, keys)
    if not _sendable(verification, at) or role not in (Role.SHOWS, Role.WATCHES):
        return Showing(Stand.ENDED, None, row.joined_at)
    if role is Role.WATCHES:
        return Showing(Stand.JOINED, None, row.joined_at)
    return Showing(Stand.WAITING, handoffs.shown(session, verification.id, keys[0], at), None)


def _sendable(verification: Verification, at: datetime) -> bool:
    """Whether the applicant may still send something: before the submit, or because it was asked for again."""
    asked = pending.of(verification)
    if asked is not None:
        return not pending.is_due(asked)
    open_still = verification.state in BEFORE_SUBMIT and not verification.closed_reason
    return open_still and not verifications.is_due(verification, at)


def _role(session: Session, verification_id: str, keys: Iterable[bytes]) -> Role:
    """The API's part in the handoff, under whichever key it was begun."""
    found = (handoffs.role(session, verification_id, _token(key, verification_id)) for key in keys)
    return next((role for role in found if role in (Role.SHOWS, Role.WATCHES)), Role.NONE)


def _token(key: bytes, verification_id: str) -> str:
    return hmac.digest(key, f"handoff by api {verification_id}".encode(), "sha256").hex()
