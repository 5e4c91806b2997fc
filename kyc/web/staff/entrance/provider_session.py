"""What the cookie says of a sign-in at the identity provider: for whom, and whether it asked for both factors."""

from __future__ import annotations

import hmac
from typing import Any

from flask import session, url_for

from kyc.domain.sign_in import ProviderIdentity
from kyc.models import StaffUser
from kyc.web import unit_of_work

_MARK, _LEFT = "vouched", "left_elsewhere"


def keep(user: StaffUser, identity: ProviderIdentity) -> None:
    """Store it for this session of this person."""
    session[_MARK] = {"who": user.fs_uniquifier, "both": identity.second_factor, "leaves": identity.has_sign_out}


def forget(_app: object, **_more: object) -> None:
    """Remove it at the end of the session; only the note that the provider's own session is still active stays."""
    if session.pop(_MARK, {}).get("leaves"):
        session[_LEFT] = True


def first_factor(user: StaffUser) -> bool:
    """Whether the provider replaces this person's password."""
    return hmac.compare_digest(session.get(_MARK, {}).get("who", ""), user.fs_uniquifier)


def both_factors(user: StaffUser) -> bool:
    """Whether the provider replaces password and authenticator app."""
    return first_factor(user) and bool(session[_MARK]["both"])


def elsewhere() -> dict[str, Any]:
    """For the sign-in pages: the provider's name (empty without one), whether passwords are asked for too, and once
    after a sign-out that the provider's own session goes on."""
    settings = unit_of_work.settings()
    if not settings.oidc_issuer:
        return {"name": "", "passwords": True}
    left = url_for("staff.leave_elsewhere") if session.pop(_LEFT, None) else ""
    return {"name": settings.oidc_name, "passwords": settings.password_sign_in, "left": left}
