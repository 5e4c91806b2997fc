"""Access to the staff's pages: signed in with both factors, own password chosen, and the required right."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, cast

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from flask_security.signals import user_authenticated
from sqlalchemy import select
from werkzeug.wrappers import Response

from kyc.domain.rights import Right, allows
from kyc.models import StaffUser, Verification
from kyc.services.desk.purposes import REVIEW
from kyc.web import unit_of_work
from kyc.web.guards import View, marked, public
from kyc.web.staff.case.purposes import kept
from kyc.web.staff.entrance import guesses, known_browsers, presence, provider_session, returning
from kyc.web.staff.entrance.guesses import GUESSABLE

SECURITY_VIEWS = {
    "login": "public",
    "logout": "staff:signed_in",
    "verify": "staff:signed_in",
    "change_password": "staff:signed_in",
    "two_factor_setup": "staff:half_signed_in",
    "two_factor_token_validation": "staff:half_signed_in",
    "mf_recovery": "staff:half_signed_in",
    "mf_recovery_codes": "staff:signed_in",
}
"""Flask-Security's views in use, with the guard in its own code; every other one is closed."""
WRITING = ("change_password", "two_factor_token_validation", "mf_recovery", "mf_recovery_codes")
NAMING = ("staff.purpose", "staff.name_purpose")


def staff(right: Right) -> Callable[[View], View]:
    """A view for staff whose role has this right."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if first := _detour():
                return first
            if not may(right):
                abort(403)
            case = kwargs.get("verification_id")
            return _purpose_first(case) or _erased_first(case) or view(*args, **kwargs)

        return marked(cast(View, guarded), f"staff:{right}")

    return mark


def signed_in(view: View) -> View:
    """A view for everybody fully signed in, whatever their role, because it is about themselves."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return _detour() or view(*args, **kwargs)

    return marked(cast(View, guarded), "staff:signed_in")


def may(right: str) -> bool:
    """Whether the signed-in person has this right; raises `ValueError` for an unknown one."""
    return allows((role.name for role in me().roles), Right(right))


def purpose_of(verification_id: str) -> str | None:
    """The purpose for which the signed-in person opens this case; None where they still have to state one."""
    return REVIEW if may(Right.OPEN_FREELY) else kept(verification_id)


def me() -> StaffUser:
    """The person who is signed in."""
    return cast(StaffUser, current_user._get_current_object())


def _detour() -> Response | None:
    """Where somebody has to go first: sign in, choose a password, keep recovery codes."""
    if not current_user.is_authenticated or not (me().tf_totp_secret or provider_session.both_factors(me())):
        return returning.to_sign_in()
    presence.see()
    if me().must_change_password and not provider_session.first_factor(me()):
        return redirect(url_for("security.change_password"))
    if me().mf_recovery_codes or provider_session.both_factors(me()):
        return None
    return redirect(url_for("security.mf_recovery_codes"))


def _purpose_first(verification_id: str | None) -> Response | None:
    """Every URL of a case waits until a purpose is stated, except the page that asks for it."""
    if verification_id is None or request.endpoint in NAMING or purpose_of(verification_id):
        return None
    return redirect(url_for("staff.purpose", verification_id=verification_id))


def _erased_first(verification_id: str | None) -> Response | None:
    """An erased case has only one page, whatever somebody still had open."""
    if verification_id is None or request.endpoint in (*NAMING, "staff.case") or not verification_id.isprintable():
        return None
    session = unit_of_work.session()
    gone = session.scalar(select(Verification.erasure_id).where(Verification.id == verification_id))
    return redirect(url_for("staff.case", verification_id=verification_id), 303) if gone else None


def close_in(app: Flask) -> None:
    """Give each of Flask-Security's views its guard's name, its limits and its transaction; close the unused ones."""
    user_authenticated.connect(known_browsers.remember, app)
    for endpoint in [name for name in app.view_functions if name.startswith("security.")]:
        name = endpoint.removeprefix("security.")
        app.view_functions[endpoint] = _wrapped(name, app.view_functions[endpoint])


@cache
def _wrapped(name: str, view: Callable[..., Any]) -> Callable[..., Any]:
    """Once per process: a second application would count every request twice against the same limits."""
    if name not in SECURITY_VIEWS:
        return _closed
    if name in WRITING:
        view = _opened(view)
    if name in GUESSABLE:
        view = guesses.limited(name, view)
    return marked(view, SECURITY_VIEWS[name])


def _opened(view: Callable[..., Any]) -> Callable[..., Any]:
    """Take SQLite's write lock before the view reads: see `kyc.models.base.transaction`."""

    @wraps(view)
    def opened(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            unit_of_work.session().rollback()
            unit_of_work.session().connection(execution_options={"write": True})
        return view(*args, **kwargs)

    return opened


@public
def _closed(**_values: object) -> None:
    abort(404)
