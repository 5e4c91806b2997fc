"""Who may open a page: the browser that holds the verification, and only pages that make sense now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, redirect, render_template, request
from werkzeug.wrappers import Response

from kyc.domain import ids
from kyc.domain.devices import Device, device_of
from kyc.domain.documents import Side
from kyc.models import Verification
from kyc.services.applicant import holders
from kyc.web import cookies
from kyc.web.guards import marked
from kyc.web.hosted import steps, visit
from kyc.web.hosted.blueprint import current_url, page_url
from kyc.web.hosted.visit import Visit
from kyc.web.unit_of_work import commits, session

COOKIE = "applicant"
COOKIE_DAYS = 30
View = Callable[..., Any]


def applicant(page: str) -> Callable[[View], View]:
    """Pass a view its `Visit`; another browser is asked first, and a wrong step or ended verification is redirected.

    A link alone shows nothing about a person, so anybody may open it; the first browser to send something holds it.
    """

    def guarded(view: View) -> View:
        @wraps(view)
        def run(record_id: str, **words: Any) -> Any:
            found = visit.load(record_id, browser_token())
            return (found and turned_away(found, page, words.get("side"))) or _enter(view, record_id, found, words)

        return marked(run, "applicant")

    return guarded


def visitor(view: View) -> View:
    """For the doorstep alone: a view that any browser may open, and that shows nothing about a verification."""
    return marked(view, "applicant")


def turned_away(found: Visit, page: str, side: str | None) -> Any:
    """Where this request is redirected; None where it may pass."""
    if found.held_elsewhere:
        return redirect(page_url(found.record_id, "here"), 303)
    if found.ended:
        return render_template("hosted/ended.html", visit=found), 410
    if not steps.may_open(found, page, Side(side) if side else None):
        return redirect(current_url(found), 303)
    return None


def _enter(view: View, record_id: str, found: Visit | None, words: dict[str, Any]) -> Any:
    if found is None:
        return redirect(page_url(record_id, "entry"), 303)
    if request.method == "POST" and not keep_hold(found.verification_id):
        return redirect(page_url(record_id, "here"), 303)
    return view(found, **words)


@commits
def keep_hold(verification_id: str) -> bool:
    """Whether this browser still holds the verification; checked under the lock, for another may have taken over."""
    session().get_one(Verification, verification_id, with_for_update=True)
    if holders.held_elsewhere(session(), verification_id, browser_token()):
        return False
    holders.hold(session(), verification_id, browser_token(), device=device())
    return True


@commits
def take_hold(verification_id: str, seen: str) -> bool:
    """Take over, if the browser it saw holding still does: of two that ask at once, one is refused."""
    session().get_one(Verification, verification_id, with_for_update=True)
    if holders.mark(session(), verification_id) != seen:
        return False
    holders.hold(session(), verification_id, browser_token(), device=device())
    return True


def device() -> Device:
    """The kind of device that this browser claims; nothing else of its claims is kept."""
    return device_of(request.user_agent.string)


def browser_token() -> str:
    """This browser's token for this record: from its cookie, or a fresh one that `leave_token` sets."""
    if "applicant_token" not in g:
        g.applicant_token = cookies.kept(COOKIE) or ids.token("hold")
    return str(g.applicant_token)


def leave_token(response: Response) -> Response:
    """Set the token in a cookie that only this record's pages receive and no script can read."""
    if cookies.kept(COOKIE) or "applicant_token" not in g or not request.view_args:
        return response
    cookies.keep(response, COOKIE, g.applicant_token, f"/{request.view_args['record_id']}", COOKIE_DAYS)
    return response
