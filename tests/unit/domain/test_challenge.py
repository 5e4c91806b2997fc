"""What is asked for, what may be said of it, and until when it is taken."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random, SystemRandom

import pytest

from kyc.domain.challenge import CAPTURE_S, UPLOAD_S, FrameMeasurement, Move, Outcome, Verdict, Window, random_moves
from kyc.domain.reasons import CATALOGUE

OPENED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(50))
def test_both_sides_and_one_more_move_are_always_asked_for(seed: int) -> None:
    moves = random_moves(Random(seed))
    assert len(moves) == 3
    assert {Move.LEFT, Move.RIGHT} < set(moves)


def test_every_order_comes_up_and_about_as_often() -> None:
    counted = Counter(random_moves(Random(seed)) for seed in range(2400))
    assert len(counted) == 12
    assert min(counted.values()) > 140


def test_the_system_s_own_dice_serve() -> None:
    assert {Move.LEFT, Move.RIGHT} < set(random_moves(SystemRandom()))


def test_the_last_moment_leaves_time_to_send() -> None:
    window = Window(OPENED, OPENED)
    assert window.closes == OPENED + timedelta(seconds=CAPTURE_S + UPLOAD_S)


def test_the_time_can_be_extended() -> None:
    usual, longer = Window(OPENED, OPENED), Window(OPENED, OPENED, capture_s=120)
    assert longer.closes - usual.closes == timedelta(seconds=120 - CAPTURE_S)


def test_elapsed_time_is_the_server_s() -> None:
    assert Window(OPENED, OPENED + timedelta(milliseconds=7500)).elapsed_s == 7.5


@pytest.mark.parametrize(
    ("reason", "verdict"),
    [
        ("passed", Verdict.PASSED),
        ("identity_uncertain", Verdict.REVIEW),
        ("identity_changed", Verdict.REFUSED),
        ("frames_out_of_order", Verdict.REFUSED),
        ("frames_duplicated", Verdict.REFUSED),
        ("frames_replayed", Verdict.REFUSED),
        ("several_people", Verdict.AGAIN),
        ("moves_not_followed", Verdict.AGAIN),
        ("moved_too_fast", Verdict.AGAIN),
        ("too_late", Verdict.AGAIN),
        ("face_lost", Verdict.AGAIN),
        ("frames_missing", Verdict.AGAIN),
        ("frames_too_many", Verdict.AGAIN),
    ],
)
def test_each_reason_has_its_verdict_and_its_words(reason: str, verdict: Verdict) -> None:
    assert Outcome(reason).verdict is verdict
    assert reason in CATALOGUE
    assert CATALOGUE[reason].retry


def test_a_look_without_people_says_nothing_of_a_face() -> None:
    nobody = FrameMeasurement(t_ms=1, sha256="0", people=0)
    assert (nobody.yaw, nobody.similarity, nobody.live_score) == (0, 0, None)
