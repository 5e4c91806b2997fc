"""Handing a case over: to a person, to the leads, and back."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for

from kyc.domain.errors import Denied, Invalid, InvalidTransition, LostRace
from kyc.domain.rights import Right
from kyc.services.desk import assignments, escalations, rulings
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import EscalateForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff

TOO_LATE = "Somebody else was quicker: this case has changed since you opened it. Below is the case as it stands now."
NOT_YOURS = "This case is a colleague’s. A lead gives it to somebody else, or they give it back themselves."
NOT_THEIRS = "Nothing was changed: the case cannot be given to this person."


@blueprint.post("/cases/<verification_id>/assign")
@staff(Right.DECIDE)
def assign(verification_id: str) -> Answer:
    """Assign a case to a person (`to`: `me`, `nobody` or a number); 403 with the case if only a lead may."""
    try:
        _assigned(verification_id, _person(request.form.get("to", "")))
    except Denied:
        return case_page(load_case(verification_id), notice=NOT_YOURS), 403
    except Invalid:
        return case_page(load_case(verification_id), notice=NOT_THEIRS), 422
    except InvalidTransition:
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    return redirect(url_for("staff.case", verification_id=verification_id))


@blueprint.post("/cases/<verification_id>/escalate")
@staff(Right.DECIDE)
def escalate(verification_id: str) -> Answer:
    """Escalate a case to the leads; 422 with what is missing, 409 with the case if it has changed."""
    form = EscalateForm()
    try:
        _escalated(verification_id, form)
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), working=form), 422
    except (LostRace, InvalidTransition):
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    flash("The case is with the leads now. You find it under “With the leads”.", "good")
    return redirect(url_for("staff.queue"))


@blueprint.post("/cases/<verification_id>/return")
@staff(Right.DECIDE)
def give_back(verification_id: str) -> Answer:
    """Return an escalated case to the queue, by whoever escalated it or a lead; 409 if a lead has claimed it."""
    try:
        _given_back(verification_id)
    except Denied:
        abort(403)
    except (LostRace, InvalidTransition):
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    flash("The case is in the ordinary queue again.", "good")
    return redirect(url_for("staff.case", verification_id=verification_id))


def _person(to: str) -> int | None:
    if to in ("me", "nobody"):
        return me().id if to == "me" else None
    return int(to) if to.isascii() and to.isdigit() and len(to) < 10 else abort(400)


@unit_of_work.commits
def _assigned(verification_id: str, to: int | None) -> None:
    session, any_one = unit_of_work.session(), may(Right.ASSIGN)
    assignments.assign(session, verification_id, to, me().id, any_one=any_one)


@unit_of_work.commits
def _escalated(verification_id: str, form: EscalateForm) -> None:
    """Escalate; impossible while a ruling can still be undone, so that a case has only one outcome."""
    session = unit_of_work.session()
    escalations.escalate(session, verification_id, me().id, form.plain("reason"), form.plain("note"))
    if rulings.waiting(session, verification_id):
        raise LostRace


@unit_of_work.commits
def _given_back(verification_id: str) -> None:
    escalations.give_back(unit_of_work.session(), verification_id, me().id, settles=may(Right.SETTLE))
