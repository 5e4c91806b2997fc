"""Liveness challenges: opened, given more time, answered once, or replaced by a person's review."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc import jobs
from kyc.domain import ids
from kyc.domain.challenge import CAPTURE_S, FaceLimits, FrameMeasurement, random_moves
from kyc.domain.challenge_rules import judge
from kyc.domain.errors import InvalidTransition, NotFound, Refused
from kyc.domain.lifecycle import State, Step
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.verification import challenge_state
from kyc.services.verification.transitions import record
from kyc.services.verification.uploads import digest
from kyc.services.verification.verifications import require_open, token_digest

JOB = "judge_challenge"
EXTENSIONS = 10
"""A time limit may be extended at least ten times (WCAG 2.2.1)."""
_ID = re.compile(r"chal_[a-z0-9]{31}")
_dice = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class SentFrame:
    """One frame as it was sent: its bytes, and its time by the browser's clock in milliseconds."""

    t_ms: int
    data: bytes


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """One frame as it is kept: `sha256` of the bytes as sent, `kept` of those that are sealed under `blob`."""

    t_ms: int
    sha256: str
    kept: str
    blob: str


def open_new(session: Session, verification: Verification) -> tuple[LivenessChallenge, str]:
    """Open a challenge with unpredictable moves, and return it with its nonce, which is shown only once.

    It replaces an open one. Raises `Refused` where none is required or no more may be opened. The caller holds the
    verification's lock.
    """
    _require_asked(verification)
    if verification.state is State.CREATED:
        raise InvalidTransition(verification.state.value, [Step.ADD_DOCUMENTS.value])
    earlier = challenge_state.of(session, verification.id)
    if not challenge_state.attempts_left(verification, earlier):
        raise Refused("too_many_attempts", 0)
    now = utcnow()
    for one in earlier:
        if not challenge_state.ended(one, now) and not one.received_at:
            one.replaced_at = now
    return _made(session, verification, len(earlier) + 1)


def _made(session: Session, verification: Verification, number: int) -> tuple[LivenessChallenge, str]:
    nonce = ids.token("nonce")
    made = LivenessChallenge(
        id=ids.token("chal"),
        verification_id=verification.id,
        number=number,
        nonce_digest=token_digest(nonce),
        moves=[move.value for move in random_moves(_dice)],
        capture_s=CAPTURE_S,
        opened_at=utcnow(),
        frames=[],
        seen_ms=[],
    )
    session.add(made)
    session.flush()
    return made, nonce


def get(session: Session, verification: Verification, challenge_id: str) -> LivenessChallenge:
    """A challenge of this verification; raises `NotFound` for every other."""
    known = _ID.fullmatch(challenge_id)
    found = session.get(LivenessChallenge, challenge_id, populate_existing=True) if known else None
    if found is None or found.verification_id != verification.id:
        raise NotFound
    return found


def extend(verification: Verification, challenge: LivenessChallenge) -> None:
    """Give as much time again, up to ten times; raises `Refused` where the challenge has ended."""
    _require_unanswered(verification, challenge)
    if reason := challenge_state.ended(challenge, utcnow()):
        raise Refused(reason)
    challenge.capture_s = min(challenge.capture_s + CAPTURE_S, CAPTURE_S * (1 + EXTENSIONS))


def ask_alternative(session: Session, verification: Verification, challenge: LivenessChallenge, actor: str) -> None:
    """No head motion: a person reviews the selfie instead. Safe to repeat."""
    _require_asked(verification)
    if challenge.alternative_at:
        return
    challenge.alternative_at = utcnow()
    record(session, verification, "alternative_asked", actor)


def without_moves(session: Session, verification: Verification, actor: str) -> None:
    """The same where no challenge was opened, or can be: a page without JavaScript has none."""
    _require_asked(verification)
    earlier = challenge_state.of(session, verification.id)
    last = earlier[-1] if earlier else _made(session, verification, 1)[0]
    ask_alternative(session, verification, last, actor)


def require_answerable(verification: Verification, challenge: LivenessChallenge, nonce: str) -> None:
    """The nonce is valid once, for its own challenge; raises `Refused` without using it up where it is wrong."""
    _require_asked(verification)
    if not secrets.compare_digest(challenge.nonce_digest, token_digest(nonce)):
        raise Refused("nonce_wrong")
    _require_unanswered(verification, challenge)


def fault(
    session: Session, challenge: LivenessChallenge, frames: list[tuple[int, str]], received: datetime
) -> str | None:
    """What is wrong with frames (time, digest) before they are measured, by those rules that need no measurement."""
    unmeasured = [FrameMeasurement(t_ms, sha256, people=0) for t_ms, sha256 in frames]
    window = challenge_state.window(challenge, received)
    reason = judge((), unmeasured, FaceLimits(0, 0), window, used_before(session, challenge)).reason
    return None if reason == _UNMEASURED else reason


def used_before(session: Session, challenge: LivenessChallenge) -> set[str]:
    """The digests of all frames of the record's other challenges, as sent and as kept, in any verification."""
    profile = select(Verification.profile_id).where(Verification.id == challenge.verification_id).scalar_subquery()
    found = (
        select(LivenessChallenge.frames)
        .join(Verification, Verification.id == LivenessChallenge.verification_id)
        .where(Verification.profile_id == profile, LivenessChallenge.id != challenge.id)
    )
    return {frame[name] for frames in session.scalars(found) for frame in frames for name in ("sha256", "kept")}


def refuse(challenge: LivenessChallenge, reason: str, received: datetime, shots: list[SentFrame]) -> None:
    """Refuse at once: the nonce is used up; only times and digests of the frames are kept, against their reuse."""
    challenge.received_at, challenge.judged_at, challenge.reason = received, utcnow(), reason
    sent = [(shot.t_ms, digest(shot.data)) for shot in shots]
    challenge.frames = [{"t_ms": t_ms, "sha256": sha256, "kept": sha256, "blob": None} for t_ms, sha256 in sent]


def accept(
    session: Session, challenge: LivenessChallenge, selfie: Selfie, frames: list[KeptFrame], received: datetime
) -> None:
    """Store the sealed frames, use up the nonce and ask for the job, in the caller's transaction."""
    challenge.received_at, challenge.selfie_id = received, selfie.id
    challenge.frames = [{"t_ms": one.t_ms, "sha256": one.sha256, "kept": one.kept, "blob": one.blob} for one in frames]
    session.flush()
    jobs.enqueue(session, jobs.LIVENESS, JOB, f"{JOB}-{challenge.id}", challenge.id)


_UNMEASURED = "face_lost"
"""What the rules find in unmeasured frames that broke no rule before: no face."""


def _require_asked(verification: Verification) -> None:
    require_open(verification)
    if not challenge_state.is_active(verification):
        raise Refused("challenge_not_asked")


def _require_unanswered(verification: Verification, challenge: LivenessChallenge) -> None:
    require_open(verification)
    if challenge.received_at or challenge.replaced_at or challenge.alternative_at:
        raise Refused("challenge_used")
