"""Practice for reviewers: a queue of cases whose truth is shown after one's own answer, and the results."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from kyc.domain.documents import Side
from kyc.domain.errors import Invalid
from kyc.domain.rights import Right
from kyc.models import utcnow
from kyc.services.record.audit import actor
from kyc.services.training import answers, results
from kyc.services.training.answers import Practice
from kyc.web import unit_of_work
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff
from kyc.web.staff.overview.numbers import said
from kyc.web.staff.training import training_case, training_tables
from kyc.web.staff.wording import moment

SHOWN_SIDE = 1600


class AnswerForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """The reviewer's judgement of the case."""

    said = StringField()


@blueprint.get("/training")
@staff(Right.DECIDE)
def training() -> str:
    """How many cases wait, one's own results over time, and for leads the team's errors."""
    session = unit_of_work.session()
    mine = results.own(session, me().id)
    table = training_tables.months(mine)
    team = training_tables.team(results.team(session)) if may(Right.SETTLE) else ()
    return render_template(
        "staff/training.html",
        waiting=len(answers.waiting(session, me().id)),
        mine=mine,
        table=table,
        team=team,
        charts={one.name: training_tables.chart(one) for one in (table, *team)},
        said=said,
        truths=training_case.TRUTHS,
        outcomes=training_case.OUTCOMES,
    )


@blueprint.get("/training/next")
@staff(Right.DECIDE)
def next_practice() -> AnyResponse:
    """Redirect to the next case that this person has not answered, or to the overview if there is none."""
    waiting = answers.waiting(unit_of_work.session(), me().id)
    if not waiting:
        flash("You have answered every case for training.", "good")
        return redirect(url_for("staff.training"), 303)
    return redirect(url_for("staff.practice", case_id=waiting[0]), 303)


@blueprint.get("/training/<case_id>")
@staff(Right.DECIDE)
def practice(case_id: str) -> str:
    """The case, with the truth and the explanation once it is answered."""
    return _page(answers.practice(unit_of_work.session(), case_id, me().id), AnswerForm())


@blueprint.post("/training/<case_id>")
@staff(Right.DECIDE)
def answer_practice(case_id: str) -> Answer:
    """Record one answer, which is final; if sent again, the first one is shown."""
    form = AnswerForm()
    try:
        _give(case_id, form.said.data or "")
    except Invalid as error:
        form.said.errors = [one.detail for one in error.errors]
        return _page(answers.practice(unit_of_work.session(), case_id, me().id), form), 422
    return redirect(url_for("staff.practice", case_id=case_id, _anchor="answer-title"), 303)


@blueprint.get("/training/<case_id>/images/<image_id>")
@staff(Right.DECIDE)
def practice_image(case_id: str, image_id: str) -> Response:
    """One image with the viewer's watermark, with `?full` in full size; the opening is audited like any other."""
    picture = unit_of_work.tools().blobs.get(_opened(case_id, image_id))
    return _marked(picture, None if "full" in request.args else SHOWN_SIDE)


@blueprint.get("/training/<case_id>/portrait")
@staff(Right.DECIDE)
def practice_portrait(case_id: str) -> Response:
    """The portrait on the document, where the face comparison found it."""
    found = answers.practice(unit_of_work.session(), case_id, me().id)
    portrait = training_case.portrait_of(found) or abort(404)
    picture = unit_of_work.tools().blobs.get(_opened(case_id, portrait.image.id))
    return _marked(unit_of_work.tools().part_of(picture, portrait.box), None)


@unit_of_work.commits
def _give(case_id: str, said: str) -> None:
    answers.give(unit_of_work.session(), case_id, me().id, said)


@unit_of_work.commits
def _opened(case_id: str, image_id: str) -> str:
    """Record who opens what, committed before the bytes are fetched."""
    return answers.open_image(unit_of_work.session(), case_id, image_id, actor(me().id))


def _marked(picture: bytes, long_side: int | None) -> Response:
    words = f"{me().email}  {moment(utcnow())}  TRAINING"
    return Response(unit_of_work.tools().marked(picture, words, long_side), mimetype="image/jpeg")


def _page(found: Practice, form: AnswerForm) -> str:
    return render_template(
        "staff/training_case.html",
        practice=found,
        form=form,
        truths=training_case.TRUTHS,
        outcomes=training_case.OUTCOMES,
        back=Side.BACK.value,
        **training_case.shown(found),
    )
