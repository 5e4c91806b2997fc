"""A challenge's frames from the job to an outcome: loaded, measured outside any transaction, recorded once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.challenge import FaceLimits, FrameMeasurement, Move, Outcome, Window
from kyc.domain.challenge_rules import judge
from kyc.domain.errors import DomainError
from kyc.domain.evidence import Engine
from kyc.domain.ports import Blobs, ChallengeEngine, Frame
from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.liveness import challenges
from kyc.services.verification import challenge_state, erased

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything needed to judge, read in one short transaction; `frames` are times, digests and blob names."""

    challenge_id: str
    still: str
    frames: tuple[tuple[int, str, str], ...]
    moves: tuple[Move, ...]
    window: Window
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome and what it was measured by; limits and engine are None where nothing was measured."""

    outcome: Outcome
    limits: FaceLimits | None = None
    engine: Engine | None = None


def load(session: Session, challenge_id: str) -> Recording | None:
    """What is to be judged; None for a challenge that has an outcome, has no frames, or does not exist.

    None too where the applicant has since declined face recognition, or was erased.
    """
    found = session.get(LivenessChallenge, challenge_id)
    if found is None or found.reason or not found.received_at or not found.selfie_id:
        return None
    verification = session.get_one(Verification, found.verification_id)
    if verification.faces_declined or verification.erasure_id:
        return None
    return Recording(
        found.id,
        session.get_one(Selfie, found.selfie_id).blob,
        tuple((frame["t_ms"], frame["kept"], frame["blob"]) for frame in found.frames),
        tuple(Move(word) for word in found.moves),
        challenge_state.window(found),
        frozenset(challenges.used_before(session, found)),
    )


def pending(session: Session, verification_id: str) -> list[str]:
    """Ids of the challenges of a verification whose frames have arrived and are not judged yet."""
    chosen = (
        LivenessChallenge.verification_id == verification_id,
        LivenessChallenge.received_at.is_not(None),
        LivenessChallenge.reason.is_(None),
    )
    return list(session.scalars(select(LivenessChallenge.id).where(*chosen)))


def examine(recording: Recording, engine: Callable[[], ChallengeEngine], blobs: Blobs) -> Judged:
    """Measure the frames and judge them; whatever fails but the storage becomes an outcome with a reason.

    Raises `Unavailable` where the images cannot be read now.
    """
    still = blobs.get(recording.still)
    frames = tuple(Frame(t_ms, blobs.get(blob)) for t_ms, _, blob in recording.frames)
    try:
        found = engine().measure_frames(still, frames)
        digests = (kept for _, kept, _ in recording.frames)
        measured = [replace(one, sha256=kept) for one, kept in zip(found.frames, digests, strict=True)]
        if not all(math.isfinite(value) for one in measured for value in _numbers(one)):
            return Judged(Outcome("check_crashed"))  # comparisons with NaN are all false, so no rule would be broken
        outcome = judge(recording.moves, measured, found.limits, recording.window, recording.used)
        return Judged(outcome, found.limits, found.engine)
    except DomainError as error:
        reason = error.detail if error.code == "unavailable" else error.code
        return Judged(Outcome(reason if reason in CATALOGUE else "check_crashed"))
    except Exception as error:  # noqa: BLE001  (whatever it is, a person decides)
        log.error("challenge_failed", error=type(error).__name__)
        return Judged(Outcome("check_crashed"))


def _numbers(one: FrameMeasurement) -> tuple[float, ...]:
    score = () if one.live_score is None else (one.live_score,)
    return (one.yaw, one.pitch, one.eye_distance, one.similarity, *score)


def conclude(session: Session, challenge_id: str, judged: Judged) -> None:
    """Record the outcome; one that is recorded already stays."""
    found = session.get(LivenessChallenge, challenge_id, with_for_update=True, populate_existing=True)
    if found is None or found.reason or not found.received_at or erased.is_erased(session, [found.verification_id]):
        return
    found.reason, found.seen_ms = judged.outcome.reason, list(judged.outcome.seen_ms)
    found.similarity, found.live_score = judged.outcome.similarity, judged.outcome.live_score
    if judged.limits:
        found.pass_at, found.review_at = judged.limits.pass_at, judged.limits.review_at
    if judged.engine:
        found.engine, found.engine_version = judged.engine.name, judged.engine.version
    found.judged_at = utcnow()


def give_up(session: Session, challenge_id: str) -> None:
    """A challenge that cannot be judged costs no attempt: a person reviews it."""
    conclude(session, challenge_id, Judged(Outcome("processing_error")))
