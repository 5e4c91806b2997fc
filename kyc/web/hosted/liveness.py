"""The head movements before the camera: a page, and the small JSON answers for its script.

All of them are under `/<record_id>/liveness`. The script's POSTs carry the CSRF token of the page's form (field
`csrf_token` or header `X-CSRFToken`). An answer has `message` (words to show, or null), `next` and `attempts_left`:
`capture` (make the moves and send), `wait` (ask again), `again` (open another one), `continue` (go to `url`; `standing`
says why: `passed`, for a `person`, or all attempts `used_up`). Anything that is not possible now is 409 or 422 in the
same shape, without the other members.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from kyc.domain.errors import DomainError, Invalid, LostRace, NotFound, Refused
from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, Verification
from kyc.services.applicant import holders
from kyc.services.liveness import challenge_frames, challenge_views, challenges
from kyc.services.liveness.challenge_views import Chances
from kyc.services.verification import verifications
from kyc.web import recordings
from kyc.web.answers import answer
from kyc.web.contract import uploaded
from kyc.web.guards import marked
from kyc.web.hosted import visit as visits
from kyc.web.hosted.blueprint import current_url, page_url
from kyc.web.hosted.forms import ActionForm
from kyc.web.hosted.guard import applicant, browser_token, keep_hold, turned_away
from kyc.web.hosted.visit import Visit, reading
from kyc.web.languages import advice_of
from kyc.web.recordings import Door, Recording
from kyc.web.unit_of_work import commits, session

ACTOR = "applicant"
View = Callable[..., Response]


def fetched(view: View) -> View:
    """A view for the page's script: redirects and refusals are answered in JSON."""

    @wraps(view)
    def run(record_id: str, **words: Any) -> Response:
        found = visits.load(record_id, browser_token())
        if found is None or turned_away(found, "liveness", None) is not None:
            return _elsewhere(record_id)
        if request.method == "POST" and not keep_hold(found.verification_id):
            return _elsewhere(record_id)
        try:
            return view(found, **words)
        except (Refused, Invalid, NotFound) as error:
            return _refused(found, error.code, chances_of(found))
        except DomainError:
            return _elsewhere(record_id)

    return marked(run, "applicant")


@applicant("liveness")
def liveness(visit: Visit) -> str:
    """`GET /<record_id>/liveness`: what is going to happen, and the way without head movements."""
    return render_template("hosted/liveness.html", visit=visit, form=ActionForm(), chances=chances_of(visit))


@fetched
@commits
def open_challenge(visit: Visit) -> Response:
    """`POST /<record_id>/liveness` → 201 with `id`, `nonce`, `moves`, `frames`, `capture_seconds`, `seconds_left`."""
    verification = _locked(visit.verification_id)
    made, nonce = challenges.open_new(session(), verification)
    return answer(_worded(session(), verification, made, nonce), 201)


@fetched
def read_challenge(visit: Visit, challenge_id: str) -> Response:
    """`GET /<record_id>/liveness/<challenge_id>`: `status` open, received or judged; `late` where time ran out."""
    with reading() as opened:
        verification = opened.get_one(Verification, visit.verification_id)
        body = _worded(opened, verification, challenges.get(opened, verification, challenge_id))
    return answer({**body, "url": _onwards(visit)})


@fetched
def send_frames(visit: Visit, challenge_id: str) -> Response:
    """`POST …/frames`: multipart `file` (the still), `frames[]`, `frame_times`, `nonce`, `capture_method` → 201."""
    frames = [file.stream.read() for file in request.files.getlist("frames[]")]
    method = "camera" if request.form.get("capture_method") == "camera" else "upload"
    shots = challenge_frames.shots(frames, request.form.get("frame_times", ""))
    nonce = request.form.get("nonce", "")
    find = partial(_held, visit.verification_id)
    sent = Recording(find, challenge_id, nonce, shots, uploaded("file"), method, ACTOR)
    return recordings.take_in(sent, Door(commits, _accepted, partial(_refused_inside, visit)))


