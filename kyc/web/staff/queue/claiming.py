"""Claiming a case, releasing it, and going on to the next one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import Denied, InvalidTransition, LostRace
from kyc.domain.rights import Right
from kyc.services.desk import case_queue, claims, escalations
from kyc.services.desk.queue_filters import Filters
from kyc.web import unit_of_work
from kyc.web.staff.case import four_eyes
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff

TAKEN = "Somebody else took this case a moment ago. You can look at it; they decide it."
LEADS = "This case is with the leads: one of them decides it."


@blueprint.post("/cases/<verification_id>/claim")
@staff(Right.DECIDE)
def claim(verification_id: str) -> Answer:
    """Claim a case, or renew the claim; 409 with the case where somebody else has claimed it."""
    try:
        _claimed(verification_id)
    except (LostRace, InvalidTransition):
        return case_page(load_case(verification_id), notice=TAKEN), 409
    except Denied:
        return case_page(load_case(verification_id), notice=LEADS), 403
    return redirect(url_for("staff.case", verification_id=verification_id))


@blueprint.post("/cases/<verification_id>/release")
@staff(Right.DECIDE)
def release(verification_id: str) -> Response:
    """Release a case for others."""
    _released(verification_id)
    return redirect(url_for("staff.queue"))


@blueprint.post("/next")
@staff(Right.DECIDE)
def take_next() -> Response:
    """Claim the next case to work on, one's own first; with `escalated` the next escalated one, for a lead."""
    return redirect(next_address(escalated="escalated" in request.form))


def next_address(besides: str = "", *, escalated: bool = False) -> str:
    """Claim the next live case and return its URL; that of the queue where none waits."""
    wanted = Filters(mode="live", escalated=escalated and may(Right.SETTLE))
    try:
        case = _next_claimed(wanted, besides)
    except LostRace:  # somebody claimed it just now: there may be another
        case = _next_claimed(wanted, besides)
    if case is None:
        flash("No case waits that is yours or nobody’s, and that nobody has in hand.", "good")
        return url_for("staff.queue", escalated="yes" if wanted.escalated else None)
    return url_for("staff.case", verification_id=case)


@unit_of_work.commits
def _next_claimed(wanted: Filters, besides: str) -> str | None:
    session, who = unit_of_work.session(), four_eyes.reviewer()
    case = case_queue.next_free(session, wanted, who.id, besides, settles=who.settles)
    if case is not None:
        claims.claim(session, case, who.id)
    return case


@unit_of_work.commits
def _claimed(verification_id: str) -> None:
    session, who = unit_of_work.session(), four_eyes.reviewer()
    claims.claim(session, verification_id, who.id)
    escalations.require_right(session, verification_id, settles=who.settles)


@unit_of_work.commits
def _released(verification_id: str) -> None:
    claims.release(unit_of_work.session(), verification_id, me().id)
