"""The purposes stated for opening cases, kept for each case as long as the session."""

from __future__ import annotations

import hmac

from flask import session

from kyc.web.staff.entrance import presence

_KEPT = "purposes"
_MOST = 10


def kept(verification_id: str) -> str | None:
    """The purpose stated in this session, never one from an earlier session in the same browser."""
    return _said().get(verification_id)


def keep(verification_id: str, purpose: str) -> None:
    """Remember it until they sign out, for the ten cases opened last."""
    others = [one for one in _said().items() if one[0] != verification_id]
    session[_KEPT] = [session[presence.KEY], [*others[1 - _MOST :], (verification_id, purpose)]]


def _said() -> dict[str, str]:
    """The purposes with the session they belong to, because Flask-Security leaves them in the cookie on sign-out."""
    token, cases = session.get(_KEPT, ("", ()))
    return dict(cases) if hmac.compare_digest(token, session.get(presence.KEY, "")) else {}
