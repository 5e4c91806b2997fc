"""The staff: who has an account, how far set up, and where they are signed in; an admin can end sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import NotFound
from kyc.domain.rights import Right
from kyc.models import StaffSession, StaffUser
from kyc.services.accounts import sign_in_failures, staff_accounts, staff_sessions
from kyc.services.accounts.staff_sessions import Ending
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.door import blueprint
from kyc.web.staff.entrance import presence
from kyc.web.staff.guard import me, staff

HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account, its active sessions, and its recent failed sign-ins."""

    user: StaffUser
    sessions: Sequence[StaffSession]
    failures: int


@blueprint.get("/people")
@staff(Right.MANAGE_PEOPLE)
def people() -> str:
    """Every account, ordered by address."""
    return render_template("staff/people.html", people=_colleagues(), here=presence.this())


@blueprint.post("/people/<int(max=2147483647):staff_id>/sessions/end")
@staff(Right.MANAGE_PEOPLE)
def end_sessions(staff_id: int) -> Response:
    """End one session of a person (`session`), or all of them; 404 for an unknown number."""
    ended = _ended(staff_id, presence.named())
    flash(f"Sessions ended: {ended}.", "good")
    return redirect(url_for("staff.people"))


def _colleagues() -> list[Colleague]:
    session = unit_of_work.session()
    everybody = staff_accounts.accounts(session)
    going_on = staff_sessions.going_on(session, presence.idle())
    failures = sign_in_failures.counts(session, [user.id for user in everybody])
    return [
        Colleague(user, [one for one in going_on if one.staff_id == user.id], failures.get(actor(user.id), 0))
        for user in everybody
    ]


@unit_of_work.commits
def _ended(staff_id: int, which: str) -> int:
    session, who = unit_of_work.session(), actor(me().id)
    if staff_id > HIGHEST or session.get(StaffUser, staff_id) is None:
        raise NotFound
    if which == presence.ALL:
        return staff_sessions.end_all(session, staff_id, Ending.REVOKED, who)
    return staff_sessions.end(session, staff_id, which, Ending.REVOKED, who)
