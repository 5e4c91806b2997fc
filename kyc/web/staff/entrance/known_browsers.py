"""The accounts that have signed in from this browser, in a signed cookie: strangers' guesses never lock out the owner.

OWASP calls these device cookies ("Slow Down Online Guessing Attacks with Device Cookies"). One opens nothing: password
and code are still required, only the attempts are counted separately.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass

from flask import after_this_request, redirect, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from kyc.config import Settings
from kyc.models import StaffUser
from kyc.web import cookies, unit_of_work
from kyc.web.guards import marked
from kyc.web.staff.door import blueprint
from kyc.web.staff.entrance.derived_keys import derived_ring

COOKIE = "known_browser"
DAYS = 180
PASS_S = 24 * 3600
"""How long an operator's pass can be used, in seconds."""
MOST = 10
"""The most people who share a browser; the one unseen for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Known:
    """A browser's own random name, and the marks of the accounts that have signed in from it."""

    name: str
    marks: tuple[str, ...] = ()

    def with_one(self, mark: str) -> Known:
        return Known(self.name, (*(one for one in self.marks if one != mark), mark)[-MOST:])


def mark_of(settings: Settings, address: str) -> str:
    """An address as it appears in the cookie and in counts: a keyed digest, which does not reveal it."""
    return _marks_of(settings, address)[0]


def _marks_of(settings: Settings, address: str) -> list[str]:
    keys = derived_ring(settings, "known browsers")
    return [hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32] for key in keys]


def name_for(address: str) -> str:
    """This browser's name where the account has signed in from it; empty otherwise."""
    here = _here()
    return here.name if any(mark in here.marks for mark in _marks_of(unit_of_work.settings(), address)) else ""


def remember(_app: object, user: StaffUser, **_more: object) -> None:
    """Set the cookie that says that this account has signed in from this browser."""
    _keep(mark_of(unit_of_work.settings(), user.email))


def pass_for(settings: Settings, address: str) -> str:
    """A token that makes a new browser known to an account: for its owner while others are guessing."""
    return _signer(settings, "pass").dumps(mark_of(settings, address))


def take_pass(token: str) -> Response:
    """An operator's link: this browser is known from now on. An expired link just leads to the sign-in."""
    with suppress(BadSignature):
        _keep(str(_signer(unit_of_work.settings(), "pass").loads(token, max_age=PASS_S)))
    return redirect(url_for("security.login"))


def _here() -> Known:
    try:
        said = _signer(unit_of_work.settings(), "cookie").loads(cookies.kept(COOKIE), max_age=DAYS * 86_400)
    except BadSignature:
        return Known(secrets.token_urlsafe(12))
    return Known(said["name"], tuple(said["marks"]))


def _keep(mark: str) -> None:
    known = _here().with_one(mark)
    value = _signer(unit_of_work.settings(), "cookie").dumps({"name": known.name, "marks": known.marks})

    @after_this_request
    def set_cookie(response: Response) -> Response:
        cookies.keep(response, COOKIE, str(value), "/staff", DAYS)
        return response


def _signer(settings: Settings, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derived_ring(settings, f"known browsers: {purpose}")[::-1])  # it signs with the last


blueprint.get("/known/<token>")(marked(take_pass, "public"))
