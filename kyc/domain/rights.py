"""Which staff may do what: five roles and the rights that each of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Right(StrEnum):
    """Something that staff may do; the value is its name in guards and templates."""

    SEE_CASES = "see cases"
    OPEN_FREELY = "open without a purpose"
    SEE_FIGURES = "see figures"
    DECIDE = "decide cases"
    SETTLE = "settle cases"
    ASSIGN = "assign cases"
    ANSWER_REQUESTS = "answer requests"
    TAKE_AWAY = "take case files away"
    TRY_POLICIES = "try policies"
    HOLD = "hold records"
    ERASE = "erase records"
    READ_AUDIT = "read the audit trail"
    LOOK_AFTER = "look after jobs"
    MANAGE_PARTNERS = "manage partners"
    MANAGE_PEOPLE = "manage people"


class Role(StrEnum):
    """The role of a staff account; every account has exactly one."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


_LOOKS = {Right.SEE_CASES, Right.OPEN_FREELY, Right.SEE_FIGURES}
_REVIEWS = {*_LOOKS, Right.DECIDE, Right.ANSWER_REQUESTS, Right.TAKE_AWAY, Right.TRY_POLICIES}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset(_LOOKS),
    Role.REVIEWER: frozenset(_REVIEWS),
    Role.LEAD: frozenset({*_REVIEWS, Right.SETTLE, Right.ASSIGN, Right.READ_AUDIT}),
    # beside that line: supervises data protection, names a purpose for each case, and decides none
    Role.PRIVACY_OFFICER: frozenset(
        {
            Right.SEE_CASES,
            Right.SEE_FIGURES,
            Right.ANSWER_REQUESTS,
            Right.TAKE_AWAY,
            Right.HOLD,
            Right.ERASE,
            Right.READ_AUDIT,
        }
    ),
    Role.ADMIN: frozenset(Right),
}


def allows(roles: Iterable[str], right: Right) -> bool:
    """Whether one of these roles has the right; an unknown role has none."""
    return any(right in RIGHTS[Role(name)] for name in roles if name in RIGHTS)
