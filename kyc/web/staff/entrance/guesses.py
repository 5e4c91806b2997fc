"""Guesses at passwords and codes: few for each account, apart for a browser it knows, and each failure on the record.

The count is by the address that was typed, whether or not anybody has it, so that a refusal tells nothing. Strangers
use up the tries of strangers: the owner, in a browser that has signed in before, has tries of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import make_response, request, session
from sqlalchemy import select
from structlog import get_logger

from kyc.domain.errors import Invalid
from kyc.models import StaffUser
from kyc.services.accounts import sign_in_failures, staff_accounts
from kyc.services.accounts.sign_in_failures import Factor
from kyc.web import unit_of_work
from kyc.web.limits import limiter, login_limit
from kyc.web.staff.entrance import known_browsers

log = get_logger(__name__)
PASSWORD_LIMIT = "10/15 minutes"  # noqa: S105  (a rate)
CODE_LIMIT = "20/hour"
"""Whoever guesses codes knows the password already; three of a million codes are right at a time."""
GUESSABLE: dict[str, Factor] = {
    "login": "password",
    "verify": "password",
    "change_password": "password",
    "two_factor_token_validation": "code",
    "mf_recovery": "recovery_code",
}
"""Flask-Security's views that take a guess, and at what."""
View = Callable[..., Any]


def limited(name: str, view: View) -> View:
    """Give a view its limits, for each address it is called from and for each account, and its place on the record."""
    factor = GUESSABLE[name]
    rate = PASSWORD_LIMIT if factor == "password" else CODE_LIMIT
    view = limiter.limit(login_limit, methods=["POST"])(_recorded(factor, view))
    return limiter.limit(rate, key_func=_whose, methods=["POST"])(view)


def _recorded(factor: Factor, view: View) -> View:
    """These views lead on where a guess was right, and show their page again where it was not."""

    @wraps(view)
    def tried(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(*args, **kwargs)
        address = _address()
        answer = make_response(view(*args, **kwargs))
        if answer.status_code == 200:
            log.info("guess_failed", factor=factor, account=_note(address, factor) or "none")
        return answer

    return tried


@unit_of_work.commits
def _note(address: str, factor: Factor) -> str | None:
    """The same transaction for an address that nobody has: its time would tell."""
    return sign_in_failures.note(unit_of_work.session(), address, factor)


def _whose() -> str:
    address = _address()
    mark = known_browsers.mark_of(unit_of_work.settings(), address)
    return f"{mark}:{known_browsers.name_for(address)}"


def _address() -> str:
    """Whose password or code is guessed at: as typed, or of whoever gave the password before."""
    if request.endpoint == "security.login":
        return _typed(request.form.get("email", ""))
    person = session.get("tf_user_id") or session.get("_user_id") or ""
    found = unit_of_work.session().scalar(select(StaffUser.email).where(StaffUser.fs_uniquifier == person))
    return found or ""


def _typed(email: str) -> str:
    try:
        return staff_accounts.normal_address(email)
    except Invalid:
        return ""
