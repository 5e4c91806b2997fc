"""Limits on guessing passwords and codes: few per account, separate for known browsers, each failure recorded.

Attempts are counted by the address typed, whether or not it exists, so that a refusal reveals nothing. Strangers use up
only the strangers' attempts: the owner, in a browser that has signed in before, has attempts of their own.
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
"""Whoever guesses codes already knows the password; three in a million codes are right at any time."""
GUESSABLE: dict[str, Factor] = {
    "login": "password",
    "verify": "password",
    "change_password": "password",
    "two_factor_token_validation": "code",
    "mf_recovery": "recovery_code",
}
"""Flask-Security's views in which something can be guessed, and what."""
View = Callable[..., Any]


def limited(name: str, view: View) -> View:
    """Give a view its limits, per IP address and per account, and record its failures."""
    factor = GUESSABLE[name]
    rate = PASSWORD_LIMIT if factor == "password" else CODE_LIMIT
    view = limiter.limit(login_limit, methods=["POST"])(_recorded(factor, view))
    return limiter.limit(rate, key_func=_whose, methods=["POST"])(view)


def _recorded(factor: Factor, view: View) -> View:
    """These views redirect where a guess was right, and show their page again where it was not."""

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
    """Uses a transaction for an unknown address too, because the time would reveal the difference."""
    return sign_in_failures.note(unit_of_work.session(), address, factor)


def _whose() -> str:
    address = _address()
    mark = known_browsers.mark_of(unit_of_work.settings(), address)
    return f"{mark}:{known_browsers.name_for(address)}"


def _address() -> str:
    """Whose password or code is guessed: as typed, or of whoever gave the password before."""
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
