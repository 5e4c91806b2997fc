"""What is stored about a person, a copy of it, and requests to staff: for the browser that holds the check.

The page itself shows no value and no image, only which kinds of data there are; the copy is the one way to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kyc.domain.errors import Erased, LostRace
from kyc.models import ApplicantRequest, Verification, utcnow
from kyc.services.applicant import applicant_requests, my_data, my_data_export
from kyc.services.applicant.applicant_requests import Kind
from kyc.services.applicant.my_data_export import Copy
from kyc.services.record import audit
from kyc.services.record.audit import Act
from kyc.services.verification import profiles
from kyc.web import archives, cookies
from kyc.web.guards import marked
from kyc.web.hosted import data_copy
from kyc.web.hosted import visit as visits
from kyc.web.hosted.blueprint import page_url
from kyc.web.hosted.forms import ActionForm
from kyc.web.hosted.guard import COOKIE, COOKIE_DAYS
from kyc.web.hosted.visit import Visit, reading
from kyc.web.hosted.wording import advice
from kyc.web.limits import limiter
from kyc.web.unit_of_work import commits, session, settings, tools

COPY_LIMIT = "10/hour"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its page shows it; just after `due` it is late."""

    kind: str
    at: datetime
    due: datetime
    answer: str | None
    answered_at: datetime | None
    words: str


def holder(view: Callable[[Visit], Any]) -> Callable[..., Any]:
    """Guard for the browser holding the newest check that any browser holds; others go to the doorstep.

    Also where that check has ended or another was opened since, because the data is still there.
    """

    @wraps(view)
    def run(record_id: str) -> Any:
        found = visits.load(record_id, _token()) if _holds(record_id) else None
        return view(found) if found else redirect(page_url(record_id, "entry"), 303)

    return marked(run, "applicant")


@holder
def my_data_page(visit: Visit) -> str:
    """`/<record_id>/my-data`."""
    with reading() as opened:
        days = settings().portrait_reuse_days
        said = {
            "stored": my_data.stored(opened, visit.record_id, days),
            "whole": my_data.share(opened, visit.record_id, _token()).declared,
            "asked": [_asked(one) for one in applicant_requests.of_profile(opened, visit.record_id)],
        }
    here = {"portrait_days": days, "cookie_days": COOKIE_DAYS, "own_lists": settings().watchlist == "index"}
    return render_template("hosted/my_data.html", visit=visit, form=ActionForm(), **said, **here)


@holder
@limiter.limit(COPY_LIMIT, key_func=lambda: f"copy:{_record()}", methods=["POST"], override_defaults=False)
def copy(visit: Visit) -> AnyResponse:
    """`POST /<record_id>/my-data/copy`: the archive; opened as a link it only leads back."""
    if not ActionForm().validate_on_submit():
        return redirect(page_url(visit.record_id, "my_data"), 303)
    taken = take_copy(visit.record_id, _token())
    readme = render_template("hosted/_copy_readme.html", visit=visit, whole=not taken.data["other_verifications"])
    members = data_copy.members(tools().blobs, taken, readme)
    answer = Response(archives.stream(members), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{visit.record_id}.zip"'
    return answer


@holder
def person(visit: Visit) -> AnyResponse:
    """`POST /<record_id>/my-data/person`: from now on a person decides, or reviews what was decided."""
    if ActionForm().validate_on_submit():
        ask(visit.record_id, _token(), "person")
    return redirect(page_url(visit.record_id, "my_data"), 303)


@holder
def erasure(visit: Visit) -> Any:
    """`/<record_id>/my-data/erasure`: what erasure means, and the button that requests it."""
    form = ActionForm()
    if form.validate_on_submit():
        ask(visit.record_id, _token(), "erasure")
    elif not _waits(visit.record_id, "erasure"):
        return render_template("hosted/erasure.html", visit=visit, form=form, due=applicant_requests.due(utcnow()))
    return redirect(page_url(visit.record_id, "my_data"), 303)


@commits
def take_copy(record_id: str, token: str) -> Copy:
    """The content of the archive, after a history row that says so; raises `LostRace` for another browser."""
    held = _held(record_id, token)
    applicant_requests.note(session(), held, "data_exported")
    audit.note(session(), Act.DATA_EXPORTED, "applicant", held.id)
    share = my_data.share(session(), record_id, token)
    return my_data_export.copy_of(session(), record_id, share, settings().portrait_reuse_days, advice)


@commits
def ask(record_id: str, token: str, kind: Kind) -> None:
    """Store a request; raises `LostRace` where another browser took over meanwhile."""
    applicant_requests.ask(session(), _held(record_id, token), kind)


def _held(record_id: str, token: str) -> Verification:
    """The check that this browser holds, looked up again under its lock."""
    held = my_data.holding(session(), record_id, token)
    if held is None:
        raise LostRace
    session().refresh(held, with_for_update=True)
    if my_data.holding(session(), record_id, token) is not held:
        raise LostRace
    return held


def _holds(record_id: str) -> bool:
    with reading() as opened:
        profiles.get(opened, record_id)
        return my_data.holding(opened, record_id, _token()) is not None


def _waits(record_id: str, kind: Kind) -> bool:
    with reading() as opened:
        found = applicant_requests.of_profile(opened, record_id)
        return any(one.kind == kind and one.answered_at is None for one in found)


def _asked(one: ApplicantRequest) -> Asked:
    return Asked(one.kind, one.at, applicant_requests.due(one.at), one.answer, one.answered_at, one.note)


def _token() -> str:
    """This browser's token; one without a token holds nothing, and gets none here."""
    return cookies.kept(COOKIE)


def _record() -> str:
    return str((request.view_args or {})["record_id"])


def my_data_url() -> str | None:
    """The URL of this page for the browser that may open it; for the footer of every page."""
    record_id = (request.view_args or {}).get("record_id")
    try:
        return page_url(record_id, "my_data") if record_id and _token() and _holds(record_id) else None
    except Erased:
        return None


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/my-data", "my_data", my_data_page)
    for part in (copy, person, erasure):
        blueprint.add_url_rule(f"/my-data/{part.__name__}", view_func=part, methods=["GET", "POST"])
    blueprint.context_processor(lambda: {"my_data_url": my_data_url})
