"""Notes for colleagues on a case: written on its page, never changed, never shown outside the staff."""

from __future__ import annotations

from flask import redirect, url_for

from kyc.domain.errors import Invalid
from kyc.domain.rights import Right
from kyc.services.desk import case_notes
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import NoteForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff


@blueprint.post("/cases/<verification_id>/notes")
@staff(Right.DECIDE)
def add_note(verification_id: str) -> Answer:
    """Add a note to a case in any state; 422 with the case and the text if it is empty or too long."""
    form = NoteForm()
    try:
        _added(verification_id, form.plain("text"))
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), working=form), 422
    return redirect(url_for("staff.case", verification_id=verification_id, _anchor="notes"))


@unit_of_work.commits
def _added(verification_id: str, text: str) -> None:
    case_notes.add(unit_of_work.session(), verification_id, me().id, text)
