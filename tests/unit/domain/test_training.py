"""What an answer of practice was worth, and how far a share of few can be trusted."""

from __future__ import annotations

import pytest

from kyc.domain.training import Outcome, Share, Truth, outcome


@pytest.mark.parametrize(
    ("truth", "said", "came"),
    [
        ("genuine", "genuine", "right"),
        ("lookalike", "lookalike", "right"),
        ("forged", "forged", "right"),
        ("lookalike", "genuine", "false_accept"),
        ("forged", "genuine", "false_accept"),
        ("genuine", "lookalike", "false_reject"),
        ("genuine", "forged", "false_reject"),
        ("lookalike", "forged", "other_reason"),
        ("forged", "lookalike", "other_reason"),
    ],
)
def test_an_answer_is_judged_by_what_it_would_have_done(truth: str, said: str, came: str) -> None:
    assert outcome(Truth(truth), Truth(said)) is Outcome(came)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 3, 0.0, 0.5615), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=1e-4)


def test_of_nothing_there_is_no_share() -> None:
    assert (Share(0, 0).rate, Share(0, 0).interval) == (None, None)
