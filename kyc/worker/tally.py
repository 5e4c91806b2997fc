"""What a worker counts for Prometheus after the commit: results, scores, time to decision, delivery attempts."""

from __future__ import annotations

from kyc.domain.ports import Answer
from kyc.meters import figures
from kyc.models import Sessions, Verification, utcnow
from kyc.services.examining.examination import Examination


def concluded(sessions: Sessions, verification_id: str, found: Examination) -> None:
    """Count a first examination; a job that is repeated after this finds nothing left to count."""
    with sessions() as session:
        verification = session.get_one(Verification, verification_id)
        mode, since, outcome = verification.mode, verification.submitted_at, verification.state.value
    if since:
        figures.DECISION_S.labels(outcome).observe(max(0.0, (utcnow() - since).total_seconds()))
    results(mode, found)


def results(mode: str, found: Examination) -> None:
    """Count each check's result and its distance from the limit; an examination after a correction counts again."""
    for one in found.results:
        figures.RESULTS.labels(one.name, one.result.value, mode).inc()
        if one.score is not None:
            figures.SCORE.labels(one.name, mode).observe(one.score)


def attempted(answer: Answer) -> None:
    """Count an attempt to deliver, by the class of its status, or by the error where no answer came."""
    figures.ATTEMPTS.labels(answer.error or f"{answer.status // 100}xx").inc()
