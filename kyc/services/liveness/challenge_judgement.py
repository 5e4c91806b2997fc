"""A challenge's frames from the job to an outcome: loaded, looked at outside any transaction, written down once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.challenge import Look, Move, Outcome, SameFace, Window
from kyc.domain.challenge_rules import judge
from kyc.domain.errors import DomainError
from kyc.domain.evidence import Engine
from kyc.domain.ports import Blobs, Frame, HeadWatch
from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.liveness import challenges
from kyc.services.verification import challenge_state, erased

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recording:
    """All that is needed to judge, read in one short transaction; `frames` are times, digests and blobs."""

    challenge_id: str
    still: str
    frames: tuple[tuple[int, str, str], ...]
    moves: tuple[Move, ...]
    window: Window
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What came out, and by whom; limits and engine are None where nothing was looked at."""

    outcome: Outcome
    limits: SameFace | None = None
    engine: Engine | None = None


def load(session: Session, challenge_id: str) -> Recording | None:
    """What is to be judged; None for a challenge that has an outcome, no frames, or is no longer there.

    None too where the applicant has declined meanwhile that a computer looks at faces, or was erased.
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
    """Ids of the challenges of a verification whose frames are here and not judged yet."""
    chosen = (
        LivenessChallenge.verification_id == verification_id,
        LivenessChallenge.received_at.is_not(None),
        LivenessChallenge.reason.is_(None),
    )
    return list(session.scalars(select(LivenessChallenge.id).where(*chosen)))


def look(recording: Recording, watch: Callable[[], HeadWatch], blobs: Blobs) -> Judged:
    """Look at every frame, then judge; a measurement that fails is one that did not take place.

    Raises `Unavailable` where the images cannot be had now.
    """
    still = blobs.get(recording.still)
    frames = tuple(Frame(t_ms, blobs.get(blob)) for t_ms, _, blob in recording.frames)
    try:
        engine = watch()
        digests = (kept for _, kept, _ in recording.frames)
        looks = [replace(seen, sha256=kept) for seen, kept in zip(engine.look(still, frames), digests, strict=True)]
        if not all(math.isfinite(value) for seen in looks for value in _numbers(seen)):
            return Judged(Outcome("check_crashed"))  # every comparison with them would be false, so without a doubt
        limits = engine.same_face()
        return Judged(
            judge(recording.moves, looks, limits, recording.window, recording.used), limits, engine.watch_engine()
        )
    except DomainError as error:
        reason = error.detail if error.code == "unavailable" else error.code
        return Judged(Outcome(reason if reason in CATALOGUE else "check_crashed"))
    except Exception as error:  # noqa: BLE001  (whatever it is, a person decides)
        log.error("challenge_failed", error=type(error).__name__)
        return Judged(Outcome("check_crashed"))


def _numbers(seen: Look) -> tuple[float, ...]:
    score = () if seen.live_score is None else (seen.live_score,)
    return (seen.yaw, seen.pitch, seen.eye_distance, seen.similarity, *score)


def conclude(session: Session, challenge_id: str, judged: Judged, now: datetime | None = None) -> None:
    """Write the outcome down; what stands there already stays."""
    found = session.get(LivenessChallenge, challenge_id, with_for_update=True, populate_existing=True)
    if found is None or found.reason or not found.received_at or erased.is_erased(session, [found.verification_id]):
        return
    found.reason, found.seen_ms = judged.outcome.reason, list(judged.outcome.seen_ms)
    found.similarity, found.live_score = judged.outcome.similarity, judged.outcome.live_score
    if judged.limits:
        found.pass_at, found.review_at = judged.limits.pass_at, judged.limits.review_at
    if judged.engine:
        found.engine, found.engine_version = judged.engine.name, judged.engine.version
    found.judged_at = now or utcnow()


def give_up(session: Session, challenge_id: str) -> None:
    """A challenge that cannot be judged costs no attempt: a person looks."""
    conclude(session, challenge_id, Judged(Outcome("processing_error")))
