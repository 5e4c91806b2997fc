"""Liveness: a good score passes, with a challenge only a followed one; the rest is for a person, nothing fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kyc.checks.face_liveness import ANOTHER_WAY, NAME, judge
from kyc.domain.challenge import FaceLimits, Outcome
from kyc.domain.check import Result
from kyc.domain.evidence import CaptureMethod, ChallengeResult, NotMeasured
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


AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
MOVES = ("left", "centre", "right")


def turned(reason: str = "passed", similarity: float | None = 0.8, live_score: float | None = 3.0) -> ChallengeResult:
    """A challenge that was looked at."""
    outcome = Outcome(reason, (400, 800, 1200), similarity, live_score)
    return ChallengeResult(MOVES, outcome, FaceLimits(0.42, 0.25), ENGINE, AT)


@pytest.mark.parametrize("score", [0.0, 3.0, 9.5])
def test_who_followed_the_moves_passes_from_the_review_limit_on(score: float) -> None:
    found = judge(evidence(liveness=liveness(score), challenge=turned()))
    assert (found.result, found.reasons, found.threshold) == (Result.PASS, (), 0.0)


@pytest.mark.parametrize(("still", "frames"), [(-0.1, 5.0), (5.0, -0.1), (5.0, float("nan"))])
def test_a_passive_score_below_review_is_never_a_pass(still: float, frames: float) -> None:
    found = judge(evidence(liveness=liveness(still), challenge=turned(live_score=frames)))
    assert (found.result, found.reasons) == (Result.REVIEW, ("liveness_uncertain",))


@pytest.mark.parametrize(
    "reason",
    ["identity_uncertain", "identity_changed", "frames_replayed", "moves_not_followed", "too_late", "face_lost"],
)
def test_a_challenge_that_was_not_passed_is_for_a_person_by_its_name(reason: str) -> None:
    found = judge(evidence(liveness=liveness(9.5), challenge=turned(reason)))
    assert (found.result, found.reasons) == (Result.REVIEW, (reason,))


def test_without_a_straight_look_the_still_is_what_is_scored() -> None:
    found = judge(evidence(liveness=liveness(9.5), challenge=turned(live_score=None)))
    assert (found.result, found.breakdown["live_score"]) == (Result.PASS, None)


def test_a_file_chosen_on_the_page_does_not_pass_with_a_challenge_either() -> None:
    found = judge(evidence(liveness=liveness(9.5), challenge=turned(), selfie_capture="upload"))
    assert (found.result, found.reasons) == (Result.REVIEW, ("selfie_uploaded_as_file",))


@pytest.mark.parametrize("reason", sorted(ANOTHER_WAY))
def test_another_way_is_for_a_person_however_live_the_selfie_looks(reason: str) -> None:
    found = judge(evidence(liveness=liveness(9.5), challenge=NotMeasured(reason)))
    assert (found.result, found.reasons) == (Result.REVIEW, (reason,))
    assert found.breakdown == {"review_at": 0.0, "capture_method": "camera", "kind": "active", "outcome": reason}
    assert reason in CATALOGUE


def test_another_way_with_a_doubtful_selfie_has_both_reasons() -> None:
    found = judge(evidence(liveness=liveness(1.0), challenge=NotMeasured("alternative_asked")))
    assert found.reasons == ("alternative_asked", "liveness_uncertain")


@pytest.mark.parametrize("reason", ["model_missing", "not_supported", "processing_error", "check_crashed"])
def test_a_challenge_that_we_could_not_judge_is_not_performed(reason: str) -> None:
    found = judge(evidence(liveness=liveness(9.5), challenge=NotMeasured(reason)))
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, (reason,))


def test_a_passed_challenge_makes_up_for_no_missing_score() -> None:
    found = judge(evidence(liveness=NotMeasured("face_not_found"), challenge=turned()))
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, ("face_not_found",))


def test_a_challenge_explains_itself() -> None:
    found = judge(evidence(liveness=liveness(6.0), challenge=turned(similarity=0.812345)))
    assert found.breakdown == {
        "review_at": 0.0,
        "capture_method": "camera",
        "kind": "active",
        "moves": ["left", "centre", "right"],
        "outcome": "passed",
        "seen_ms": [400, 800, 1200],
        "similarity": 0.8123,
        "similarity_threshold": 0.42,
        "live_score": 3.0,
        "challenge_model": "some-model",
        "challenge_version": "1.0",
        "judged_at": "2026-01-15T09:30:00.000Z",
    }
    assert found.confidence == pytest.approx(0.999, abs=0.001)


def test_frames_that_nobody_looked_at_have_no_measures() -> None:
    unseen = ChallengeResult(MOVES, Outcome("frames_missing"), None, None, AT)
    found = judge(evidence(liveness=liveness(6.0), challenge=unseen))
    assert (found.result, found.reasons) == (Result.REVIEW, ("frames_missing",))
    assert (found.breakdown["similarity"], found.breakdown["challenge_model"]) == (None, None)
    assert found.confidence == pytest.approx(0.964, abs=0.001)
