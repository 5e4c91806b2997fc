"""The two views of a challenge: exact for a program, kind for the applicant's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kyc.domain.challenge import FEWEST_FRAMES, MOST_FRAMES, UPLOAD_S
from kyc.domain.dates import stamp
from kyc.domain.reasons import reason
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.liveness.challenge_frames import MAX_FRAME_BYTES, MAX_FRAMES_BYTES
from kyc.services.verification import challenge_state
from kyc.services.verification.challenge_state import Challenges, Retake, Standing
from kyc.services.verification.requirements import images

Body = dict[str, Any]
FRAMES = {"min": FEWEST_FRAMES, "max": MOST_FRAMES, "max_bytes": MAX_FRAME_BYTES, "max_total_bytes": MAX_FRAMES_BYTES}


@dataclass(frozen=True, slots=True)
class Chances:
    """Where a verification's challenges stand, and how many of the `most` attempts are left."""

    standing: Standing
    left: int
    most: int
    retake: Retake | None


def chances(session: Session, verification: Verification) -> Chances:
    """The same for a stored verification."""
    every, selfie = _so_far(session, verification)
    return Chances(
        challenge_state.standing(verification, every, selfie),
        challenge_state.attempts_left(verification, every),
        challenge_state.most_attempts(verification),
        challenge_state.retake(verification, every, selfie),
    )


def opened_view(session: Session, verification: Verification, challenge: LivenessChallenge, nonce: str) -> Body:
    """The first answer, and the only one with the nonce."""
    return {**view(session, verification, challenge), "nonce": nonce, "frames": FRAMES, "upload_seconds": UPLOAD_S}


def view(session: Session, verification: Verification, challenge: LivenessChallenge) -> Body:
    """A challenge as a program polls it: `status`, the outcome with its reason, and in `next` what to do now."""
    now = utcnow()
    return {
        "id": challenge.id,
        "session_id": verification.id,
        "status": _status(challenge, now),
        "moves": list(challenge.moves),
        "capture_seconds": challenge.capture_s,
        "opened_at": stamp(challenge.opened_at),
        "expires_at": stamp(challenge_state.window(challenge).closes),
        "received_at": stamp(challenge.received_at),
        "judged_at": stamp(challenge.judged_at),
        "outcome": _outcome(challenge, now),
        **_onwards(session, verification, challenge, now),
    }


def page_view(session: Session, verification: Verification, challenge: LivenessChallenge, nonce: str = "") -> Body:
    """The same for the applicant's page: seconds instead of timestamps, a kind message, no code that names a doubt.

    `standing` says why nothing more is asked: `passed`, for a `person`, or all attempts `used_up`; else it is `open`.
    """
    now = utcnow()
    why = challenge_state.ended(challenge, now)
    return {
        "id": challenge.id,
        "status": _status(challenge, now),
        "moves": list(challenge.moves),
        "capture_seconds": challenge.capture_s,
        "seconds_left": max(0.0, round((challenge_state.window(challenge).closes - now).total_seconds(), 1)),
        **({"nonce": nonce, "frames": FRAMES, "upload_seconds": UPLOAD_S} if nonce else {}),
        "message": reason(why).applicant if why else None,
        "late": why == "too_late",
        "standing": challenge_state.standing(verification, *_so_far(session, verification)),
        **_onwards(session, verification, challenge, now),
    }


def _status(challenge: LivenessChallenge, now: datetime) -> str:
    if challenge_state.ended(challenge, now):
        return "judged"
    return "received" if challenge.received_at else "open"


def _outcome(challenge: LivenessChallenge, now: datetime) -> Body | None:
    code = challenge_state.ended(challenge, now)
    if code is None:
        return None
    words = reason(code)
    return {
        "reason": code,
        "verdict": challenge_state.verdict_of(code).value,
        "detail": words.partner,
        "hint": words.applicant,
    }


def _onwards(session: Session, verification: Verification, challenge: LivenessChallenge, now: datetime) -> Body:
    every, selfie = _so_far(session, verification)
    met = challenge_state.met(verification, every, selfie)
    return {
        "next": challenge_state.next_step(met=met, challenge=challenge, now=now),
        "attempts_left": challenge_state.attempts_left(verification, every),
    }


def _so_far(session: Session, verification: Verification) -> tuple[Challenges, Selfie | None]:
    return challenge_state.of(session, verification.id), images(session, verification.id)[1]
