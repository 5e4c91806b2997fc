"""To the sign-in and back: why one has to sign in, where one was, and what one had typed."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from kyc.services.accounts import staff_sessions
from kyc.services.accounts.staff_sessions import Ending
from kyc.web.staff.entrance import presence

FAREWELLS = {
    Ending.IDLE: "You were signed out because you had not been here for a while.",
    Ending.WORKDAY: "You were signed out because a session lasts twelve hours at most.",
    Ending.REVOKED: "This session was ended from elsewhere. If that was not you, change your password.",
    Ending.PASSWORD: "You were signed out because your password was changed.",
    Ending.CODE_APP: "You were signed out because your authenticator app was changed.",
}
_UNSAID = {"csrf_token"}


def to_sign_in() -> Response:
    """Redirect to the sign-in and back afterwards; what was typed is kept in the page, to be sent then."""
    if typed := _typed():
        return Response(_kept_page(typed), status=403, mimetype="text/html")
    here = presence.this()
    session.pop(presence.KEY, None)
    if here and (words := FAREWELLS.get(staff_sessions.over(here, presence.idle()) or Ending.SIGNED_OUT)):
        flash(words, "info")
    return redirect(url_for("security.login", next=_way_back()))


def _typed() -> list[tuple[str, str]]:
    """The fields of a form that was sent after the session had ended."""
    if request.method != "POST":
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _UNSAID]


def _kept_page(typed: list[tuple[str, str]]) -> str:
    texts = [value for _, value in typed if " " in value.strip()]
    files = any(one.filename for one in request.files.values())
    return render_template("staff/kept.html", typed=typed, texts=texts, files=files, back=_way_back())


def _way_back() -> str:
    """Where to go on after signing in; for a form, the page it is on, because nothing is sent twice unasked."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    parts = request.path.split("/")
    above = ("/".join(parts[:length]) for length in range(len(parts), 2, -1))
    return next(filter(_is_page, above), url_for("staff.queue"))


def _is_page(path: str) -> bool:
    pages = current_app.create_url_adapter(request)
    return pages is not None and pages.match(path, method="GET")[0] != "staff.nothing"
