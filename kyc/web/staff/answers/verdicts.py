"""A reviewer's verdict on a match: in a case, where it is remembered, or on a flag, which it closes."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for

from kyc.domain.errors import Invalid, LostRace
from kyc.domain.rights import Right
from kyc.services.accounts import staff_accounts
from kyc.services.screening import match_verdicts, profile_flags
from kyc.services.screening.match_verdicts import Opinion
from kyc.web import unit_of_work
from kyc.web.staff.answers.forms import VerdictForm
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.case.screening import flag_view
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff

TOO_LATE = "Somebody else was quicker: this flag is resolved. Your verdict was not recorded; theirs stands below."
REMEMBERED = {
    "true_match": "Recorded: this is the same person. Now decide the case.",
    "false_positive": "Recorded: somebody else. This entry is not raised for this person again until it changes.",
}
RESOLVED = {
    "true_match": "Resolved: this is the same person. The approval stands as it was given.",
    "false_positive": "Resolved: somebody else. This entry is not raised for this person again until it changes.",
}
SHOWN = ("open", "resolved")


@blueprint.post("/cases/<verification_id>/matches/<fingerprint>/verdict")
@staff(Right.DECIDE)
def judge_match(verification_id: str, fingerprint: str) -> Answer:
    """Record a verdict on a match of a case; 422 with the case and what is missing."""
    form = _form()
    try:
        said = form.opinion()
    except Invalid as error:
        form.show_errors(error)
        return case_page(load_case(verification_id), mending=(f"match-{fingerprint}", form)), 422
    _remembered(verification_id, fingerprint, said)
    flash(REMEMBERED[said.verdict], "good")
    return redirect(url_for("staff.case", verification_id=verification_id, _anchor=f"match-{fingerprint}"))


@blueprint.get("/flags")
@staff(Right.SEE_CASES)
def flags() -> str:
    """Flags of approved people who resemble new list entries: those that wait, or those that were resolved."""
    show = request.args.get("show") or SHOWN[0]
    return flags_page(show) if show in SHOWN else abort(400)


@blueprint.post("/flags/<flag_id>/verdict")
@staff(Right.DECIDE)
def resolve_flag(flag_id: str) -> Answer:
    """Resolve a flag; 422 with what is missing, 409 if somebody was quicker."""
    form = _form()
    try:
        said = form.opinion()
        _resolved(flag_id, said)
    except Invalid as error:
        form.show_errors(error)
        profile_flags.flag_file(unit_of_work.session(), flag_id)
        return flags_page("open", mending=(flag_id, form)), 422
    except LostRace:
        return flags_page("resolved", notice=TOO_LATE), 409
    flash(RESOLVED[said.verdict], "good")
    return redirect(url_for("staff.flags"))


def flags_page(show: str, notice: str = "", mending: tuple[str, VerdictForm] | None = None) -> str:
    """The page of flags, with a verdict that has to be corrected, if any."""
    session = unit_of_work.session()
    found = profile_flags.open_flags(session) if show == "open" else profile_flags.closed_flags(session)
    return render_template(
        "staff/flags.html",
        show=show,
        notice=notice,
        mending=mending,
        flags=[(one, flag_view(one)) for one in found],
        waiting=profile_flags.open_count(session),
        page_size=profile_flags.PAGE,
        names=staff_accounts.names(session),
    )


def _form() -> VerdictForm:
    form = VerdictForm()
    return form if form.validate() else abort(400)


@unit_of_work.commits
def _remembered(verification_id: str, fingerprint: str, said: Opinion) -> None:
    pepper = unit_of_work.tools().marks.pepper
    match_verdicts.judge(unit_of_work.session(), pepper, verification_id, fingerprint, said, me().id)


@unit_of_work.commits
def _resolved(flag_id: str, said: Opinion) -> None:
    profile_flags.resolve(unit_of_work.session(), unit_of_work.tools().marks.pepper, flag_id, said, me().id)
