"""Evidence about faces, with everything else left unmeasured."""

from __future__ import annotations

from datetime import date
from typing import Any

from kyc.domain.applicant import Applicant
from kyc.domain.evidence import Engine, Evidence, FaceComparison, Liveness, NotMeasured

ENGINE = Engine("some-model", "1.0")
NOTHING = NotMeasured("model_missing")


def evidence(**found: Any) -> Evidence:
    usual: dict[str, Any] = {
        "declared": Applicant(),
        "mode": "live",
        "today": date(2026, 1, 15),
        "selfie_capture": "camera",
        "document": NOTHING,
        "face": NOTHING,
        "liveness": NOTHING,
        "sanctions": NOTHING,
        "pep": NOTHING,
    }
    return Evidence(**{**usual, **found})


def comparison(similarity: float, portrait: float = 90.0, selfie: float = 150.0, **more: Any) -> FaceComparison:
    return FaceComparison(
        similarity,
        pass_at=0.42,
        review_at=0.25,
        portrait_eye_distance=portrait,
        selfie_eye_distance=selfie,
        engine=ENGINE,
        **more,
    )


def liveness(score: float) -> Liveness:
    return Liveness(score, pass_at=4.0, review_at=0.0, engine=ENGINE)
