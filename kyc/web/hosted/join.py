"""The phone that scanned a code: nothing happens before the person has compared both screens and agreed."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, flash, get_flashed_messages, redirect, render_template, request
from flask import session as cookie

from kyc.models import Verification, utcnow
from kyc.services.applicant import handoffs
from kyc.services.applicant.handoffs import Role
from kyc.services.verification import pending, verifications
from kyc.web.hosted import visit as visits
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.guard import browser_token, device, visitor
from kyc.web.hosted.visit import Visit, reading
from kyc.web.limits import limiter
from kyc.web.unit_of_work import commits, session, settings

# Only refused codes are counted; a token has 130 bits, so this only spares the server.
WRONG_TRIES = "20/minute"
SCANNED, READING_S = "scanned", 600


@visitor
@limiter.limit(WRONG_TRIES, deduct_when=lambda answer: answer.status_code == 410, override_defaults=False)
def scan(record_id: str, token: str) -> Any:
    """`/<record_id>/join/<token>`: notes in this browser's signed cookie that it scanned, and changes nothing.

    Nothing is used up, because link previews open links; nor can the URL be passed on: it expires in half a minute.
    """
    found = visits.load(record_id, browser_token())
    if found is None or found.role in (Role.SHOWS, Role.WATCHED):
        return redirect(page_url(record_id, "entry"), 303)
    nonce = _scanned(found, token)
    if nonce is None:
        return _over(found)
    cookie[SCANNED] = [nonce, int(time.time())]
    return redirect(page_url(record_id, "join"), 303)


@visitor
def join(record_id: str) -> Any:
    """`/<record_id>/join`: who asks, and the digits to compare; only the button hands over to this phone."""
    found = visits.load(record_id, browser_token())
    if found is None or found.role in (Role.SHOWS, Role.WATCHED):
        return redirect(page_url(record_id, "entry"), 303)
    if request.method == "POST":
        return redirect(_answered(found), 303)
    code = _code(found)
    return render_template("hosted/join.html", visit=found, code=code) if code else _over(found)


def _answered(visit: Visit) -> str:
    """The URL to go to: the check's page where the person confirmed both screens, else why not."""
    nonce, same = _kept(), request.form.get("same") == "yes"
    cookie.pop(SCANNED, None)
    if same and visit.sendable and take(visit.verification_id, nonce):
        return page_url(visit.record_id, "entry")
    if not same:
        flash("declined", SCANNED)
    return page_url(visit.record_id, "join")


def _over(visit: Visit) -> tuple[str, int]:
    """Wrong, expired and used codes look the same; after a "no" it says that nothing was connected."""
    declined = "declined" in get_flashed_messages(category_filter=[SCANNED])
    return render_template("hosted/join_over.html", visit=visit, declined=declined), 200 if declined else 410


def _scanned(visit: Visit, token: str) -> str | None:
    if not visit.sendable:
        return None
    with reading() as opened:
        return handoffs.scanned(opened, visit.verification_id, settings().secret_ring, token, utcnow())


def _code(visit: Visit) -> str | None:
    if not visit.sendable:
        return None
    with reading() as opened:
        return handoffs.code(opened, visit.verification_id, _kept())


def _kept() -> str:
    """The nonce that this browser scanned in the last ten minutes, so that people can read at leisure."""
    nonce, at = cookie.get(SCANNED) or ("", 0)
    return str(nonce) if time.time() - float(at) < READING_S else ""


@commits
def take(verification_id: str, nonce: str) -> bool:
    """Take over on this phone, unless another was quicker; raises where nothing can be sent any more."""
    verification = session().get_one(Verification, verification_id, with_for_update=True)
    if pending.of(verification) is None:
        verifications.require_open(verification)
    return handoffs.join(session(), verification_id, nonce, browser_token(), device())


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/join/<token>", view_func=scan)
    blueprint.add_url_rule("/join", view_func=join, methods=["GET", "POST"])
