"""The judgement that both screenings share: the best match against the limits of the index."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.evidence import ListVersion, Match, NotMeasured, Screening


def judge_screening(name: str, found: Screening | NotMeasured, *, hit: str, possible: str) -> CheckResult:
    """Hit, review or clear with the reason for it; `hit` and `possible` are codes of the catalogue.

    Every match is kept in the breakdown, so that a reviewer sees what the machine saw. There is no confidence:
    that nobody on the lists resembles a person says nothing of how sure the identity is.
    """
    if isinstance(found, NotMeasured):
        return not_performed(name, found.reason)
    score = max((match.score for match in found.matches), default=0.0)
    result, reasons = _verdict(found, score, hit, possible)
    return CheckResult(
        name,
        result,
        reasons=reasons,
        score=score,
        threshold=found.hit_at,
        engine=found.engine,
        breakdown={
            "review_at": found.review_at,
            "matches": [_told(match) for match in found.matches],
            "lists": [_dated(one) for one in found.lists],
        },
    )


def _verdict(found: Screening, score: float, hit: str, possible: str) -> tuple[Result, tuple[str, ...]]:
    if not found.lists:
        return Result.NOT_PERFORMED, ("watchlist_not_loaded",)
    if score >= found.hit_at:
        return Result.HIT, (hit,)
    return (Result.REVIEW, (possible,)) if found.matches else (Result.CLEAR, ())


def _told(match: Match) -> dict[str, Any]:
    """A match in plain JSON values."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(match).items()}
    return plain | {"features": dict(match.features)}


def _dated(one: ListVersion) -> dict[str, Any]:
    return asdict(one)
