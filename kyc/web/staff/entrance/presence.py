"""Ties a cookie to its session: begun by signing in, checked on every request, ended for good.

Rows changed here are committed by the view that signs somebody in; signing out commits by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, abort, g, request, session
from flask_login import user_logged_out
from flask_security.signals import password_changed, tf_profile_changed, user_authenticated

from kyc.models import StaffSession, StaffUser
from kyc.services.accounts import staff_sessions
from kyc.services.accounts.staff_sessions import Ending
from kyc.services.record.audit import actor
from kyc.web import unit_of_work

KEY = "staff_session"
"""The key of the session's token in the signed cookie."""
ALL = "all"
_ROW = re.compile(r"[0-9a-f]{64}", re.ASCII)


def install(app: Flask) -> None:
    """Connect to Flask-Security's signals, and reject cookies whose session is over."""
    manager = app.extensions["security"].login_manager
    manager.user_loader(_while_it_goes_on(manager._user_callback))
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_sign_out, app)
    password_changed.connect(_password_changed, app)
    tf_profile_changed.connect(_code_app_changed, app)


def this() -> StaffSession | None:
    """The session of this browser, ended or not."""
    return staff_sessions.known(unit_of_work.session(), session.get(KEY, ""))


def idle() -> timedelta:
    """The inactivity after which a session ends."""
    return unit_of_work.settings().staff_idle


def see() -> None:
    """Record, once a minute at most, that somebody opens pages; requests by scripts alone do not count."""
    here = this()
    by_hand = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if here is not None and by_hand and staff_sessions.is_stale(here):
        _see(here.id)


def named() -> str:
    """The session that a form names, or `ALL`; 400 for anything else."""
    named = request.form.get("session", "")
    return named if named == ALL or _ROW.fullmatch(named) else abort(400)


def _while_it_goes_on(load: Callable[[str], StaffUser | None]) -> Callable[[str], StaffUser | None]:
    """The owner of a cookie, as long as its session is theirs and active."""

    def loader(uniquifier: str) -> StaffUser | None:
        user, here = load(uniquifier), this()
        if user is None or here is None or here.staff_id != user.id or staff_sessions.over(here, idle()):
            return None
        g.staff_session = here  # kept, so that the row is read once per request
        return user

    return loader


def _begin(_app: Flask, user: StaffUser, **_more: object) -> None:
    """Begin a session, and end the one the cookie belonged to before, which its owner could no longer end."""
    database, before = unit_of_work.session(), this()
    if before is not None:
        staff_sessions.end(database, before.staff_id, before.id, Ending.REPLACED, actor(user.id))
    session[KEY] = staff_sessions.begin(database, user.id, request.headers.get("User-Agent", ""))


def _sign_out(_app: Flask, **_more: object) -> None:
    here = this()
    session.pop(KEY, None)
    if here is not None:
        _end(here.staff_id, here.id)


def _password_changed(_app: Flask, user: StaffUser, **_more: object) -> None:
    _end_others(user.id, Ending.PASSWORD)


def _code_app_changed(_app: Flask, user: StaffUser, **_more: object) -> None:
    _end_others(user.id, Ending.CODE_APP)


def _end_others(staff_id: int, ending: Ending) -> None:
    here = this()
    staff_sessions.end_all(unit_of_work.session(), staff_id, ending, actor(staff_id), here.id if here else "")


@unit_of_work.commits
def _end(staff_id: int, row_id: str) -> None:
    staff_sessions.end(unit_of_work.session(), staff_id, row_id, Ending.SIGNED_OUT, actor(staff_id))


@unit_of_work.commits
def _see(row_id: str) -> None:
    staff_sessions.see(unit_of_work.session(), row_id)
