"""Check your answers, send them, and see the result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template

from kyc.models import Verification
from kyc.services.verification import requirements, verifications
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import ActionForm
from kyc.web.hosted.guard import applicant
from kyc.web.hosted.liveness import chances_of
from kyc.web.hosted.visit import Visit, decision_reasons, reading
from kyc.web.hosted.wording import APPROVED, UNSAID, advice
from kyc.web.languages import advice_of
from kyc.web.unit_of_work import commits, session


@applicant("check")
def check(visit: Visit) -> Any:
    """`/<record_id>/check`: what will be sent, not showing it, with a way to change each item (WCAG 3.3.4)."""
    form = ActionForm()
    if form.validate_on_submit():
        send(visit.verification_id)
        return redirect(page_url(visit.record_id, "entry"), 303)
    retake = "selfie" if visit.asked else chances_of(visit).retake
    said = {"retake": retake, "doubts": doubts(visit.verification_id)}
    return render_template("hosted/check.html", visit=visit, form=form, **said)


@applicant("result")
def result(visit: Visit) -> str:
    """`/<record_id>/result`: approved, in review, or not verified and what to do next."""
    said = {"reasons": advice(decision_reasons(visit.verification_id)), "unsaid": UNSAID, "approved": APPROVED}
    return render_template("hosted/result.html", visit=visit, form=ActionForm(), **said)


def doubts(verification_id: str) -> dict[str, list[str]]:
    """The warnings at upload of the photos in force, in the applicant's words; by side, and `selfie`."""
    with reading() as opened:
        documents, selfie = requirements.images(opened, verification_id)
        found = {one.side: one.warnings for one in documents} | ({"selfie": selfie.warnings} if selfie else {})
    return {item: [advice_of(code) for code in codes] for item, codes in found.items() if codes}


@commits
def send(verification_id: str) -> None:
    """Submit everything for verification."""
    verification = session().get_one(Verification, verification_id, with_for_update=True)
    verifications.submit(session(), verification, "applicant")


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/check", view_func=check, methods=["GET", "POST"])
    blueprint.add_url_rule("/result", view_func=result)