@fetched
@commits
def extend_challenge(visit: Visit, challenge_id: str) -> Response:
    """`POST …/extend`: twenty seconds more, up to ten times (WCAG 2.2.1)."""
    verification = _locked(visit.verification_id)
    challenge = challenges.get(session(), verification, challenge_id)
    challenges.extend(verification, challenge)
    return answer(_worded(session(), verification, challenge))


@applicant("liveness")
def ask_alternative(visit: Visit, challenge_id: str | None = None) -> Any:
    """`POST …/alternative`, with a challenge or without: a plain form, or by script (`Accept: application/json`)."""
    _without_moves(visit.verification_id, challenge_id)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return answer({"message": advice_of("alternative_asked"), "next": "continue", "url": _onwards(visit)})
    return redirect(page_url(visit.record_id, "entry"), 303)


def chances_of(visit: Visit) -> Chances:
    """The state of the challenges, and how many more are possible."""
    with reading() as opened:
        return challenge_views.chances(opened, opened.get_one(Verification, visit.verification_id))


@commits
def _without_moves(verification_id: str, challenge_id: str | None) -> None:
    verification = _locked(verification_id)
    if challenge_id is None:
        challenges.without_moves(session(), verification, ACTOR)
    else:
        challenge = challenges.get(session(), verification, challenge_id)
        challenges.ask_alternative(session(), verification, challenge, ACTOR)


def _accepted(verification: Verification, challenge: LivenessChallenge, selfie: Selfie) -> Response:
    return answer(_worded(session(), verification, challenge), 201)


def _worded(
    opened: Session, verification: Verification, challenge: LivenessChallenge, nonce: str = ""
) -> dict[str, Any]:
    """What the page may know about a challenge, with its message in the page's language."""
    body = challenge_views.page_view(opened, verification, challenge, nonce)
    said = body["message"]
    return {**body, "message": said and gettext(said)}


def _refused_inside(visit: Visit, code: str, _left: int) -> Response:
    """A refusal inside a transaction that goes on."""
    verification = session().get_one(Verification, visit.verification_id)
    return _refused(visit, code, challenge_views.chances(session(), verification))


def _refused(visit: Visit, code: str, chances: Chances) -> Response:
    """A refusal in the catalogue's words for applicants; without attempts left there is still a way on."""
    message = advice_of(code if code in CATALOGUE else "frames_missing")
    onwards = {"next": "again"} if chances.left else {"next": "continue", "url": page_url(visit.record_id, "entry")}
    stands = {"standing": chances.standing, "attempts_left": chances.left}
    return answer({"message": message, "late": code == "too_late", **onwards, **stands}, 422)


def _elsewhere(record_id: str) -> Response:
    return answer({"message": None, "next": "continue", "url": page_url(record_id, "entry")}, 409)


def _onwards(visit: Visit) -> str:
    """The page to go to now; looked up anew, because a judgement may have come meanwhile."""
    found = visits.load(visit.record_id, browser_token())
    return current_url(found) if found else page_url(visit.record_id, "entry")


def _locked(verification_id: str) -> Verification:
    return _held(verification_id, lock=True)


def _held(verification_id: str, *, lock: bool) -> Verification:
    """This browser's verification; checked again under the lock, because another may have taken over meanwhile."""
    found = session().get_one(Verification, verification_id, with_for_update=lock or None)
    verifications.require_open(found)
    if lock and holders.held_elsewhere(session(), verification_id, browser_token()):
        raise LostRace
    return found


def register(blueprint: Blueprint) -> None:
    one = "/liveness/<challenge_id>"
    blueprint.add_url_rule("/liveness", view_func=liveness)
    blueprint.add_url_rule("/liveness", view_func=open_challenge, methods=["POST"])
    blueprint.add_url_rule("/liveness/alternative", view_func=ask_alternative, methods=["POST"])
    blueprint.add_url_rule(one, view_func=read_challenge)
    blueprint.add_url_rule(f"{one}/frames", view_func=send_frames, methods=["POST"])
    blueprint.add_url_rule(f"{one}/extend", view_func=extend_challenge, methods=["POST"])
    blueprint.add_url_rule(f"{one}/alternative", view_func=ask_alternative, methods=["POST"])
