"""Magic document numbers: what they ask for, and that no live record ever plays one."""

from __future__ import annotations

import pytest

from kyc.domain.check import Result
from kyc.domain.decision import decide
from kyc.domain.lifecycle import State
from kyc.domain.reasons import CATALOGUE
from kyc.domain.scenarios import SCENARIOS, Scenario, scenario
from tests import make

EXPECTED = {"TESTA": State.APPROVED, "TESTREJ": State.REJECTED, "TESTREV": State.MANUAL_REVIEW}


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.word)
def test_a_word_is_found_with_anything_behind_it_however_it_is_written(one: Scenario) -> None:
    for written in (one.word, f"{one.word}-0042", one.word.lower(), f" {one.word[:4]} {one.word[4:]} 7"):
        assert scenario("test", written) is one
        assert scenario("live", written) is None


@pytest.mark.parametrize("number", [None, "", "A1234567", "TEST", "XTESTAPPROVE", "TES TAPPROV"])
def test_an_ordinary_number_plays_nothing(number: str | None) -> None:
    assert scenario("test", number) is None


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.word)
def test_the_real_policy_comes_to_what_the_word_promises(one: Scenario) -> None:
    outcome = decide(make.POLICY, one.results()).outcome
    promised = next((state for begin, state in EXPECTED.items() if one.word.startswith(begin)), None)
    waits = one.word in ("TESTNOTPERFORMED", "TESTRESUBMITGLARE")
    assert outcome is (promised or (State.MANUAL_REVIEW if waits else State.APPROVED))


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.word)
def test_reasons_stand_in_the_catalogue_and_the_report_names_the_scenario(one: Scenario) -> None:
    results = one.results()
    assert [result.name for result in results] == list(make.CHECKS)
    assert {reason for result in results for reason in result.reasons} <= set(CATALOGUE)
    assert {result.engine.name for result in results if result.engine} == {f"test scenario {one.word}"}


def test_what_did_not_run_is_no_pass_and_has_no_confidence() -> None:
    found = {one.name: one for one in (scenario("test", "TESTNOTPERFORMED") or SCENARIOS[0]).results()}
    assert found["face_liveness"].result is Result.NOT_PERFORMED
    assert found["face_liveness"].confidence is None


def test_no_word_hides_behind_another() -> None:
    words = [one.word for one in SCENARIOS]
    assert [word for word in words if any(word.startswith(other) for other in words if other != word)] == []
