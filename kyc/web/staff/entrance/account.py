"""One's own account: ways of signing in, active sessions, and failed attempts."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kyc.services.accounts import oidc_links, sign_in_failures, staff_sessions
from kyc.services.accounts.staff_sessions import WORKDAY, Ending
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.entrance import presence, provider_session
from kyc.web.staff.guard import me, signed_in

FEW_CODES = 2
"""With this many recovery codes left, it is time to make new ones."""


@blueprint.get("/account")
@signed_in
def account() -> str:
    """Password, authenticator app, recovery codes, failed sign-ins and sessions of the person who is signed in."""
    session = unit_of_work.session()
    linked = oidc_links.linked_since(session, me().id, unit_of_work.settings().oidc_issuer)
    return render_template(
        "staff/account.html",
        sessions=staff_sessions.going_on(session, presence.idle(), me().id),
        here=presence.this(),
        failures=sign_in_failures.recent(session, me().id),
        provider=unit_of_work.settings().oidc_name if linked else "",
        linked=linked,
        vouched_by=unit_of_work.settings().oidc_name if provider_session.first_factor(me()) else "",
        codes_left=len(me().mf_recovery_codes or []),
        few_codes=FEW_CODES,
        idle_minutes=unit_of_work.settings().staff_idle_minutes,
        workday_hours=WORKDAY // timedelta(hours=1),
    )


@blueprint.post("/account/sessions/end")
@signed_in
def end_session() -> Response:
    """End one of one's own sessions; anybody else's is left alone."""
    ended = _end_one(me().id, presence.named())
    flash("That session is over." if ended else "That session was over already.", "good")
    return redirect(url_for("staff.account"))


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """End all of one's own sessions but this one."""
    flash(f"Signed out everywhere else: {_end_others(me().id)}.", "good")
    return redirect(url_for("staff.account"))


@unit_of_work.commits
def _end_one(staff_id: int, row_id: str) -> int:
    return staff_sessions.end(unit_of_work.session(), staff_id, row_id, Ending.REVOKED, actor(staff_id))


@unit_of_work.commits
def _end_others(staff_id: int) -> int:
    here = presence.this()
    besides = here.id if here else ""
    return staff_sessions.end_all(unit_of_work.session(), staff_id, Ending.REVOKED, actor(staff_id), besides)
