"""Erasing a person's data in two steps: choose what and why, then read what will be erased and confirm."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from wtforms import StringField

from kyc.domain.erasing import REASONS
from kyc.domain.errors import Held, Invalid
from kyc.domain.rights import Right
from kyc.services.desk.case_files import CaseFile
from kyc.services.privacy import erasure, holds, scrubbing
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.case.case_page import load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.form import StaffForm
from kyc.web.staff.guard import me, staff

HELD = "The record is under a legal hold: nothing of it can be erased until that is lifted."
SESSION, RECORD = "session", "record"


class EraseForm(StaffForm):
    """What to erase, why, and the confirmation that the consequences were read."""

    scope = StringField(default=RECORD)
    reason = StringField()
    step = StringField()


@blueprint.get("/cases/<verification_id>/erase")
@staff(Right.ERASE)
def erase_form(verification_id: str) -> Answer:
    """The form with what can be erased, and the possible reasons."""
    return _page(load_case(verification_id), EraseForm(formdata=None))


@blueprint.post("/cases/<verification_id>/erase")
@staff(Right.ERASE)
def erase(verification_id: str) -> Answer:
    """Show what would be erased, and erase it after confirmation; 422 for what is missing, 409 under a legal hold."""
    form, found = EraseForm(), load_case(verification_id)
    try:
        erasure.order(form.plain("reason"), actor(me().id))
        if form.step.data != "confirm":
            return _page(found, form, sure=True)
        done = _erased(verification_id, form.plain("reason"), whole=form.scope.data != SESSION)
    except Invalid as error:
        form.show_errors(error)
        return _page(found, form), 422
    except Held:
        return _page(found, form), 409
    flash(f"Erased. The photos are being deleted; then receipt {done} is signed.", "good")
    return redirect(url_for("staff.case", verification_id=verification_id))


def confirm_answer(found: CaseFile, request_id: str, note: str) -> str:
    """The same second step for an applicant's own request: the answer erases."""
    where = url_for("staff.answer_request", verification_id=found.verification.id, request_id=request_id)
    form = EraseForm(formdata=None, reason="applicant_request")
    return _page(found, form, sure=True, answering={"action": where, "note": note})


def _page(found: CaseFile, form: EraseForm, *, sure: bool = False, answering: dict[str, str] | None = None) -> str:
    session, whole = unit_of_work.session(), answering is not None or form.scope.data != SESSION
    checks = [one for one in (found.verification, *found.earlier) if not one.erasure_id]
    going = [one.id for one in checks] if whole else [found.verification.id]
    return render_template(
        "staff/erase.html",
        case=found,
        verification=found.verification,
        form=form,
        reasons=REASONS,
        checks=checks,
        whole=whole or len(checks) == 1,
        going=going,
        photos=len(scrubbing.objects_of(session, going)),
        held=HELD if holds.held(session, found.profile.id) else "",
        sure=sure,
        answering=answering,
    )


@unit_of_work.commits
def _erased(verification_id: str, reason: str, *, whole: bool) -> str:
    session = unit_of_work.session()
    found = load_case(verification_id)
    wish = erasure.order(reason, actor(me().id))
    if whole:
        return erasure.erase_profile(session, found.profile, wish).id
    return erasure.redact(session, found.verification, wish).id
