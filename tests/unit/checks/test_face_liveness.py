"""Passive liveness: a good score from a camera passes, anything else goes to a person, nothing fails."""

from __future__ import annotations

import pytest

from kyc.checks.face_liveness import NAME, judge
from kyc.domain.check import Result
from kyc.domain.evidence import CaptureMethod, NotMeasured
from kyc.domain.reasons import CATALOGUE
from tests.unit.checks.faces_evidence import ENGINE, evidence, liveness


@pytest.mark.parametrize("capture", ["camera", "api"])
@pytest.mark.parametrize("score", [4.0, 9.5])
def test_a_live_looking_selfie_passes(score: float, capture: CaptureMethod) -> None:
    found = judge(evidence(liveness=liveness(score), selfie_capture=capture))
    assert (found.result, found.reasons) == (Result.PASS, ())


@pytest.mark.parametrize("score", [3.99, 0.0, -17.0])
def test_a_low_score_asks_for_a_person_and_never_fails(score: float) -> None:
    found = judge(evidence(liveness=liveness(score)))
    assert (found.result, found.reasons) == (Result.REVIEW, ("liveness_uncertain",))


def test_a_file_chosen_on_the_page_cannot_pass_however_good_it_looks() -> None:
    found = judge(evidence(liveness=liveness(9.5), selfie_capture="upload"))
    assert (found.result, found.reasons) == (Result.REVIEW, ("selfie_uploaded_as_file",))


def test_a_file_that_looks_false_has_both_reasons() -> None:
    found = judge(evidence(liveness=liveness(-5.0), selfie_capture="upload"))
    assert found.reasons == ("selfie_uploaded_as_file", "liveness_uncertain")
    assert set(found.reasons) <= set(CATALOGUE)


@pytest.mark.parametrize("reason", ["model_missing", "face_not_found"])
def test_what_was_not_measured_is_not_performed(reason: str) -> None:
    found = judge(evidence(liveness=NotMeasured(reason), selfie_capture="upload"))
    assert (found.result, found.reasons, found.score) == (Result.NOT_PERFORMED, (reason,), None)


def test_the_result_explains_itself() -> None:
    found = judge(evidence(liveness=liveness(6.123456)))
    assert (found.name, found.score, found.threshold, found.engine) == (NAME, 6.1235, 4.0, ENGINE)
    assert found.breakdown == {"review_at": 0.0, "capture_method": "camera", "kind": "passive"}
    assert (found.method, found.confidence) == ("automated", pytest.approx(0.966, abs=0.001))


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_number_is_never_a_pass(score: float) -> None:
    found = judge(evidence(liveness=liveness(score)))
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, ("check_crashed",))
    assert (found.score, found.confidence) == (None, None)
