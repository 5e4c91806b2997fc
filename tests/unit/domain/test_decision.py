"""The policy: which rule fires, and what it can never do."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.domain.check import CheckResult, Result
from kyc.domain.decision import Policy, confidence, decide, left_to_person, policy_from
from kyc.domain.lifecycle import State

DEFAULT = policy_from(tomllib.loads(resources.files("kyc.policy").joinpath("default.toml").read_text()))
CLEAN = (
    CheckResult("document_authenticity", Result.PASS, confidence=0.97),
    CheckResult("face_match", Result.PASS, confidence=0.95),
    CheckResult("face_liveness", Result.PASS, confidence=0.98),
    CheckResult("sanctions_screening", Result.CLEAR),
    CheckResult("pep_screening", Result.CLEAR),
)


def with_result(name: str, result: Result, *reasons: str) -> list[CheckResult]:
    return [replace(one, result=result, reasons=reasons) if one.name == name else one for one in CLEAN]


def test_five_clean_checks_are_approved() -> None:
    verdict = decide(DEFAULT, CLEAN)
    assert (verdict.outcome, verdict.rule, verdict.policy) == (State.APPROVED, "all_clean", "default-1")
    assert verdict.confidence == 0.95


def test_an_expired_document_is_rejected_with_its_reason() -> None:
    verdict = decide(DEFAULT, with_result("document_authenticity", Result.FAIL, "document_expired"))
    assert (verdict.outcome, verdict.reasons) == (State.REJECTED, ("document_expired",))


def test_another_persons_face_is_rejected() -> None:
    verdict = decide(DEFAULT, with_result("face_match", Result.FAIL, "face_mismatch"))
    assert (verdict.outcome, verdict.rule) == (State.REJECTED, "different_person")


def test_a_failed_liveness_alone_is_for_a_person() -> None:
    assert decide(DEFAULT, with_result("face_liveness", Result.FAIL)).outcome is State.MANUAL_REVIEW


@pytest.mark.parametrize("name", ["sanctions_screening", "pep_screening"])
@pytest.mark.parametrize("result", [Result.HIT, Result.REVIEW])
def test_a_screening_match_is_for_a_person(name: str, result: Result) -> None:
    assert decide(DEFAULT, with_result(name, result)).outcome is State.MANUAL_REVIEW


def test_a_screening_match_keeps_a_failed_document_from_being_rejected_by_a_machine() -> None:
    results = with_result("sanctions_screening", Result.HIT, "sanctions_hit")
    results[0] = replace(results[0], result=Result.FAIL, reasons=("document_expired",))
    assert decide(DEFAULT, results).outcome is State.MANUAL_REVIEW


@pytest.mark.parametrize("name", [one.name for one in CLEAN])
def test_whatever_did_not_run_is_for_a_person(name: str) -> None:
    verdict = decide(DEFAULT, with_result(name, Result.NOT_PERFORMED, "model_missing"))
    assert (verdict.outcome, verdict.reasons) == (State.MANUAL_REVIEW, ("model_missing",))


@pytest.mark.parametrize("left_out", range(len(CLEAN)))
def test_a_check_that_is_absent_is_no_pass(left_out: int) -> None:
    present = [one for index, one in enumerate(CLEAN) if index != left_out]
    assert decide(DEFAULT, present).outcome is State.MANUAL_REVIEW


results = st.lists(
    st.builds(CheckResult, st.sampled_from([one.name for one in CLEAN]), st.sampled_from(list(Result))), max_size=7
)


@given(results)
def test_only_five_clean_checks_are_ever_approved(found: Sequence[CheckResult]) -> None:
    clean = {one.name for one in found if one.result in (Result.PASS, Result.CLEAR)}
    if decide(DEFAULT, found).outcome is State.APPROVED:
        assert clean == set(DEFAULT.required)


@given(results)
def test_even_a_policy_that_approves_everything_cannot_approve_what_did_not_run(found: Sequence[CheckResult]) -> None:
    lax = policy_from(
        {"version": "lax", "required": list(DEFAULT.required), "rules": [{"name": "yes", "outcome": "approved"}]}
    )
    complete = {one.name for one in found if one.result in (Result.PASS, Result.CLEAR)} >= set(DEFAULT.required)
    assert (decide(lax, found).outcome is State.APPROVED) is complete


def test_without_a_rule_that_fires_a_person_decides() -> None:
    silent = Policy(
        "silent",
        (),
        policy_from(
            {
                "version": "1",
                "required": [],
                "rules": [{"name": "never", "outcome": "rejected", "reasons": ["unheard_of"]}],
            }
        ).rules,
    )
    assert decide(silent, CLEAN).rule == "no_rule"
    assert decide(silent, CLEAN).outcome is State.MANUAL_REVIEW


def test_reasons_of_failures_stand_first_and_once() -> None:
    found = with_result("face_match", Result.REVIEW, "face_uncertain", "portrait_too_small")
    found[2] = replace(found[2], result=Result.FAIL, reasons=("liveness_uncertain", "face_uncertain"))
    assert decide(DEFAULT, found).reasons == ("liveness_uncertain", "face_uncertain", "portrait_too_small")


def test_confidence_is_the_weakest_and_null_when_nothing_was_scored() -> None:
    assert confidence(CLEAN) == 0.95
    assert confidence([replace(one, confidence=None) for one in CLEAN]) is None


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "x", "outcome": "perhaps"},
        {"outcome": "approved"},
        {"name": "x", "outcome": "approved", "cheks": ["face_match"]},
    ],
)
def test_a_rule_with_a_mistake_is_refused_by_its_number(rule: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="rule 1"):
        policy_from({"version": "1", "required": [], "rules": [rule]})


def test_a_policy_without_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one rule"):
        policy_from({"version": "1", "required": [], "rules": []})


@pytest.mark.parametrize(
    "policy",
    [
        {"rules": [{"name": "x", "outcome": "approved"}], "required": []},
        {"rules": [{"name": "x", "outcome": "approved"}], "version": "1"},
        {"rules": [{"name": "x", "outcome": "approved"}], "version": "1", "required": "face_match"},
    ],
)
def test_a_policy_without_version_or_required_checks_is_refused(policy: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a version"):
        policy_from(policy)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"results": "fail"}, "results has to be a list"),
        ({"checks": "face_match"}, "checks has to be a list"),
        ({"reasons": "document_expired"}, "reasons has to be a list"),
        ({"results": ["passed"]}, "no check ever has the result"),
    ],
)
def test_a_rule_that_could_never_fire_is_refused(words: dict[str, object], said: str) -> None:
    rules = [{"name": "fine", "outcome": "rejected"}, {"name": "x", "outcome": "rejected", **words}]
    with pytest.raises(ValueError, match=f"rule 2: {said}"):
        policy_from({"version": "1", "required": [], "rules": rules})


def test_with_everything_each_chosen_check_has_to_agree() -> None:
    rule = {"name": "faces", "outcome": "rejected", "checks": ["face_match", "face_liveness"], "results": ["review"]}
    loose = policy_from({"version": "1", "required": [], "rules": [rule]})
    strict = policy_from({"version": "1", "required": [], "rules": [{**rule, "everything": True}]})
    one = with_result("face_match", Result.REVIEW)
    assert (decide(loose, one).rule, decide(strict, one).rule) == ("faces", "no_rule")


def test_a_rule_for_a_check_that_did_not_take_part_never_fires() -> None:
    rule = {"name": "chip", "outcome": "rejected", "checks": ["chip_authentication"], "everything": True}
    assert decide(policy_from({"version": "1", "required": [], "rules": [rule]}), CLEAN).rule == "no_rule"


@pytest.mark.parametrize("results", [CLEAN, with_result("document_authenticity", Result.FAIL, "document_expired")])
def test_where_a_person_is_wanted_no_machine_approves_or_rejects(results: Sequence[CheckResult]) -> None:
    machine = decide(DEFAULT, results)
    verdict = left_to_person(machine, ["consent_declined"])
    assert (verdict.outcome, verdict.rule) == (State.MANUAL_REVIEW, "person_wanted")
    assert verdict.reasons == ("consent_declined", *machine.reasons)
    assert left_to_person(machine, []) is machine
