"""Judges whether the portrait on the document and the selfie show the same person."""

from __future__ import annotations

import math
from typing import Any

from kyc.checks.confidence import confidence
from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.documents import Side
from kyc.domain.evidence import Evidence, FaceComparison, NotMeasured

NAME = "face_match"
LEAST_EYE_DISTANCE = 60.0
"""Pixels between the eyes from which a low similarity is trusted to mean another person.

Measured on LFW (50 people x 3 photos), one image of each pair made smaller, blurred (1.5 px) and compressed
(JPEG 50): share of one person's pairs that fall below the review limit at 60 px 1.7 % (as without any damage),
46 px 2.0 %, 30 px 5.0 %, 25 px 10 %, 20 px 40 %. False matches do not rise with smaller faces, so a pass stands.
"""


def judge(evidence: Evidence) -> CheckResult:
    """Pass, review or fail by the engine's limits; never fail on faces that are too small or too unclear.

    The breakdown says where the portrait is, as the document check does for its regions.
    """
    found = evidence.face
    if isinstance(found, NotMeasured):
        return not_performed(NAME, found.reason)
    if not math.isfinite(found.similarity):  # no number says that two faces differ
        return not_performed(NAME, "check_crashed")
    result, reasons = _verdict(found)
    return CheckResult(
        NAME,
        result,
        reasons=reasons,
        score=round(found.similarity, 4),
        threshold=found.pass_at,
        confidence=confidence(found.similarity, found.review_at, found.pass_at),
        engine=found.engine,
        breakdown={
            "review_at": found.review_at,
            "portrait_eye_distance": round(found.portrait_eye_distance, 1),
            "selfie_eye_distance": round(found.selfie_eye_distance, 1),
            **_place(evidence, found),
        },
    )


def _place(evidence: Evidence, found: FaceComparison) -> dict[str, Any]:
    sides = [side for side in evidence.uploads if side is not Side.BACK]
    if found.portrait_box is None or not sides:
        return {}
    return {"portrait": {"side": sides[0].value, "box": [round(edge, 4) for edge in found.portrait_box]}}


def _verdict(found: FaceComparison) -> tuple[Result, tuple[str, ...]]:
    if found.similarity >= found.pass_at:
        return Result.PASS, ()
    poor = (*_too_small(found), *found.unclear)
    if found.similarity >= found.review_at:
        return Result.REVIEW, ("face_uncertain", *poor)
    return (Result.REVIEW, poor) if poor else (Result.FAIL, ("face_mismatch",))


def _too_small(found: FaceComparison) -> tuple[str, ...]:
    sizes = {"portrait_too_small": found.portrait_eye_distance, "face_too_small": found.selfie_eye_distance}
    return tuple(reason for reason, distance in sizes.items() if distance < LEAST_EYE_DISTANCE)
