"""Where challenges stand: what is left, what is met, and what the checks get to know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kyc.domain.challenge import Verdict
from kyc.domain.evidence import ChallengeResult, Engine, NotMeasured
from kyc.domain.reasons import CATALOGUE
from kyc.models import LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.verification import challenge_state
from kyc.services.verification.challenge_state import (
    UNMEASURED,
    attempts_left,
    ended,
    evidence_of,
    met,
    next_step,
    retake,
    standing,
    verdict_of,
)

NOW = utcnow()
STILL = Selfie(id="self_1")
ACTIVE = Verification(id="sess_1", liveness_type="active", max_retries=3)
PASSIVE = Verification(id="sess_2", liveness_type="passive", max_retries=3)


def challenge(reason: str | None = None, **more: Any) -> LivenessChallenge:
    """One that was just opened, or answered with this still where it has a reason."""
    answered = {"received_at": NOW, "selfie_id": "self_1"} if reason else {}
    usual = {"opened_at": NOW, "capture_s": 20.0, "moves": ["left", "right", "centre"], "frames": [], "seen_ms": []}
    return LivenessChallenge(**{**usual, **answered, "reason": reason, **more})


def received(**more: Any) -> LivenessChallenge:
    return challenge(received_at=NOW, selfie_id="self_1", **more)


def asked(reason: str | None = None) -> LivenessChallenge:
    return challenge(reason, alternative_at=NOW)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (challenge(), None),
        (received(), None),
        (challenge("passed"), "passed"),
        (challenge("face_lost"), "face_lost"),
        (asked(), "alternative_asked"),
        (challenge(replaced_at=NOW), "challenge_used"),
        (challenge(opened_at=NOW - timedelta(seconds=36)), "too_late"),
        (challenge(opened_at=NOW - timedelta(seconds=36), capture_s=40.0), None),
        (received(opened_at=NOW - timedelta(hours=1)), None),
    ],
)
def test_a_challenge_has_ended_or_not(found: LivenessChallenge, why: str | None) -> None:
    assert ended(found, NOW) == why


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ([], 3),
        ([challenge("face_lost")], 2),
        ([challenge("identity_changed"), challenge("too_late")], 1),
        ([challenge("face_lost")] * 3, 0),
        ([challenge("passed"), challenge("identity_uncertain"), challenge("model_missing"), received()], 2),
        ([challenge(replaced_at=NOW)] * 3, 3),
        ([challenge(replaced_at=NOW)] * 5, 1),
        ([challenge(replaced_at=NOW)] * 7, 0),
    ],
)
def test_only_what_was_answered_and_not_followed_is_an_attempt(found: list[LivenessChallenge], left: int) -> None:
    assert attempts_left(ACTIVE, found) == left


def test_where_no_retry_is_allowed_the_first_try_is_still_free() -> None:
    strict = Verification(id="sess_3", liveness_type="active", max_retries=0)
    assert attempts_left(strict, []) == 1
    assert attempts_left(strict, [challenge("face_lost")]) == 0


@pytest.mark.parametrize("reason", ["passed", "identity_uncertain", *sorted(UNMEASURED)])
def test_what_passed_and_what_a_person_has_to_see_asks_nothing_more(reason: str) -> None:
    assert met(ACTIVE, [challenge("face_lost"), challenge(reason)], STILL)


@pytest.mark.parametrize(
    "found",
    [
        [],
        [challenge()],
        [received()],
        [challenge("face_lost")],
        [challenge("passed"), challenge("identity_changed")],
        [challenge("passed", selfie_id="self_other")],
        [challenge("face_lost"), challenge("face_lost"), received()],
    ],
)
def test_anything_else_leaves_the_requirement_open(found: list[LivenessChallenge]) -> None:
    assert not met(ACTIVE, found, STILL)


def test_a_pass_without_its_still_counts_for_nothing() -> None:
    assert not met(ACTIVE, [challenge("passed")], None)


def test_a_new_challenge_that_nobody_answers_takes_no_pass_away() -> None:
    assert met(ACTIVE, [challenge("passed"), challenge()], STILL)


def test_who_asked_for_a_person_is_asked_for_nothing_more() -> None:
    assert met(ACTIVE, [asked(), challenge("face_lost"), challenge()], None)


def test_with_no_attempt_left_it_goes_to_a_person_but_not_before_the_last_is_judged() -> None:
    lost = [challenge("face_lost")] * 3
    assert met(ACTIVE, lost, None)
    assert not met(Verification(liveness_type="active", max_retries=1), [challenge("face_lost"), received()], STILL)


def test_passive_liveness_asks_for_no_challenge() -> None:
    assert met(PASSIVE, [], None)
    assert evidence_of(PASSIVE, [challenge("passed")], "self_1") is None


@pytest.mark.parametrize(
    ("one", "is_met", "step"),
    [
        (challenge(), False, "capture"),
        (received(), False, "wait"),
        (challenge("face_lost"), False, "again"),
        (challenge(replaced_at=NOW), False, "again"),
        (challenge("passed"), True, "continue"),
        (challenge("face_lost"), True, "continue"),
    ],
)
def test_there_is_always_a_next_step(one: LivenessChallenge, is_met: bool, step: str) -> None:
    assert next_step(met=is_met, challenge=one, now=NOW) == step


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([], "challenge_missing"),
        ([challenge()], "too_many_attempts"),
        ([received()], "processing_error"),
        ([challenge("model_missing")], "model_missing"),
        ([challenge("passed", selfie_id="self_other")], "challenge_other_selfie"),
        ([asked()], "alternative_asked"),
        ([asked("passed")], "alternative_asked"),
        ([asked(), challenge("face_lost")], "alternative_asked"),
        ([challenge("passed"), asked()], "alternative_asked"),
    ],
)
def test_what_does_not_count_is_not_measured_for_a_reason(found: list[LivenessChallenge], reason: str) -> None:
    assert evidence_of(ACTIVE, found, "self_1") == NotMeasured(reason)
    assert reason in CATALOGUE


def test_what_was_judged_comes_with_its_measures() -> None:
    measured = {"similarity": 0.8, "live_score": 5.0, "pass_at": 0.42, "review_at": 0.25}
    one = challenge("passed", **measured, seen_ms=[1, 2, 3], engine="eyes", engine_version="1", judged_at=NOW)
    found = evidence_of(ACTIVE, [challenge("face_lost"), one], "self_1")
    assert isinstance(found, ChallengeResult)
    assert (found.outcome.reason, found.outcome.seen_ms, found.outcome.similarity) == ("passed", (1, 2, 3), 0.8)
    assert found.limits
    assert (found.limits.pass_at, found.engine, found.at) == (0.42, Engine("eyes", "1"), NOW)


def test_who_asked_for_a_person_and_then_passed_has_passed() -> None:
    found = evidence_of(ACTIVE, [asked(), challenge("passed")], "self_1")
    assert isinstance(found, ChallengeResult)


def test_what_was_refused_unseen_has_no_measures() -> None:
    found = evidence_of(ACTIVE, [challenge("frames_replayed", selfie_id=None)], "self_1")
    assert isinstance(found, ChallengeResult)
    assert (found.outcome.verdict, found.limits, found.engine) == (Verdict.REFUSED, None, None)


def test_our_own_faults_and_the_other_way_are_for_a_person() -> None:
    assert {verdict_of(reason) for reason in (*UNMEASURED, "alternative_asked")} == {Verdict.REVIEW}
    assert (verdict_of("passed"), verdict_of("face_lost")) == (Verdict.PASSED, Verdict.AGAIN)
    assert set(CATALOGUE) >= UNMEASURED


def test_nothing_is_asked_of_the_database_for_no_verification() -> None:
    assert challenge_state.all_of(None, []) == ()  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("found", "stands"),
    [
        ([], "open"),
        ([challenge("face_lost")], "open"),
        ([challenge("passed", selfie_id="self_other")], "open"),
        ([challenge("passed")], "passed"),
        ([asked(), challenge("passed")], "passed"),
        ([challenge("passed"), challenge()], "passed"),
        ([challenge("identity_uncertain")], "person"),
        ([challenge("model_missing")], "person"),
        ([asked("passed")], "person"),
        ([challenge("face_lost")] * 2 + [asked("face_lost")], "person"),
        ([challenge("face_lost")] * 3, "used_up"),
        ([challenge(replaced_at=NOW)] * 6, "used_up"),
        ([challenge(replaced_at=NOW)] * 5 + [received()], "open"),
    ],
)
def test_why_nothing_more_is_asked_has_one_word(found: list[LivenessChallenge], stands: str) -> None:
    assert standing(ACTIVE, found, STILL) == stands
    assert met(ACTIVE, found, STILL) is (stands != "open")


@pytest.mark.parametrize(
    ("found", "where"),
    [
        ([challenge("passed")], "liveness"),
        ([challenge("face_lost"), challenge("identity_uncertain")], "liveness"),
        ([asked(), challenge("passed")], "liveness"),
        ([challenge(replaced_at=NOW)] * 5 + [challenge("passed")], None),
        ([asked()], "selfie"),
        ([challenge("face_lost"), asked("face_lost")], "selfie"),
        ([asked("passed")], "selfie"),
        ([challenge("face_lost")] * 3, "selfie"),
        ([], "selfie"),
    ],
)
def test_another_selfie_is_taken_where_nothing_is_lost(found: list[LivenessChallenge], where: str | None) -> None:
    assert retake(ACTIVE, found, STILL) == where
