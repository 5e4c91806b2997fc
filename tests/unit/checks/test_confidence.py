"""Scores of any engine on one scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.checks.confidence import confidence


@pytest.mark.parametrize(("review_at", "pass_at"), [(0.25, 0.42), (0.0, 4.0), (-3.0, -1.0)])
def test_the_limits_are_a_half_and_nine_tenths(review_at: float, pass_at: float) -> None:
    assert confidence(review_at, review_at, pass_at) == 0.5
    assert confidence(pass_at, review_at, pass_at) == 0.9


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_higher_score_never_gives_less(score: float, more: float) -> None:
    assert 0 <= confidence(score, 0.25, 0.42) <= confidence(score + more, 0.25, 0.42) <= 1


def test_scores_far_out_reach_the_ends() -> None:
    assert (confidence(-1e300, 0.0, 4.0), confidence(1e300, 0.0, 4.0)) == (0.0, 1.0)
