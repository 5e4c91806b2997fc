"""The state of a verification's liveness challenges: what is left, what comes next, and what they prove."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.challenge import FaceLimits, Outcome, Verdict, Window
from kyc.domain.evidence import ChallengeResult, Engine, NotMeasured
from kyc.models import LivenessChallenge, Selfie, Verification

Challenges = Sequence[LivenessChallenge]
Next = Literal["capture", "wait", "again", "continue"]
Standing = Literal["open", "passed", "person", "used_up"]
Retake = Literal["selfie", "liveness"]
OPENINGS = 2
"""So many challenges may be opened for each attempt: a page that is loaded again costs no attempt, and nobody can ask
until the moves are those of a recording that they have."""
UNMEASURED = frozenset({"model_missing", "not_supported", "check_crashed", "processing_error"})
"""Reasons of ours, not of the applicant: a person decides, and no attempt is lost."""


def of(session: Session, verification_id: str) -> Challenges:
    """The challenges of one verification, the oldest first."""
    return all_of(session, [verification_id])


def all_of(session: Session, verification_ids: Sequence[str]) -> Challenges:
    """The challenges of many verifications, each one's oldest first."""
    if not verification_ids:
        return ()
    chosen = LivenessChallenge.verification_id.in_(verification_ids)
    return session.scalars(select(LivenessChallenge).where(chosen).order_by(LivenessChallenge.number)).all()


def is_active(verification: Verification) -> bool:
    """Whether a challenge is required at all: never of an applicant who declined face recognition."""
    return verification.liveness_type == "active" and not verification.faces_declined


def window(challenge: LivenessChallenge, received: datetime | None = None) -> Window:
    """The challenge's times by the server's clock."""
    return Window(challenge.opened_at, received or challenge.received_at or challenge.opened_at, challenge.capture_s)


def ended(challenge: LivenessChallenge, now: datetime) -> str | None:
    """Why the challenge is over, as a reason code; None while it is open or being judged."""
    if challenge.alternative_at:
        return "alternative_asked"
    if challenge.reason or challenge.received_at:
        return challenge.reason
    if challenge.replaced_at:
        return "challenge_used"
    return "too_late" if now > window(challenge).closes else None


def attempts_left(verification: Verification, challenges: Challenges) -> int:
    """How many more challenges may be opened; only those that were answered and failed count as attempts."""
    most = most_attempts(verification)
    failed = sum(one.reason is not None and not _settled(one) for one in challenges)
    return max(0, min(most - failed, OPENINGS * most - len(challenges)))


def most_attempts(verification: Verification) -> int:
    """The first is free even where no retry is allowed."""
    return max(1, verification.max_retries)


def standing(verification: Verification, challenges: Challenges, selfie: Selfie | None) -> Standing:
    """`passed` with this very still, left to a `person`, `used_up` where no attempt is left, else `open`."""
    last = _last(challenges)
    if last and selfie and _proves(last, selfie.id):
        return "passed"
    if _shown(challenges, selfie) or any(one.alternative_at for one in challenges):
        return "person"
    judging = any(one.received_at and not one.reason for one in challenges)
    return "open" if judging or attempts_left(verification, challenges) else "used_up"


def met(verification: Verification, challenges: Challenges, selfie: Selfie | None) -> bool:
    """Whether nothing more is required of the applicant; whether the person is live is for the check to say."""
    return not is_active(verification) or standing(verification, challenges, selfie) != "open"


def retake(verification: Verification, challenges: Challenges, selfie: Selfie | None) -> Retake | None:
    """How another selfie may be taken without loss: with a challenge, where one was answered with this selfie.

    None where one was and no attempt is left: a selfie alone would throw away what they have shown.
    """
    last = _last(challenges)
    if not _shown(challenges, selfie) or (last and last.alternative_at):
        return "selfie"
    return "liveness" if attempts_left(verification, challenges) else None


def next_step(*, met: bool, challenge: LivenessChallenge, now: datetime) -> Next:
    """What to do now: send the frames, ask again in a moment, open another challenge, or continue without."""
    if met:
        return "continue"
    if ended(challenge, now):
        return "again"
    return "wait" if challenge.received_at else "capture"


def evidence_of(
    verification: Verification, challenges: Challenges, selfie_id: str
) -> ChallengeResult | NotMeasured | None:
    """What the checks may know; None where no challenge was required."""
    if not is_active(verification):
        return None
    last = _last(challenges)
    if any(one.alternative_at for one in challenges) and not (last and _proves(last, selfie_id)):
        return NotMeasured("alternative_asked")
    if last is None:
        return NotMeasured("too_many_attempts" if challenges else "challenge_missing")
    if last.reason is None or last.reason in UNMEASURED:
        return NotMeasured(last.reason or "processing_error")
    if _settled(last) and last.selfie_id != selfie_id:
        return NotMeasured("challenge_other_selfie")
    return _result(last)


def verdict_of(reason: str) -> Verdict:
    """What follows from a reason: where we could not measure, or a person was asked for, a review."""
    unmeasured = reason in UNMEASURED or reason == "alternative_asked"
    return Verdict.REVIEW if unmeasured else Outcome(reason).verdict


def _last(challenges: Challenges) -> LivenessChallenge | None:
    """The newest challenge that was answered, with frames or by asking for a person."""
    return next((one for one in reversed(challenges) if one.received_at or one.alternative_at), None)


def _shown(challenges: Challenges, selfie: Selfie | None) -> bool:
    """Whether the newest answer came with this very still and makes another one unnecessary."""
    last = _last(challenges)
    return bool(last and selfie and _settled(last) and last.selfie_id == selfie.id)


def _settled(challenge: LivenessChallenge) -> bool:
    return bool(challenge.reason) and verdict_of(challenge.reason or "") in (Verdict.PASSED, Verdict.REVIEW)


def _proves(challenge: LivenessChallenge, selfie_id: str) -> bool:
    return challenge.reason == "passed" and not challenge.alternative_at and challenge.selfie_id == selfie_id


def _result(one: LivenessChallenge) -> ChallengeResult:
    limits = FaceLimits(one.pass_at, one.review_at) if one.pass_at is not None and one.review_at is not None else None
    return ChallengeResult(
        moves=tuple(one.moves),
        outcome=Outcome(one.reason or "", tuple(one.seen_ms), one.similarity, one.live_score),
        limits=limits,
        engine=Engine(one.engine, one.engine_version or "") if one.engine else None,
        at=one.judged_at or one.opened_at,
    )
