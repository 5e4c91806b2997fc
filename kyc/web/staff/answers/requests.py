"""Applicants' requests with their legal deadlines, answered on the page of the case."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for

from kyc.domain.errors import FieldError, Held, Invalid, LostRace
from kyc.domain.rights import Right
from kyc.models import ApplicantRequest, Profile, utcnow
from kyc.services.accounts import staff_accounts
from kyc.services.applicant import applicant_requests
from kyc.services.applicant.applicant_requests import Reply
from kyc.services.privacy import erasure
from kyc.services.record.audit import actor
from kyc.web import unit_of_work
from kyc.web.staff.answers import erasing
from kyc.web.staff.answers.forms import ReplyForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff

TOO_LATE = "Somebody else was quicker: this request is answered. Your answer was not recorded; theirs stands below."
ERASED = "Answered and erased. The photos are being deleted; then the receipt is signed."
NOT_YOURS = "This answer erases: a privacy officer or an admin gives it. They see the request too."
SHOWN = ("open", "answered")


@blueprint.get("/requests")
@staff(Right.SEE_CASES)
def requests() -> str:
    """The requests that wait, the oldest first, or those that were answered."""
    show = request.args.get("show") or SHOWN[0]
    if show not in SHOWN:
        abort(400)
    session = unit_of_work.session()
    return render_template(
        "staff/requests.html",
        show=show,
        requests=applicant_requests.waiting(session) if show == "open" else applicant_requests.answered(session),
        waiting=applicant_requests.open_count(session),
        page_size=applicant_requests.PAGE,
        names=staff_accounts.names(session),
        now=utcnow(),
    )


@blueprint.post("/cases/<verification_id>/requests/<request_id>")
@staff(Right.ANSWER_REQUESTS)
def answer_request(verification_id: str, request_id: str) -> Answer:
    """Record the answer; 422 with the case and what is missing, 409 if somebody was quicker."""
    form = ReplyForm()
    if not form.validate():
        abort(400)
    try:
        said = form.reply()
        if _erases(request_id, said) and request.form.get("step") != "confirm":
            return erasing.confirm_answer(load_case(verification_id), _on_case(verification_id, request_id), said.note)
        _settled(verification_id, request_id, said)
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), replying=(request_id, form)), 422
    except LostRace:
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    except Held:
        return case_page(load_case(verification_id), notice=erasing.HELD), 409
    flash(ERASED if _erases(request_id, said) else "Answered. The applicant reads it on their page.", "good")
    return redirect(url_for("staff.requests"))


@unit_of_work.commits
def _settled(verification_id: str, request_id: str, said: Reply) -> None:
    """Record the answer, if the request belongs to this case's person: nobody answers about another case."""
    session = unit_of_work.session()
    found = applicant_requests.on_case(session, verification_id, request_id)
    asked = applicant_requests.settle(session, found, said, me().id)
    if _erases(found, said):
        profile = session.get_one(Profile, asked.profile_id)
        erasure.erase_profile(session, profile, erasure.order("applicant_request", actor(me().id)))


def _erases(request_id: str, said: Reply) -> bool:
    """Whether this answer erases the data; raises `Invalid` if the person may not do that."""
    asked = unit_of_work.session().get(ApplicantRequest, request_id) if request_id.isprintable() else None
    if asked is None or asked.kind != "erasure" or said.answer != "done":
        return False
    if not may(Right.ERASE):
        raise Invalid([FieldError("/answer", "forbidden", NOT_YOURS)])
    return True


def _on_case(verification_id: str, request_id: str) -> str:
    return applicant_requests.on_case(unit_of_work.session(), verification_id, request_id)
