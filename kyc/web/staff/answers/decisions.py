"""A reviewer's decision: written on the case page, previewed as the applicant will read it, then made."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Denied, Invalid, InvalidTransition, LostRace
from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.domain.rights import Right
from kyc.services.desk import claims, reviews, rulings
from kyc.web import unit_of_work
from kyc.web.hosted.wording import APPROVED, rejected_with
from kyc.web.staff.answers.forms import DecisionForm
from kyc.web.staff.case import four_eyes
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import staff
from kyc.web.staff.queue.claiming import next_address

TOO_LATE = (
    "Somebody else was quicker: this case has changed since you opened it. Your decision was not recorded; "
    "below is the case as it stands now."
)
NO_VOICE = "You have said your word on this case, or somebody else has to settle it. Nothing was recorded."


@blueprint.post("/cases/<verification_id>/decision")
@staff(Right.DECIDE)
def decide(verification_id: str) -> Answer:
    """Preview, return to editing, or decide; 409 with the current case if somebody was quicker."""
    form = DecisionForm()
    if not form.validate():
        abort(400)
    ruling = form.ruling()
    try:
        if form.step.data == "confirm":
            return _made(verification_id, form.version.data, ruling)
        return _considered(verification_id, form, ruling)
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), form), 422
    except (LostRace, InvalidTransition):
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    except Denied:
        return case_page(load_case(verification_id), notice=NO_VOICE), 403


def _made(verification_id: str, version: int, ruling: reviews.Ruling) -> Response:
    in_hand, said = _recorded(verification_id, version, ruling)
    if said:
        flash(said, "good")
    return redirect(next_address(besides=verification_id) if in_hand else url_for("staff.queue"))


@unit_of_work.commits
def _recorded(verification_id: str, version: int, ruling: reviews.Ruling) -> tuple[bool, str]:
    """Whether the reviewer had claimed the case (then the next one follows), and the outcome."""
    session, who = unit_of_work.session(), four_eyes.reviewer()
    in_hand = claims.holder(session, verification_id) is not None
    given = rulings.give(session, verification_id, version, who, ruling, four_eyes.terms())
    return in_hand, four_eyes.outcome(session, given)


def _considered(verification_id: str, form: DecisionForm, ruling: reviews.Ruling) -> str:
    case = load_case(verification_id)
    if case.verification.version != form.version.data:
        raise LostRace
    if form.step.data == "edit":
        return case_page(case, form)
    reviews.check_ruling(ruling)
    return render_template(
        "staff/confirm.html",
        case=case,
        verification=case.verification,
        form=form,
        ruling=ruling,
        reason=CATALOGUE[ruling.reason],
        follows=four_eyes.follows(case.verification, ruling),
        applicant_reads=APPROVED if ruling.outcome == State.APPROVED else rejected_with(ruling.reason),
    )
