"""A session's liveness challenges: opened, followed, extended, or replaced by a review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, request

from kyc.domain.errors import FieldError, Invalid, Refused
from kyc.models import LivenessChallenge, Selfie, Verification
from kyc.services.liveness import challenge_frames, challenge_views, challenges
from kyc.web import auth, recordings
from kyc.web.answers import answer
from kyc.web.contract import Shape, contract
from kyc.web.idempotency import effect, idempotent
from kyc.web.problems import of_domain
from kyc.web.recordings import Door, Recording
from kyc.web.unit_of_work import session
from kyc.web.v1 import images
from kyc.web.v1.asked import SelfieForm
from kyc.web.v1.challenge_shapes import ChallengeOpened, ChallengeOut
from kyc.web.v1.sessions import EITHER, READ, WRITE

TAG = "Liveness"
CHANGED = (400, 404, 409, 413, 422)
View = Callable[..., Response]


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.post("/sessions/<session_id>/liveness")(open_challenge)
    blueprint.get("/sessions/<session_id>/liveness/<challenge_id>")(read_challenge)
    blueprint.post("/sessions/<session_id>/liveness/<challenge_id>/extend")(extend_challenge)
    blueprint.post("/sessions/<session_id>/liveness/<challenge_id>/alternative")(ask_alternative)


def changing(summary: str, answers: Mapping[int, type[Shape]]) -> Callable[[View], View]:
    """A POST that changes a challenge, idempotent by Idempotency-Key and described like the others."""
    described = contract(summary=summary, tag=TAG, answers=answers, security=EITHER, problems=CHANGED)
    return lambda view: auth.key_or_session_token(WRITE)(described(idempotent(effect(view))))


@changing("Open a liveness challenge", {201: ChallengeOpened})
def open_challenge(session_id: str) -> Response:
    """Random moves and a nonce that can be used once; replaces an open challenge. Documents come first."""
    verification = auth.own_session(session_id, lock=True)
    made, nonce = challenges.open_new(session(), verification)
    return answer(challenge_views.opened_view(session(), verification, made, nonce), 201)


@auth.key_or_session_token(READ)
@contract(summary="Read a liveness challenge", tag=TAG, answers={200: ChallengeOut}, security=EITHER, problems=(404,))
def read_challenge(session_id: str, challenge_id: str) -> Response:
    """Poll it while `next` is `wait`; judging takes about a second."""
    return _shown(*_own(session_id, challenge_id))


@changing("Ask for more time", {200: ChallengeOut})
def extend_challenge(session_id: str, challenge_id: str) -> Response:
    """Twenty seconds more for the moves, up to ten times, while the challenge is open (WCAG 2.2.1)."""
    verification, challenge = _own(session_id, challenge_id, lock=True)
    challenges.extend(verification, challenge)
    return _shown(verification, challenge)


@changing("Ask for another way than head movements", {200: ChallengeOut})
def ask_alternative(session_id: str, challenge_id: str) -> Response:
    """The selfie alone is then enough, and a person reviews it; liveness does not pass by itself."""
    verification, challenge = _own(session_id, challenge_id, lock=True)
    challenges.ask_alternative(session(), verification, challenge, auth.actor())
    session().flush()
    return _shown(verification, challenge)


def answered(form: SelfieForm) -> bool:
    """Whether a selfie comes with an answer to a challenge; raises `Invalid` for an incomplete one."""
    given = {
        "challenge_id": form.challenge_id,
        "nonce": form.nonce,
        "frame_times": form.frame_times,
        "frames[]": request.files.getlist("frames[]") or None,
    }
    absent = [name for name, value in given.items() if value is None]
    if absent and len(absent) < len(given):
        raise Invalid([FieldError(f"/{name}", "missing", "belongs to the answer to a challenge") for name in absent])
    return not absent


def take_answer(session_id: str, form: SelfieForm, still: bytes) -> Response:
    """The selfie with the frames of a challenge: stored together, then judged by a worker."""
    frames = [file.stream.read() for file in request.files.getlist("frames[]")]
    sent = Recording(
        partial(auth.own_session, session_id),
        form.challenge_id or "",
        form.nonce or "",
        challenge_frames.shots(frames, form.frame_times or ""),
        still,
        "api",
        auth.actor(),
    )
    return recordings.take_in(sent, Door(effect, _accepted, lambda code, left: of_domain(Refused(code, left))))


def _accepted(verification: Verification, challenge: LivenessChallenge, selfie: Selfie) -> Response:
    body = images.view(selfie, verification, duplicate=False)
    return answer({**body, "challenge": challenge_views.view(session(), verification, challenge)}, 201)


def _own(session_id: str, challenge_id: str, *, lock: bool = False) -> tuple[Verification, LivenessChallenge]:
    verification = auth.own_session(session_id, lock=lock)
    return verification, challenges.get(session(), verification, challenge_id)


def _shown(verification: Verification, challenge: LivenessChallenge) -> Response:
    return answer(challenge_views.view(session(), verification, challenge))
