"""What the worker is doing: a page that updates live, and the small answer for its script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template, request

from kyc.web.hosted import visit as visits
from kyc.web.hosted.blueprint import current_url, page_url
from kyc.web.hosted.guard import applicant, browser_token, visitor
from kyc.web.hosted.steps import WAITING
from kyc.web.hosted.visit import Visit, steps_done

# Each line of the page stands for one or more steps of the history; none tells what a step found.
LINES: dict[str, frozenset[str]] = {
    "received": frozenset({"submit"}),
    "document_read": frozenset({"document_read"}),
    "document_checked": frozenset({"check.document_authenticity"}),
    "selfie_compared": frozenset({"check.face_match", "check.face_liveness"}),
    "lists_checked": frozenset({"check.sanctions_screening", "check.pep_screening"}),
}


@applicant("progress")
def progress(visit: Visit) -> str:
    """`/<record_id>/progress`."""
    return render_template("hosted/progress.html", visit=visit, lines=list(LINES), done=lines_done(visit))


@visitor
def status(record_id: str) -> Any:
    """`/<record_id>/status`: the lines that are done and the page to go to; an ETag makes polling cheap."""
    found = visits.load(record_id, browser_token())
    if found is None or found.held_elsewhere:
        return jsonify(state="elsewhere", next=page_url(record_id, "entry")), 403
    answer = jsonify(state=_word(found), done=sorted(lines_done(found)), next=current_url(found))
    answer.add_etag()
    return answer.make_conditional(request)


def lines_done(visit: Visit) -> set[str]:
    """The lines whose every step is in the history; all of them once there is a decision."""
    if visit.state not in WAITING:
        return set(LINES)
    happened = steps_done(visit.verification_id)
    return {line for line, steps in LINES.items() if steps <= happened}


def _word(visit: Visit) -> str:
    if visit.asked:
        return "asked"
    return "waiting" if visit.state in WAITING else visit.state.value


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/progress", view_func=progress)
    blueprint.add_url_rule("/status", view_func=status)
