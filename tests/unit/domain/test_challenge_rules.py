"""Every rule of the liveness challenge by its name, on measurements as a good camera would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kyc.domain.challenge import (
    CLOSER,
    FEWEST_FRAMES,
    MOST_FRAMES,
    TURN,
    FaceLimits,
    FrameMeasurement,
    Move,
    Outcome,
    Verdict,
    Window,
)
from kyc.domain.challenge_rules import _RULES, followed, judge
from kyc.domain.reasons import CATALOGUE

SAME = FaceLimits(pass_at=0.42, review_at=0.25)
OPENED = datetime(2026, 1, 1, tzinfo=UTC)
LEFT_RIGHT_CENTRE = (Move.LEFT, Move.RIGHT, Move.CENTRE)
YAWS = (0, 18, 28, 14, 0, -17, -28, -12, 0, 1)


def measured(yaws: Sequence[float] = YAWS, pace_ms: int = 400, **others: Any) -> list[FrameMeasurement]:
    return [
        replace(FrameMeasurement(pace_ms * place, f"{place:064x}", 1, yaw, 0, 0.15, 0.8, 6.0), **others)
        for place, yaw in enumerate(yaws)
    ]


def window(seconds: float = 8, capture_s: float = 20) -> Window:
    return Window(OPENED, OPENED + timedelta(seconds=seconds), capture_s)


def judged(
    seen: Sequence[FrameMeasurement],
    moves: Sequence[Move] = LEFT_RIGHT_CENTRE,
    used: Sequence[str] = (),
    seconds: float = 8,
) -> Outcome:
    return judge(moves, seen, SAME, window(seconds), used)


def changed(place: int, **others: Any) -> list[FrameMeasurement]:
    """A good recording but for one frame."""
    seen = measured()
    seen[place] = replace(seen[place], **others)
    return seen


def test_the_moves_followed_in_their_order_pass() -> None:
    found = judged(measured())
    assert (found.reason, found.verdict) == ("passed", Verdict.PASSED)
    assert found.seen_ms == (400, 2000, 3200)


def test_the_outcome_tells_the_lowest_similarity_and_the_middle_passive_score() -> None:
    seen = measured()
    seen[0] = replace(seen[0], live_score=1.0)
    seen[8] = replace(seen[8], live_score=9.0, similarity=0.6)
    found = judged(seen)
    assert found.similarity == 0.6
    assert found.live_score == 6.0


def test_passive_scores_of_turned_heads_do_not_count() -> None:
    seen = [replace(frame, live_score=-9.0 if abs(frame.yaw) >= TURN else 5.0) for frame in measured()]
    assert judged(seen).live_score == 5.0


def test_looks_without_a_passive_score_give_none() -> None:
    assert judged(measured(live_score=None)).live_score is None


def test_the_other_order_is_not_what_was_asked_for() -> None:
    found = judged(measured(), moves=(Move.RIGHT, Move.LEFT, Move.CENTRE))
    assert found.reason == "moves_not_followed"
    assert found.seen_ms == (2000,)


def test_the_applicant_s_own_left_is_positive() -> None:
    assert len(followed((Move.LEFT,), measured((20,)))) == 1
    assert not followed((Move.RIGHT,), measured((20,)))
    assert len(followed((Move.RIGHT,), measured((-20,)))) == 1


@pytest.mark.parametrize(("yaw", "seen"), [(15.0, 1), (14.9, 0), (-15.0, 0)])
def test_a_head_is_turned_from_fifteen_degrees_on(yaw: float, seen: int) -> None:
    assert len(followed((Move.LEFT,), measured((yaw,)))) == seen


@pytest.mark.parametrize(("yaw", "seen"), [(7.9, 1), (-7.9, 1), (8.0, 0), (-8.0, 0)])
def test_the_centre_is_within_eight_degrees(yaw: float, seen: int) -> None:
    assert len(followed((Move.CENTRE,), measured((yaw,)))) == seen


def test_one_frame_shows_one_move_only() -> None:
    assert len(followed((Move.CENTRE, Move.CENTRE), measured((0,)))) == 1


def nearer(*distances: float) -> list[FrameMeasurement]:
    return [
        replace(frame, eye_distance=far) for frame, far in zip(measured([0] * len(distances)), distances, strict=True)
    ]


@pytest.mark.parametrize(("times", "seen"), [(CLOSER, 1), (CLOSER - 0.01, 0)])
def test_closer_is_a_quarter_more_between_the_eyes(times: float, seen: int) -> None:
    assert len(followed((Move.CLOSER,), nearer(0.16, 0.16 * times))) == seen


def test_closer_needs_a_straight_look_before() -> None:
    assert not followed((Move.CLOSER,), nearer(0.3))


def test_eyes_that_turning_brings_together_are_no_measure_of_closer() -> None:
    turned = replace(measured((25,))[0], eye_distance=0.1)
    assert not followed((Move.CLOSER,), [turned, *nearer(0.15)])


def test_closer_among_turns_passes() -> None:
    seen = [replace(frame, eye_distance=0.2 if place == 9 else 0.15) for place, frame in enumerate(measured())]
    assert judged(seen, moves=(Move.LEFT, Move.RIGHT, Move.CLOSER)).reason == "passed"


def test_a_still_picture_follows_nothing() -> None:
    found = judged(measured([0.4, -0.3] * 5))
    assert (found.reason, found.verdict, found.seen_ms) == ("moves_not_followed", Verdict.AGAIN, ())


def test_too_few_frames_are_told() -> None:
    assert judged(measured(YAWS[: FEWEST_FRAMES - 1])).reason == "frames_missing"


@pytest.mark.parametrize("number", [0, 1])
def test_no_frames_at_all_are_told_as_well(number: int) -> None:
    assert judged(measured(YAWS[:number])).reason == "frames_missing"


def test_the_fewest_frames_suffice() -> None:
    assert judged(measured((0, 18, 25, 0, -18, -25, -5, 0))).reason == "passed"


def test_too_many_frames_are_told() -> None:
    yaws = [*YAWS, *[0] * (MOST_FRAMES + 1 - len(YAWS))]
    assert judged(measured(yaws)).reason == "frames_too_many"
    assert judged(measured(yaws[:MOST_FRAMES])).reason == "passed"


def test_exchanged_times_are_out_of_order() -> None:
    found = judged(changed(4, t_ms=1100))
    assert (found.reason, found.verdict) == ("frames_out_of_order", Verdict.REFUSED)


def test_equal_times_are_out_of_order() -> None:
    assert judged(changed(4, t_ms=1200)).reason == "frames_out_of_order"


def test_more_time_in_the_frames_than_has_passed_here_is_out_of_order() -> None:
    assert judged(measured(), seconds=3.5).reason == "frames_out_of_order"
    assert judged(measured(), seconds=3.7).reason == "passed"


def test_frames_after_the_window_are_too_late() -> None:
    found = judged(measured(), seconds=36)
    assert (found.reason, found.verdict) == ("too_late", Verdict.AGAIN)
    assert judged(measured(), seconds=34).reason == "passed"


def test_a_capture_that_took_too_long_is_too_late() -> None:
    assert judged(measured(pace_ms=2300), seconds=30).reason == "too_late"


def test_who_asked_for_more_time_has_it() -> None:
    assert judge(LEFT_RIGHT_CENTRE, measured(pace_ms=2300), SAME, window(40, capture_s=60)).reason == "passed"


def test_a_frame_sent_twice_is_a_duplicate() -> None:
    found = judged(changed(4, sha256=f"{3:064x}"))
    assert (found.reason, found.verdict) == ("frames_duplicated", Verdict.REFUSED)


def test_a_frame_of_an_earlier_challenge_is_a_replay() -> None:
    found = judged(measured(), used=[f"{7:064x}"])
    assert (found.reason, found.verdict) == ("frames_replayed", Verdict.REFUSED)


def test_frames_of_other_challenges_are_no_matter() -> None:
    assert judged(measured(), used=[f"{99:064x}"]).reason == "passed"


def test_somebody_else_in_a_frame_is_a_changed_identity() -> None:
    found = judged(changed(5, similarity=0.1))
    assert (found.reason, found.verdict, found.similarity) == ("identity_changed", Verdict.REFUSED, 0.1)


def test_a_doubtful_resemblance_goes_to_a_person() -> None:
    found = judged(changed(5, similarity=0.3))
    assert (found.reason, found.verdict) == ("identity_uncertain", Verdict.REVIEW)


def test_doubt_does_not_excuse_moves_that_were_not_made() -> None:
    assert judged(measured([0] * 10, similarity=0.3)).reason == "moves_not_followed"


def test_a_head_turned_far_away_need_not_resemble_the_still() -> None:
    assert judged(changed(2, yaw=38, similarity=0.3)).reason == "passed"


def test_a_head_that_may_be_turned_far_away_need_not_either() -> None:
    assert judged(changed(3, away=36, similarity=0.3)).reason == "passed"
    assert judged(changed(3, away=29, similarity=0.3)).reason == "identity_uncertain"
    assert judged(changed(3, away=36, similarity=0.1)).reason == "identity_uncertain"


def test_a_stranger_s_head_turned_far_away_goes_to_a_person() -> None:
    assert judged(changed(2, yaw=38, similarity=0.1)).reason == "identity_uncertain"


def test_a_jump_of_the_head_is_too_fast() -> None:
    seen = measured()
    late = [replace(frame, t_ms=frame.t_ms - 330) if place >= 5 else frame for place, frame in enumerate(seen)]
    late[4] = replace(late[4], yaw=7)
    assert late[5].t_ms - late[4].t_ms == 70
    found = judged(late)
    assert (found.reason, found.verdict) == ("moved_too_fast", Verdict.AGAIN)


def test_unrest_of_the_measurement_is_no_jump() -> None:
    seen = measured((0, 18, 28, 14, 5, -4, -18, -28, 0, 1))
    seen = [replace(frame, t_ms=frame.t_ms - 390) if place >= 5 else frame for place, frame in enumerate(seen)]
    assert judged(seen).reason == "passed"


def test_a_face_may_be_lost_for_a_moment() -> None:
    assert judged(changed(3, people=0)).reason == "passed"


def test_a_face_that_is_hardly_ever_there_is_told() -> None:
    seen = [replace(frame, people=0) if place in (1, 3, 7) else frame for place, frame in enumerate(measured())]
    assert judged(seen).reason == "face_lost"


def test_a_lost_face_is_no_other_person() -> None:
    assert judged(changed(3, people=0, similarity=0.0, yaw=0.0)).reason == "passed"


def test_a_bystander_does_not_spoil_good_moves() -> None:
    assert judged(changed(4, people=2)).reason == "passed"


@pytest.mark.parametrize(
    "spoilt",
    [
        [replace(frame, yaw=0.0, people=2) for frame in measured()],
        changed(4, people=2, similarity=0.05),
        [replace(frame, people=0 if place < 4 else 2) for place, frame in enumerate(measured())],
    ],
    ids=["moves_not_followed", "identity_changed", "face_lost"],
)
def test_who_is_not_alone_is_asked_to_be_and_not_failed(spoilt: list[FrameMeasurement]) -> None:
    found = judged(spoilt)
    assert (found.reason, found.verdict) == ("several_people", Verdict.AGAIN)


def test_a_bystander_excuses_no_tampering() -> None:
    assert judged(changed(4, people=2, t_ms=1100)).reason == "frames_out_of_order"


def test_the_server_s_clock_is_asked_first() -> None:
    assert judged([], seconds=60).reason == "too_late"


def test_every_reason_of_the_rules_is_in_the_catalogue() -> None:
    assert {reason for reason, _ in _RULES} | {"passed", "several_people"} <= set(CATALOGUE)
