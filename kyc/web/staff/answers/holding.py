"""Legal holds on the record of a case: placed and lifted on its page."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Invalid, LostRace
from kyc.domain.rights import Right
from kyc.services.desk import cases
from kyc.services.privacy import holds
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import HoldForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff


@blueprint.post("/cases/<verification_id>/holds")
@staff(Right.HOLD)
def put_hold(verification_id: str) -> Answer:
    """Place a hold on the record of a case; 422 with the case and what is missing."""
    form = HoldForm()
    try:
        _put(verification_id, form)
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), working=form), 422
    flash("Held. Nothing of this record is erased or purged until the hold is lifted.", "good")
    return _back(verification_id)


@blueprint.post("/cases/<verification_id>/holds/<hold_id>/lift")
@staff(Right.HOLD)
def lift_hold(verification_id: str, hold_id: str) -> Response:
    """Lift a hold on the record of this case."""
    try:
        _lift(verification_id, hold_id)
        flash("The hold is lifted.", "good")
    except LostRace:
        flash("Somebody else was quicker: this hold is lifted already.", "warn")
    return _back(verification_id)


@unit_of_work.commits
def _put(verification_id: str, form: HoldForm) -> None:
    session = unit_of_work.session()
    held = cases.get(session, verification_id).profile_id
    holds.put(session, held, form.plain("reason"), form.plain("reference"), actor(me().id))


@unit_of_work.commits
def _lift(verification_id: str, hold_id: str) -> None:
    session = unit_of_work.session()
    holds.lift(session, holds.on_case(session, verification_id, hold_id), actor(me().id))


def _back(verification_id: str) -> Response:
    return redirect(url_for("staff.case", verification_id=verification_id, _anchor="holds"))
