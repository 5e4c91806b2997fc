"""Saved views of the queue: its filters under a name, private or shared by a lead."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Denied, Invalid
from kyc.domain.rights import Right
from kyc.services.desk import saved_views
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import ViewForm
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff
from kyc.web.staff.queue import queue_address
from kyc.web.staff.queue.queue_page import queue_page


@blueprint.post("/views")
@staff(Right.SEE_CASES)
def save_view() -> Answer:
    """Save the filters of the form under its name; 422 with the queue for a bad name, 400 for bad filters."""
    form, asked = ViewForm(), queue_address.kept(request.form)
    queue_address.read(asked)
    try:
        _saved(form, asked)
    except Invalid as error:
        form.show_errors(error)
        return queue_page(asked, form), 422
    flash("The view is saved. It stands above the queue.", "good")
    return redirect(queue_address.written(asked))


@blueprint.post("/views/<int(max=2147483647):view_id>/remove")
@staff(Right.SEE_CASES)
def remove_view(view_id: int) -> Response:
    """Remove a view; the cases in it stay as they are."""
    try:
        _removed(view_id)
    except Denied:
        abort(403)
    flash("The view is removed. Nothing else has changed.", "good")
    return redirect(url_for("staff.queue"))


@unit_of_work.commits
def _saved(form: ViewForm, asked: dict[str, str]) -> None:
    shared = bool(form.shared.data) and may(Right.ASSIGN)
    saved_views.save(unit_of_work.session(), me().id, form.plain("name"), asked, shared=shared)


@unit_of_work.commits
def _removed(view_id: int) -> None:
    saved_views.remove(unit_of_work.session(), view_id, me().id, shares=may(Right.ASSIGN))
