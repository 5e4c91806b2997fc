"""The link a partner hands out: leads to the current page, asks before a second device takes over, starts anew."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from kyc.models import Verification
from kyc.services.applicant import holders
from kyc.services.applicant.handoffs import Role
from kyc.services.verification import openings, profiles, verifications
from kyc.services.verification.openings import Options
from kyc.web.hosted import visit
from kyc.web.hosted.blueprint import current_url, page_url
from kyc.web.hosted.guard import browser_token, take_hold, visitor
from kyc.web.hosted.visit import Visit
from kyc.web.unit_of_work import commits, session, tools


@visitor
def entry(record_id: str) -> Response:
    """`GET /<record_id>` on any device: to the page where the verification stands; an ended one starts anew."""
    found = visit.load(record_id, browser_token())
    if found is None or found.ended:
        begin_afresh(record_id)
        found = _visit(record_id)
    if found.held_elsewhere:
        return redirect(page_url(record_id, "here"), 303)
    return redirect(current_url(found), 303)


@visitor
def here(record_id: str) -> Any:
    """Asks whether to continue in this browser; what was sent before stays, and is not shown.

    If several ask at once the first takes over; the others are told, and may ask again.
    """
    found = visit.load(record_id, browser_token())
    if found is None or not found.held_elsewhere:
        return redirect(page_url(record_id, "entry"), 303)
    if found.role is Role.WATCHES:
        return redirect(page_url(record_id, "watch"), 303)
    overtaken = request.method == "POST" and not take_hold(found.verification_id, request.form.get("seen", ""))
    if request.method == "POST" and not overtaken:
        return redirect(page_url(record_id, "entry"), 303)
    said = {"seen": mark(found), "overtaken": overtaken}
    return render_template("hosted/here.html", visit=found, **said), 409 if overtaken else 200


def mark(found: Visit) -> str:
    """Who holds the verification as this page shows it."""
    with visit.reading() as opened:
        return holders.mark(opened, found.verification_id)


@visitor
def again(record_id: str) -> Response:
    """Another attempt after one that ended or was not verified; where none is allowed, nothing happens.

    Opened as a link (a reload, a bookmark) it only redirects.
    """
    if request.method == "POST":
        begin_afresh(record_id)
    return redirect(page_url(record_id, "entry"), 303)


@commits
def begin_afresh(record_id: str) -> None:
    """Open a verification with the partner's settings of the last one."""
    profile = profiles.get(session(), record_id)
    openings.ensure_open(session(), profile, _options(session(), record_id))


def _options(opened: Session, record_id: str) -> Options:
    previous: Verification | None = verifications.newest(opened, record_id)
    settings = tools().settings
    defaults = Options(
        ttl_s=settings.session_ttl, max_retries=settings.max_retries, liveness_type=settings.liveness_type
    )
    return openings.options_of(previous) if previous else defaults


def _visit(record_id: str) -> Visit:
    found = visit.load(record_id, browser_token())
    if found is None:
        raise LookupError("a verification was opened a moment ago")
    return found


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("", view_func=entry, strict_slashes=False)
    blueprint.add_url_rule("/here", view_func=here, methods=["GET", "POST"])
    blueprint.add_url_rule("/again", view_func=again, methods=["GET", "POST"])
