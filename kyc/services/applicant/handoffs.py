"""Handing a verification to a phone: a changing code, one phone that takes it, and a browser that watches.

The token of a code is derived, not stored: HMAC-SHA256 with the installation's secret over the handoff's nonce and the
turn, cut to 130 bits. So the database alone opens nothing, showing a code writes nothing, and every tab shows the same.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from kyc.domain import ids
from kyc.domain.devices import Device
from kyc.models import Handoff, utcnow
from kyc.services.applicant import holders
from kyc.services.verification.verifications import token_digest

TURN_S, GRACE_S = 20, 10
TOKEN_LENGTH = 26


class Role(StrEnum):
    """The part that a browser has in a handoff."""

    NONE = "none"
    SHOWS = "shows"  # the code, which no phone has taken yet
    WATCHES = "watches"  # a phone has taken over, this browser follows
    WATCHED = "watched"  # this browser has taken over, another follows


@dataclass(frozen=True, slots=True)
class Shown:
    """What the first browser shows now: the digits to compare, the token in the QR code, its turn, the seconds left."""

    code: str
    token: str
    turn: int
    left_s: int


def begin(session: Session, verification_id: str, token: str) -> None:
    """Let this browser, which holds the verification, show a code; asked again, the same one stays."""
    if role(session, verification_id, token) is Role.SHOWS:
        return
    row = session.get(Handoff, verification_id) or Handoff(verification_id=verification_id)
    row.nonce, row.code = ids.token("hand"), f"{secrets.randbelow(10_000):04}"
    row.watcher_digest, row.created_at, row.joined_at = token_digest(token), utcnow(), None
    session.add(row)
    session.flush()


def role(session: Session, verification_id: str, token: str) -> Role:
    """The part that the browser with this token has; a take-over by another one ends a handoff that was only shown."""
    row = session.get(Handoff, verification_id)
    if row is None:
        return Role.NONE
    mine = secrets.compare_digest(row.watcher_digest, token_digest(token))
    if row.joined_at and mine:
        return Role.WATCHES
    if holders.held_elsewhere(session, verification_id, token) or not (mine or row.joined_at):
        return Role.NONE
    return Role.SHOWS if mine else Role.WATCHED


def shown(session: Session, verification_id: str, key: bytes, at: datetime) -> Shown | None:
    """What to show at a moment; None once a phone has taken it, or another browser holds the verification."""
    row = _waiting(session, verification_id)
    if row is None:
        return None
    turn, gone = divmod(_seconds(row, at), TURN_S)
    return Shown(row.code, _token(key, row, turn), turn, TURN_S - gone)


def scanned(session: Session, verification_id: str, keys: Iterable[bytes], token: str, at: datetime) -> str | None:
    """The nonce of the handoff that this token belongs to, in this turn or, during its first seconds, the last.

    The token may be made with any of the `keys`: while they are exchanged, another host may use another one.
    """
    row = _waiting(session, verification_id)
    if row is None:
        return None
    turn, gone = divmod(_seconds(row, at), TURN_S)
    turns = [turn, turn - 1] if gone < GRACE_S and turn else [turn]
    fits = [hmac.compare_digest(_token(key, row, one).encode(), token.encode()) for key in keys for one in turns]
    return row.nonce if any(fits) else None


def code(session: Session, verification_id: str, nonce: str) -> str | None:
    """The digits to compare, for a phone that scanned; None where the handoff is over or was begun again."""
    row = _meant(session, verification_id, nonce)
    return row.code if row else None


def join(session: Session, verification_id: str, nonce: str, token: str, device: Device = Device.UNKNOWN) -> bool:
    """The phone with this token takes over and the first browser watches; False where another was quicker."""
    row = _meant(session, verification_id, nonce)
    if row is None:
        return False
    row.joined_at = utcnow()
    holders.hold(session, verification_id, token, handed=True, device=device)
    return True


def take_back(session: Session, verification_id: str, token: str) -> bool:
    """The watching browser takes over again, which ends the handoff; False where it does not watch."""
    if role(session, verification_id, token) is not Role.WATCHES:
        return False
    session.delete(session.get_one(Handoff, verification_id))
    holders.hold(session, verification_id, token, handed=True)
    return True


def _waiting(session: Session, verification_id: str) -> Handoff | None:
    """The handoff that a phone can still take: nobody has, and the browser that shows it is still the holder."""
    row = session.get(Handoff, verification_id)
    if row is None or row.joined_at is not None:
        return None
    held = holders.digest(session, verification_id) or ""
    return row if hmac.compare_digest(held, row.watcher_digest) else None


def _meant(session: Session, verification_id: str, nonce: str) -> Handoff | None:
    """The waiting handoff, if it has this nonce."""
    row = _waiting(session, verification_id)
    return row if row and hmac.compare_digest(row.nonce, nonce) else None


def _seconds(row: Handoff, at: datetime) -> int:
    return max(0, int((at - row.created_at).total_seconds()))


def _token(key: bytes, row: Handoff, turn: int) -> str:
    made = hmac.digest(key, f"handoff {row.nonce} {turn}".encode(), "sha256")
    return base64.b32encode(made).decode().lower()[:TOKEN_LENGTH]
