"""Judges whether the selfie is of a live face; on a single picture it can pass or ask for a person, never fail."""

from __future__ import annotations

import math

from kyc.checks.confidence import confidence
from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.evidence import Evidence, Liveness, NotMeasured

NAME = "face_liveness"


def judge(evidence: Evidence) -> CheckResult:
    """A pass needs the engine's pass limit, and a selfie that was not chosen as a file on the hosted page."""
    found = evidence.liveness
    if isinstance(found, NotMeasured):
        return not_performed(NAME, found.reason)
    if not math.isfinite(found.score):  # every comparison with it would be false, and so without a doubt
        return not_performed(NAME, "check_crashed")
    reasons = _doubts(evidence, found)
    return CheckResult(
        NAME,
        Result.REVIEW if reasons else Result.PASS,
        reasons=reasons,
        score=round(found.score, 4),
        threshold=found.pass_at,
        confidence=confidence(found.score, found.review_at, found.pass_at),
        engine=found.engine,
        breakdown={"review_at": found.review_at, "capture_method": evidence.selfie_capture, "kind": "passive"},
    )


def _doubts(evidence: Evidence, found: Liveness) -> tuple[str, ...]:
    doubts = {
        "selfie_uploaded_as_file": evidence.selfie_capture == "upload",
        "liveness_uncertain": found.score < found.pass_at,
    }
    return tuple(reason for reason, holds in doubts.items() if holds)
