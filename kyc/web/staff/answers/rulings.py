"""Undoing one's own decision before it is sent."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from flask import flash, redirect, url_for

from kyc.domain.errors import LostRace
from kyc.domain.rights import Right
from kyc.models import CaseRuling, Profile, Verification, utcnow
from kyc.services.desk import rulings
from kyc.web import unit_of_work
from kyc.web.staff.case import four_eyes
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import me, staff

TOO_LATE = (
    "There is no decision of yours to take back any more: it was carried out. Below is the case as it stands now."
)


@blueprint.post("/cases/<verification_id>/undo")
@staff(Right.DECIDE)
def undo(verification_id: str) -> Answer:
    """Undo one's own decision; 409 with the current case if it is too late."""
    try:
        _undone(verification_id)
    except LostRace:
        return case_page(load_case(verification_id), notice=TOO_LATE), 409
    flash("Your decision was taken back before anybody was told. The case is as it was.", "good")
    return redirect(url_for("staff.case", verification_id=verification_id))


@unit_of_work.commits
def _undone(verification_id: str) -> None:
    rulings.undo(unit_of_work.session(), verification_id, me().id)


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What staff templates need about rulings."""
    return {
        "my_rulings": my_rulings,
        "seconds_left": seconds_left,
        "said_words": four_eyes.said_words,
        "vote_words": four_eyes.WANTED.__getitem__,
        "clock": lambda at: f"{at:%H:%M:%S} UTC",
    }


def my_rulings() -> list[tuple[CaseRuling, str]]:
    """The signed-in person's decisions that can still be undone, each with the applicant's name."""
    session = unit_of_work.session()
    return [(row, _name(row)) for row in rulings.of_person(session, me().id)] if me().is_authenticated else []


def seconds_left(due: datetime) -> int:
    """Whole seconds until then, at least 0."""
    return max(0, ceil((due - utcnow()).total_seconds()))


def _name(row: CaseRuling) -> str:
    verification = unit_of_work.session().get_one(Verification, row.verification_id)
    profile = unit_of_work.session().get_one(Profile, verification.profile_id)
    return (verification.extracted or {}).get("full_name") or profile.name or "Name not known"
