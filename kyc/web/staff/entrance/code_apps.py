"""The secrets of the staff's authenticator apps: each sealed with a key its tag names, and moved when keys rotate.

passlib does the sealing, and does not notice a wrong key, so a key is found by its tag only.
"""

from __future__ import annotations

import base64
import hashlib

from passlib.totp import TOTP, AppWallet
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.config import Settings
from kyc.models import StaffUser
from kyc.web.staff.entrance.derived_keys import derived_ring

_FIRST = "1"
"""The tag of secrets sealed before keys had tags: under the oldest accepted key."""


def secrets(settings: Settings) -> dict[str, str]:
    """The keys by tag, the one that seals first."""
    keys = [base64.urlsafe_b64encode(key).decode() for key in derived_ring(settings, "staff code apps")]
    return {**{f"k{hashlib.sha256(key.encode()).hexdigest()[:12]}": key for key in keys}, _FIRST: keys[-1]}


def factory(found: dict[str, str], issuer: str) -> type[TOTP]:
    """Seals and opens such secrets."""
    made: type[TOTP] = TOTP.using(issuer=issuer, wallet=AppWallet(found, default_tag=next(iter(found))))
    return made


def rewrap(session: Session, settings: Settings) -> int:
    """Move every secret to the key that seals; one whose key is gone is left. Returns how many were moved."""
    known = secrets(settings)
    made, moved = factory(known, ""), 0
    sealed = select(StaffUser).where(StaffUser.tf_totp_secret.is_not(None)).with_for_update()
    for user in session.scalars(sealed):
        try:
            secret = made.from_source(user.tf_totp_secret)
        except KeyError:
            continue
        if secret.changed:
            user.tf_totp_secret = secret.to_json(encrypt=True)
            moved += 1
    return moved
