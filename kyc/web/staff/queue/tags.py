"""Tags: put on and taken off cases by reviewers; made, renamed and retired by leads on a page of their own."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Invalid
from kyc.domain.rights import Right
from kyc.models import CaseTag
from kyc.services.desk import tags
from kyc.web import unit_of_work
from kyc.web.staff.answers.work_forms import TagForm
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff


@blueprint.post("/cases/<verification_id>/tags")
@staff(Right.DECIDE)
def tag_case(verification_id: str) -> Response:
    """Put a tag (`put`) on a case or take one off (`off`), by its number; one that is there or gone is no error."""
    _tagged(verification_id, _number("put"), _number("off"))
    return redirect(url_for("staff.case", verification_id=verification_id, _anchor="work"))


@blueprint.get("/tags")
@staff(Right.ASSIGN)
def tag_list() -> str:
    """Every tag with the form to change it, and one to create another."""
    return _page()


@blueprint.post("/tags")
@staff(Right.ASSIGN)
def make_tag() -> Answer:
    """Create a tag; 422 with what is wrong."""
    form = TagForm()
    try:
        _made(form)
    except Invalid as error:
        form.show_errors(error)
        return _page(making=form), 422
    flash("The tag is there. Reviewers find it on every case.", "good")
    return redirect(url_for("staff.tag_list"))


@blueprint.post("/tags/<int(max=2147483647):tag_id>")
@staff(Right.ASSIGN)
def change_tag(tag_id: int) -> Answer:
    """Change name or colour, retire it or bring it back; 422 with what is wrong."""
    form = TagForm()
    try:
        _changed(tag_id, form)
    except Invalid as error:
        form.show_errors(error)
        return _page(mending=(tag_id, form)), 422
    flash("The tag is changed on every case that has it.", "good")
    return redirect(url_for("staff.tag_list"))


def _page(making: TagForm | None = None, mending: tuple[int, TagForm] | None = None) -> str:
    rows = [(tag, _shown(tag, mending)) for tag in tags.every(unit_of_work.session())]
    making = making or TagForm(formdata=None, colour=tags.COLOURS[0])
    return render_template("staff/tags.html", rows=rows, making=making, colours=tags.COLOURS)


def _shown(tag: CaseTag, mending: tuple[int, TagForm] | None) -> TagForm:
    if mending and mending[0] == tag.id:
        return mending[1]
    return TagForm(formdata=None, name=tag.name, colour=tag.colour, retired=tag.retired_at is not None)


def _number(field: str) -> int | None:
    text = request.form.get(field, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(400)
    return int(text) if text else None


@unit_of_work.commits
def _tagged(verification_id: str, put: int | None, off: int | None) -> None:
    session = unit_of_work.session()
    if put:
        tags.put(session, verification_id, put, me().id)
    if off:
        tags.take_off(session, verification_id, off, me().id)


@unit_of_work.commits
def _made(form: TagForm) -> None:
    tags.make(unit_of_work.session(), form.plain("name"), form.plain("colour"), me().id)


@unit_of_work.commits
def _changed(tag_id: int, form: TagForm) -> None:
    said = (form.plain("name"), form.plain("colour"), me().id)
    tags.change(unit_of_work.session(), tag_id, *said, retired=bool(form.retired.data))
