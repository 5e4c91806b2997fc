"""The first page: what happens, why and for whom, and the consent to face comparison; or another way."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from kyc.models import Verification
from kyc.services.applicant import consents
from kyc.services.verification import verifications
from kyc.web import languages
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import ConsentForm
from kyc.web.hosted.guard import applicant, visitor
from kyc.web.hosted.visit import Visit, partner_look
from kyc.web.unit_of_work import commits, session, tools


@applicant("start")
def start(visit: Visit) -> Any:
    """`/<record_id>/start`; also later, for consent may be changed until the photos are sent."""
    days = tools().settings.portrait_reuse_days
    form, terms = ConsentForm(), render_template("hosted/_terms.html", partner=visit.partner, portrait_days=days)
    if form.validate_on_submit() and (agreed := form.agreed()) is not None:
        answer(visit.verification_id, terms, agreed=agreed)
        return redirect(page_url(visit.record_id, "entry"), 303)
    return render_template("hosted/start.html", visit=visit, form=form, terms=terms), 422 if form.errors else 200


@visitor
def another_way(record_id: str) -> str | Response:
    """For those who do not want biometrics or cannot take photos: a person helps."""
    look = partner_look(record_id)
    return render_template("hosted/another_way.html", record_id=record_id, partner=look.name, look=look)


@commits
def answer(verification_id: str, terms: str, *, agreed: bool) -> None:
    """Store the answer with the digest of the text as shown, its language and the time."""
    verification = session().get_one(Verification, verification_id, with_for_update=True)
    verifications.require_open(verification)
    digest = consents.text_digest(terms)
    consents.give(session(), verification, digest, languages.current(), agreed=agreed)


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/start", view_func=start, methods=["GET", "POST"])
    blueprint.add_url_rule("/another-way", view_func=another_way)
