"""Persons already known who can continue: most creates are answered here, by one statement without locks or changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from kyc.domain.lifecycle import BEFORE_SUBMIT, State
from kyc.models import Profile, Verification, utcnow
from kyc.services.verification.profiles import Declared, match_key


@dataclass(frozen=True, slots=True)
class Standing:
    """A record, and the verification that counts for it."""

    record_id: str
    verification_id: str


def known(session: Session, partner_id: str, mode: str, declared: Declared) -> Standing | None:
    """The partner's record of this person where it can be answered without writing anything, else None.

    Raises `Invalid` for unknown words.
    """
    kind, number, land = match_key(declared)
    if None in (kind, number, land):
        return None
    asked = {"partner": partner_id, "mode": mode, "kind": kind, "number": number, "land": land}
    row = session.connection().execute(_KNOWN, asked).one_or_none()
    if row is None or (declared.name != row.name and not row.name_mismatch):
        return None
    return Standing(row.record_id, row.verification_id) if _goes_on(row) else None


def _goes_on(row: Any) -> bool:
    """Whether the person can continue with it, or it is being examined; the rule of `openings.ensure_open`."""
    if row.closed_reason or (row.state in BEFORE_SUBMIT and row.expires_at <= utcnow()):
        return False
    return row.state is not State.REJECTED or row.rejection_type == "final"


_later = aliased(Verification)
_newest = (
    select(_later.id)
    .where(_later.profile_id == Profile.id)
    .order_by(_later.created_at.desc(), _later.id.desc())
    .limit(1)
    .correlate(Profile)
    .scalar_subquery()
)
_KNOWN = (
    select(
        Profile.id.label("record_id"),
        Profile.name,
        Profile.name_mismatch,
        Verification.id.label("verification_id"),
        Verification.state,
        Verification.closed_reason,
        Verification.rejection_type,
        Verification.expires_at,
    )
    .join(Verification, Verification.id == _newest)
    .where(
        Profile.partner_id == bindparam("partner"),
        Profile.mode == bindparam("mode"),
        Profile.match_type == bindparam("kind"),
        Profile.match_number == bindparam("number"),
        Profile.match_country == bindparam("land"),
    )
)
