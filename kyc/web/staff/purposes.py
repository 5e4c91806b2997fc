"""What somebody opens a case for, where their role has to say so; kept in their session, case by case."""

from __future__ import annotations

from flask import session

REVIEW = "review"
"""The purpose of those whose work is the case itself."""
_KEPT = "purposes"
_MOST = 10


def kept(staff_id: int, verification_id: str) -> str | None:
    """What this person said that they open this case for; nothing that somebody else said in the same browser."""
    return _of(staff_id).get(verification_id)


def keep(staff_id: int, verification_id: str, purpose: str) -> None:
    """Remember it until they sign out, for the ten cases that were opened last."""
    others = {case: said for case, said in _of(staff_id).items() if case != verification_id}
    session[_KEPT] = [staff_id, [*list(others.items())[1 - _MOST :], (verification_id, purpose)]]


def _of(staff_id: int) -> dict[str, str]:
    who, cases = session.get(_KEPT, (None, ()))
    return dict(cases) if who == staff_id else {}
