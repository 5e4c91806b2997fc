"""What a worker counts once something is committed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.orm import Session, sessionmaker

from kyc.domain.check import CheckResult, Result
from kyc.domain.decision import Decision
from kyc.domain.lifecycle import State
from kyc.domain.ports import Answer
from kyc.models import db, transaction, utcnow
from kyc.services.examining.examination import Examination
from kyc.worker import tally
from tests import make

FOUND = Examination(
    (
        CheckResult("face_match", Result.PASS, score=0.82),
        CheckResult("pep_screening", Result.NOT_PERFORMED),
    ),
    Decision(State.MANUAL_REVIEW, "r", "p", (), None),
    None,
)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_each_result_counts_and_each_score_has_its_place() -> None:
    results = [("face_match", "pass"), ("pep_screening", "not_performed")]
    before = [value("ekyc_check_results_total", check=check, result=one, mode="live") for check, one in results]
    low = value("ekyc_check_score_bucket", check="face_match", mode="live", le="0.8")
    high = value("ekyc_check_score_bucket", check="face_match", mode="live", le="0.9")
    scored = value("ekyc_check_score_count", check="pep_screening", mode="live")
    tally.results("live", FOUND)
    after = [value("ekyc_check_results_total", check=check, result=one, mode="live") for check, one in results]
    assert after == [number + 1 for number in before]
    assert value("ekyc_check_score_bucket", check="face_match", mode="live", le="0.8") == low
    assert value("ekyc_check_score_bucket", check="face_match", mode="live", le="0.9") == high + 1
    assert value("ekyc_check_score_count", check="pep_screening", mode="live") == scored


def test_the_time_to_a_decision_counts_from_the_submit(session: Session) -> None:
    with transaction(session):
        made = make.in_review(session)
        made.submitted_at = utcnow() - timedelta(seconds=7)
    labels = {"outcome": "manual_review"}
    five = value("ekyc_decision_seconds_bucket", le="5.0", **labels)
    ten = value("ekyc_decision_seconds_bucket", le="10.0", **labels)
    tally.concluded(sessionmaker(db.engine), made.id, FOUND)
    assert value("ekyc_decision_seconds_bucket", le="5.0", **labels) == five
    assert value("ekyc_decision_seconds_bucket", le="10.0", **labels) == ten + 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(204, 3), "2xx"),
        (Answer(503, 3), "5xx"),
        (Answer(0, 3, error="timeout"), "timeout"),
        (Answer(302, 3, error="redirect_refused"), "redirect_refused"),
    ],
)
def test_an_attempt_counts_by_what_came_of_it(answer: Answer, outcome: str) -> None:
    before = value("ekyc_delivery_attempts_total", outcome=outcome)
    tally.attempted(answer)
    assert value("ekyc_delivery_attempts_total", outcome=outcome) == before + 1
