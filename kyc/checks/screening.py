"""The judgement that both screenings share: the best match against the limits of the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.evidence import Evidence, Match, NotMeasured, Screening
from kyc.domain.screening import Dismissal, Person


def judge_screening(
    name: str, found: Screening | NotMeasured, evidence: Evidence, *, hit: str, possible: str
) -> CheckResult:
    """Hit, review or clear, with its reason; `hit` and `possible` are codes of the catalogue.

    Every match is kept in the breakdown, so that a reviewer sees what the machine saw; one that a reviewer dismissed
    for this person is marked and does not count. There is no confidence: not being on a list says nothing about how
    certain the identity is.
    """
    if isinstance(found, NotMeasured):
        return not_performed(name, found.reason)
    counted = [match for match in found.matches if match.fingerprint not in evidence.dismissed]
    score = max((match.score for match in counted), default=0.0)
    result, reasons = _verdict(found, counted, score, hit, possible)
    return CheckResult(
        name,
        result,
        reasons=reasons,
        score=score,
        threshold=found.hit_at,
        engine=found.engine,
        breakdown={
            "review_at": found.review_at,
            "query": _query(evidence.person),
            "matches": [match_json(match, evidence.dismissed.get(match.fingerprint)) for match in found.matches],
            "lists": [asdict(one) for one in found.lists],
        },
    )


def _verdict(
    found: Screening, counted: Sequence[Match], score: float, hit: str, possible: str
) -> tuple[Result, tuple[str, ...]]:
    if not found.lists:
        return Result.NOT_PERFORMED, ("watchlist_not_loaded",)
    if score >= found.hit_at:
        return Result.HIT, (hit,)
    return (Result.REVIEW, (possible,)) if counted else (Result.CLEAR, ())


def match_json(match: Match, dismissal: Dismissal | None = None) -> dict[str, Any]:
    """A match as plain JSON values; `dismissed` is present only where a reviewer's verdict holds."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(match).items()}
    word = {"dismissed": {"by": dismissal.by, "at": dismissal.at.isoformat()}} if dismissal else {}
    return plain | {"features": dict(match.features)} | word


def _query(person: Person | None) -> dict[str, Any] | None:
    """The person that was screened."""
    if person is None:
        return None
    born = person.birth_date.isoformat() if person.birth_date else None
    return asdict(person) | {"birth_date": born, "countries": list(person.countries)}
