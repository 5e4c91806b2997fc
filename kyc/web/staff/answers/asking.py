"""Requesting certain photos again: written on the case page, previewed as the applicant will read it, then sent."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Denied, Invalid, InvalidTransition, LostRace
from kyc.domain.rights import Right
from kyc.models import utcnow
from kyc.services.desk import claims, escalations, reviews, rulings
from kyc.services.record.audit import actor
from kyc.services.verification import resubmission
from kyc.web import unit_of_work
from kyc.web.hosted.asked import day, reasons_of
from kyc.web.staff.answers.forms import AskForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff
from kyc.web.staff.queue.claiming import LEADS

TOO_LATE = (
    "Somebody else was quicker: this case has changed since you opened it. Nothing was asked for; "
    "below is the case as it stands now."
)


@blueprint.post("/cases/<verification_id>/ask")
@staff(Right.DECIDE)
def ask(verification_id: str) -> Answer:
    """Preview, return to editing, or send the request; 409 with the current case if somebody was quicker."""
    form = AskForm()
    if not form.validate():
        abort(400)
    try:
        if form.step.data == "confirm":
            return _made(verification_id, form)
        return _considered(verification_id, form)
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), asking=form), 422
    except (LostRace, InvalidTransition):
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    except Denied:
        return case_page(load_case(verification_id), notice=LEADS), 403


def _made(verification_id: str, form: AskForm) -> Response:
    _recorded(verification_id, form)
    flash("The applicant is asked for new photos when they open their link. The case comes back by itself.", "good")
    return redirect(url_for("staff.queue"))


@unit_of_work.commits
def _recorded(verification_id: str, form: AskForm) -> None:
    """Send the request; impossible while a ruling can still be undone, so that a case has only one outcome."""
    session = unit_of_work.session()
    found = reviews.open_case(session, verification_id, form.version.data, me().id)
    escalations.require_right(session, verification_id, settles=may(Right.SETTLE))
    if rulings.waiting(session, verification_id):
        raise LostRace
    claims.release(session, found.id, me().id)
    due = utcnow() + form.due_in()
    resubmission.ask(session, found, form.items.data, form.reasons.data, due, actor(me().id))


def _considered(verification_id: str, form: AskForm) -> str:
    """The preview as the applicant will read it; nothing is sent yet."""
    case = load_case(verification_id)
    if case.verification.version != form.version.data:
        raise LostRace
    if form.step.data == "edit":
        return case_page(case, asking=form)
    due = utcnow() + form.due_in()
    resubmission.check(case.verification, form.items.data, form.reasons.data, due)
    said = {"reasons": reasons_of(tuple(form.reasons.data)), "until": day(due)}
    return render_template("staff/ask.html", case=case, verification=case.verification, form=form, **said)
