"""Taking a case in hand, putting it back, and going on to the next one."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from kyc.domain.errors import InvalidTransition, LostRace
from kyc.domain.rights import Right
from kyc.services.desk import case_files, case_queue, claims
from kyc.services.desk.queue_filters import Filters
from kyc.web import unit_of_work
from kyc.web.staff import four_eyes
from kyc.web.staff.case_page import case_page
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import me, staff

TAKEN = "Somebody else took this case a moment ago. You can look at it; they decide it."
Answer = str | Response | tuple[str, int]


@blueprint.post("/cases/<verification_id>/claim")
@staff(Right.DECIDE)
def claim(verification_id: str) -> Answer:
    """Take a case in hand, or renew the claim on it; 409 with the case where somebody else has it."""
    try:
        _claimed(verification_id)
    except (LostRace, InvalidTransition):
        return case_page(case_files.case_file(unit_of_work.session(), verification_id), notice=TAKEN), 409
    return redirect(url_for("staff.case", verification_id=verification_id))


@blueprint.post("/cases/<verification_id>/release")
@staff(Right.DECIDE)
def release(verification_id: str) -> Response:
    """Put a case back for others."""
    _released(verification_id)
    return redirect(url_for("staff.queue"))


@blueprint.post("/next")
@staff(Right.DECIDE)
def take_next() -> Response:
    """The case that waits longest and that nobody else has in hand, taken."""
    return redirect(next_address())


def next_address(besides: str = "") -> str:
    """Take the next live case, and say where it is; the queue where none waits."""
    try:
        case = _next_claimed(besides)
    except LostRace:  # somebody took it in this moment: there may be another
        case = _next_claimed(besides)
    if case is None:
        flash("No case waits that nobody has in hand.", "good")
        return url_for("staff.queue")
    return url_for("staff.case", verification_id=case)


@unit_of_work.commits
def _next_claimed(besides: str) -> str | None:
    session = unit_of_work.session()
    who = four_eyes.reviewer()
    case = case_queue.next_free(session, Filters(mode="live"), who.id, besides, settles=who.settles)
    if case is not None:
        claims.claim(session, case, who.id)
    return case


@unit_of_work.commits
def _claimed(verification_id: str) -> None:
    claims.claim(unit_of_work.session(), verification_id, me().id)


@unit_of_work.commits
def _released(verification_id: str) -> None:
    claims.release(unit_of_work.session(), verification_id, me().id)
