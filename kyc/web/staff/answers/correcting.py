"""Correcting what was read: the place on the document, what the machine read there, and a form to correct it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from kyc.domain.corrections import COUNTRIES, DATES, NAMES, REASONS, SEXES, touches
from kyc.domain.errors import Denied, Invalid, InvalidTransition, LostRace
from kyc.domain.rights import Right
from kyc.services.accounts import staff_accounts
from kyc.services.desk import corrections, escalations
from kyc.services.desk.case_files import CaseFile
from kyc.services.record import audit
from kyc.web import unit_of_work
from kyc.web.staff.answers.forms import CorrectForm
from kyc.web.staff.case.authenticity import Place, pages_of, place
from kyc.web.staff.case.case_page import case_page, load_case
from kyc.web.staff.case.comparison import CORRECTABLE, facts
from kyc.web.staff.door import Answer, blueprint
from kyc.web.staff.guard import may, me, staff
from kyc.web.staff.queue.claiming import LEADS
from kyc.web.staff.wording import staff_reason

TOO_LATE = (
    "Somebody else was quicker: this case has changed since you opened it. Nothing was corrected; "
    "below is the case as it stands now."
)
_EDGE = 0.02
"""How much of a side's width and height is shown around a place, because at its very edge letters are cut off."""


@dataclass(frozen=True, slots=True)
class Box:
    """One field to fill in: `kind` is text, date or choice, `hint` what it accepts."""

    name: str
    kind: str = "text"
    hint: str = ""
    choices: Sequence[str] = ()


@blueprint.get("/cases/<verification_id>/correct/<fact>")
@staff(Right.DECIDE)
def correction(verification_id: str, fact: str) -> str:
    """The form for one fact, filled with the values that apply now."""
    case = _case(verification_id, fact)
    known = corrections.now_read(unit_of_work.session(), case.verification)
    return _page(case, fact, CorrectForm(formdata=None, version=case.verification.version, data=known))


@blueprint.post("/cases/<verification_id>/correct/<fact>")
@staff(Right.DECIDE)
def correct(verification_id: str, fact: str) -> Answer:
    """Correct a fact; 422 with what is missing, 409 with the current case if somebody was quicker."""
    form = CorrectForm()
    if fact not in CORRECTABLE or not form.validate():
        abort(404 if fact not in CORRECTABLE else 400)
    try:
        _corrected(verification_id, fact, form)
    except Invalid as error:
        form.show_errors(error)
        return _page(_case(verification_id, fact), fact, form), 422
    except (LostRace, InvalidTransition):
        return case_page(_case(verification_id, fact), notice=TOO_LATE), 409
    except Denied:
        return case_page(_case(verification_id, fact), notice=LEADS), 403
    flash(f"Corrected. {_again(fact)} The results appear here in a moment.", "good")
    return redirect(url_for("staff.case", verification_id=verification_id, _anchor="data-title"))


@unit_of_work.commits
def _corrected(verification_id: str, fact: str, form: CorrectForm) -> None:
    session, said = unit_of_work.session(), form.correction(CORRECTABLE[fact])
    corrections.correct(session, verification_id, form.version.data, me().id, said)
    escalations.require_right(session, verification_id, settles=may(Right.SETTLE))


def _case(verification_id: str, fact: str) -> CaseFile:
    return load_case(verification_id) if fact in CORRECTABLE else abort(404)


def _page(case: CaseFile, fact: str, form: CorrectForm) -> str:
    session = unit_of_work.session()
    return render_template(
        "staff/correct.html",
        case=case,
        verification=case.verification,
        form=form,
        line=next(one for one in facts(case) if one.key == fact),
        boxes=[_box(name) for name in CORRECTABLE[fact]],
        places=_places(case, CORRECTABLE[fact]),
        reasons=[(code, staff_reason(code)) for code in REASONS],
        again=_again(fact),
        earlier=[row for row in case.corrections if row.field in CORRECTABLE[fact]],
        names=staff_accounts.names(session),
        actor=audit.actor,
    )


def _box(name: str) -> Box:
    if name in DATES:
        return Box(name, "date", "As on the document: year, month, day, such as 1990-01-31.")
    if name in COUNTRIES:
        return Box(name, "text", "The country’s name, or its code of two or three letters.")
    if name == "sex":
        return Box(name, "choice", choices=SEXES)
    return Box(name, "text", "As the document spells it." if name in NAMES else "")


def _again(fact: str) -> str:
    """What is run again after a correction."""
    if touches("sanctions_screening", CORRECTABLE[fact]):
        return "The document is judged and the lists are searched once more."
    return "The document is judged once more."


def _places(case: CaseFile, names: Sequence[str]) -> list[Place]:
    """Where these fields were read on the current sides, with a margin."""
    pages = pages_of(case)
    found = (place(_wider(region), pages) for region in _regions(case.verification.reading or {}, names))
    return [one for one in dict.fromkeys(found) if one.address]


def _regions(reading: Mapping[str, Any], names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    kept = {**(reading.get("impossible") or {}), **(reading.get("fields") or {})}
    for field in (kept[name] for name in names if name in kept):
        yield from (one["region"] for one in (field, *(field.get("others") or ())) if one.get("region"))


def _wider(region: Mapping[str, Any]) -> dict[str, Any]:
    left, top, right, bottom = region["box"]
    box = max(0.0, left - _EDGE), max(0.0, top - _EDGE), min(1.0, right + _EDGE), min(1.0, bottom + _EDGE)
    return {"side": region["side"], "box": box}
