"""Results in the words of the contract, and what did not run is never clean."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from kyc.domain.check import CLEAN, CheckResult, Result, not_performed


def test_the_words_are_those_of_the_contract() -> None:
    assert {result.value for result in Result} == {"pass", "fail", "review", "not_performed", "clear", "hit"}


def test_only_a_pass_and_a_clear_are_clean() -> None:
    assert {result.value for result in CLEAN} == {"pass", "clear"}


def test_what_did_not_run_has_a_reason_and_nothing_else() -> None:
    found = not_performed("face_match", "model_missing")
    assert (found.result, found.reasons) == (Result.NOT_PERFORMED, ("model_missing",))
    assert (found.score, found.threshold, found.confidence, found.engine) == (None, None, None, None)
    assert found.result not in CLEAN


def test_a_result_is_a_machines_unless_it_says_otherwise() -> None:
    assert CheckResult("face_match", Result.PASS).method == "automated"
    assert CheckResult("face_match", Result.PASS, method="human").method == "human"


def test_a_result_cannot_be_changed_after_it_was_given() -> None:
    found = not_performed("face_match", "model_missing")
    with pytest.raises(FrozenInstanceError):
        found.result = Result.PASS  # type: ignore[misc]


def test_results_share_no_breakdown() -> None:
    one, other = CheckResult("a", Result.PASS), CheckResult("b", Result.PASS)
    assert one.breakdown is not other.breakdown
