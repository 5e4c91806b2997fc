"""The page before a case, for those who have to state a purpose for opening it."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask_wtf import FlaskForm
from wtforms import StringField

from kyc.domain.errors import Invalid
from kyc.domain.rights import Right
from kyc.services.desk import cases
from kyc.services.desk.purposes import PURPOSES, open_for
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.case import purposes
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff


class PurposeForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """The purpose for opening a case; the service knows which there are."""

    purpose = StringField()


@blueprint.get("/cases/<verification_id>/purpose")
@staff(Right.SEE_CASES)
def purpose(verification_id: str) -> str:
    """The question."""
    return _page(cases.get(unit_of_work.session(), verification_id).id)


@blueprint.post("/cases/<verification_id>/purpose")
@staff(Right.SEE_CASES)
def name_purpose(verification_id: str) -> Answer:
    """Record the purpose and go on to the case; 422 where none was chosen."""
    form = PurposeForm()
    if not form.validate():
        abort(400)
    said = form.purpose.data or ""
    try:
        _noted(verification_id, said)
    except Invalid as error:
        return _page(verification_id, error.errors[0].detail), 422
    purposes.keep(verification_id, said)
    return redirect(url_for("staff.case", verification_id=verification_id))


@unit_of_work.commits
def _noted(verification_id: str, said: str) -> None:
    open_for(unit_of_work.session(), verification_id, said, actor(me().id))


def _page(verification_id: str, error: str = "") -> str:
    return render_template("staff/purpose.html", case=verification_id, purposes=PURPOSES, error=error)
