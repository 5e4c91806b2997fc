"""Judges whether the selfie is of a live face; it passes or asks for a person, and never fails anybody."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kyc.checks.confidence import confidence
from kyc.domain.challenge import Verdict
from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.dates import stamp
from kyc.domain.evidence import ChallengeResult, Evidence, Liveness, NotMeasured

NAME = "face_liveness"
ANOTHER_WAY = frozenset({"alternative_asked", "too_many_attempts", "challenge_other_selfie", "challenge_missing"})
"""Why there is no valid challenge, as the applicant's doing: a reviewer judges what there is."""


def judge(evidence: Evidence) -> CheckResult:
    """On a single picture a pass needs the engine's pass limit; with a challenge, a passed challenge and no low score.

    A selfie that was uploaded as a file on the hosted page never passes by itself.
    """
    found = evidence.liveness
    if isinstance(found, NotMeasured):
        return not_performed(NAME, found.reason)
    if not math.isfinite(found.score):  # NaN makes every comparison false, and so would leave no doubt
        return not_performed(NAME, "check_crashed")
    if evidence.challenge is None:
        return _judged(evidence, found, _uploaded(evidence) + _below(found.score, found.pass_at), {"kind": "passive"})
    if isinstance(evidence.challenge, NotMeasured):
        return _without(evidence, found, evidence.challenge.reason)
    return _active(evidence, found, evidence.challenge)


def _active(evidence: Evidence, found: Liveness, turned: ChallengeResult) -> CheckResult:
    """The challenge must be passed; of the passive scores none may be below its review limit."""
    scores = [score for score in (found.score, turned.outcome.live_score) if score is not None]
    refused = () if turned.outcome.verdict is Verdict.PASSED else (turned.outcome.reason,)
    unlike = any(_below(score, found.review_at) for score in scores)
    reasons = refused + _uploaded(evidence) + (("liveness_uncertain",) if unlike else ())
    return _judged(evidence, found, reasons, _challenge_json(turned))


def _without(evidence: Evidence, found: Liveness, reason: str) -> CheckResult:
    if reason not in ANOTHER_WAY:
        return not_performed(NAME, reason)
    reasons = (reason, *_uploaded(evidence), *_below(found.score, found.pass_at))
    return _judged(evidence, found, reasons, {"kind": "active", "outcome": reason})


def _judged(evidence: Evidence, found: Liveness, reasons: tuple[str, ...], more: Mapping[str, Any]) -> CheckResult:
    """`threshold` is the limit that the passive score of the still had to reach."""
    turned = evidence.challenge if isinstance(evidence.challenge, ChallengeResult) else None
    return CheckResult(
        NAME,
        Result.REVIEW if reasons else Result.PASS,
        reasons=reasons,
        score=round(found.score, 4),
        threshold=found.review_at if turned else found.pass_at,
        confidence=_confidence(found, turned),
        engine=found.engine,
        breakdown={"review_at": found.review_at, "capture_method": evidence.selfie_capture, **more},
    )


def _confidence(found: Liveness, turned: ChallengeResult | None) -> float:
    """That of the passive score; with a challenge, of how surely the frames show the person of the selfie."""
    if turned and turned.limits and turned.outcome.similarity is not None:
        return confidence(turned.outcome.similarity, turned.limits.review_at, turned.limits.pass_at)
    return confidence(found.score, found.review_at, found.pass_at)


def _challenge_json(turned: ChallengeResult) -> dict[str, Any]:
    outcome, limits, engine = turned.outcome, turned.limits, turned.engine
    return {
        "kind": "active",
        "moves": list(turned.moves),
        "outcome": outcome.reason,
        "seen_ms": list(outcome.seen_ms),
        "similarity": _rounded(outcome.similarity),
        "similarity_threshold": limits.pass_at if limits else None,
        "live_score": _rounded(outcome.live_score),
        "challenge_model": engine.name if engine else None,
        "challenge_version": engine.version if engine else None,
        "judged_at": stamp(turned.at),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _uploaded(evidence: Evidence) -> tuple[str, ...]:
    return ("selfie_uploaded_as_file",) if evidence.selfie_capture == "upload" else ()


def _below(score: float, limit: float) -> tuple[str, ...]:
    """Whether a score is below a limit; NaN is below every limit."""
    return () if score >= limit else ("liveness_uncertain",)
