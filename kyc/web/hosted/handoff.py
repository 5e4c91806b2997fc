"""Continuing on a phone: the first screen shows a code, the phone asks before taking over, the first screen follows."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, Response, jsonify, redirect, render_template, request

from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import State
from kyc.models import Verification, utcnow
from kyc.services.applicant import handoffs
from kyc.services.applicant.handoffs import Role, Shown
from kyc.web.hosted import visit as visits
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.guard import applicant, browser_token, visitor
from kyc.web.hosted.steps import WAITING
from kyc.web.hosted.visit import Visit, reading
from kyc.web.unit_of_work import commits, session, settings

# The progress lines of the screen that follows, in their order; none of them is about the person.
LINES = ("connected", "document", "selfie", "sent", "checked", "decided")


@applicant("phone")
def phone(visit: Visit) -> Any:
    """`/<record_id>/phone`: the code and the digits to compare; before a code is requested, a button that does."""
    if request.method == "POST":
        show(visit.verification_id)
        return redirect(page_url(visit.record_id, "phone"), 303)
    return render_template("hosted/phone.html", visit=visit, shown=shown(visit))


@applicant("phone")
def picture(visit: Visit) -> Response:
    """`/<record_id>/phone/code.svg`: the current code, for the browser that shows it and no other."""
    if (found := shown(visit)) is None:
        raise NotFound
    image = io.BytesIO()
    address = f"{settings().public_base_url}/{visit.record_id}/join/{found.token}"
    made = segno.make(address, error="m", micro=False)
    made.save(image, kind="svg", border=4, light="white", xmldecl=False, omitsize=True)
    return Response(image.getvalue(), mimetype="image/svg+xml")


@visitor
def phone_status(record_id: str) -> Any:
    """`/<record_id>/phone/status`: for the screen that shows or follows; an ETag makes polling cheap."""
    found = visits.load(record_id, browser_token())
    if found is None or found.ended or found.role not in (Role.SHOWS, Role.WATCHES):
        return jsonify(state="elsewhere", next=page_url(record_id, "entry")), 403
    code = shown(found)
    said = {"state": "shown" if code else standing(found), "turn": code.turn if code else None}
    answer = jsonify(**said, done=lines_done(found), next=page_url(record_id, "watch"))
    answer.add_etag()
    return answer.make_conditional(request)


@visitor
def watch(record_id: str) -> Any:
    """`/<record_id>/watch`: how far the phone is; the button takes the check back, which only this screen may do."""
    found = visits.load(record_id, browser_token())
    if found is None or found.role is not Role.WATCHES:
        return redirect(page_url(record_id, "entry"), 303)
    if found.ended:
        return render_template("hosted/ended.html", visit=found), 410
    if request.method == "POST":
        take_back(found.verification_id)
        return redirect(page_url(record_id, "entry"), 303)
    said = {"lines": LINES, "done": lines_done(found), "standing": standing(found)}
    return render_template("hosted/watch.html", visit=found, **said)


def shown(visit: Visit) -> Shown | None:
    """The code that this browser shows now, if any."""
    if visit.role is not Role.SHOWS or not visit.sendable:
        return None
    with reading() as opened:
        return handoffs.shown(opened, visit.verification_id, key(), utcnow())


def standing(visit: Visit) -> str:
    """For the screen that follows: `going` on, with a `person`, or `decided`; the outcome is for the phone alone."""
    if visit.sendable or visit.state in WAITING:
        return "going"
    return "person" if visit.state is State.MANUAL_REVIEW else "decided"


def lines_done(visit: Visit) -> list[str]:
    """The lines of `LINES` that are done."""
    sent, stands = not visit.sendable, standing(visit)
    done = {
        "connected": visit.role is Role.WATCHES,
        "document": sent or (visit.document_type is not None and not visit.documents_missing),
        "selfie": sent or not visit.missing,
        "sent": sent,
        "checked": stands != "going",
        "decided": stands == "decided",
    }
    return [line for line in LINES if done[line]]


def key() -> bytes:
    """The key that tokens are derived with: this installation's secret, which no database holds."""
    return settings().secret_ring[0]


@commits
def show(verification_id: str) -> None:
    session().get_one(Verification, verification_id, with_for_update=True)
    handoffs.begin(session(), verification_id, browser_token())


@commits
def take_back(verification_id: str) -> None:
    session().get_one(Verification, verification_id, with_for_update=True)
    handoffs.take_back(session(), verification_id, browser_token())


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/phone", view_func=phone, methods=["GET", "POST"])
    blueprint.add_url_rule("/phone/code.svg", view_func=picture)
    blueprint.add_url_rule("/phone/status", view_func=phone_status)
    blueprint.add_url_rule("/watch", view_func=watch, methods=["GET", "POST"])
