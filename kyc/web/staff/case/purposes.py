"""What somebody opens a case for, where their role has to say so; kept as long as their session, case by case."""

from __future__ import annotations

import hmac

from flask import session

from kyc.web.staff.entrance import presence

_KEPT = "purposes"
_MOST = 10


def kept(verification_id: str) -> str | None:
    """What this session opens a case for; nothing that was said before it in the same browser."""
    return _said().get(verification_id)


def keep(verification_id: str, purpose: str) -> None:
    """Remember it until they sign out, for the ten cases that were opened last."""
    others = [one for one in _said().items() if one[0] != verification_id]
    session[_KEPT] = [session[presence.KEY], [*others[1 - _MOST :], (verification_id, purpose)]]


def _said() -> dict[str, str]:
    """Flask-Security leaves the cookie's other members alone when somebody signs out, so they name their session."""
    token, cases = session.get(_KEPT, ("", ()))
    return dict(cases) if hmac.compare_digest(token, session.get(presence.KEY, "")) else {}
