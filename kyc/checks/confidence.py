"""One scale for the scores of any engine: where a score lies between the engine's own two limits."""

from __future__ import annotations

import math


def confidence(score: float, review_at: float, pass_at: float) -> float:
    """A logistic curve, rising from 0 to 1: 0.5 at the review limit and 0.9 at the pass limit.

    It is a common scale for comparing checks and sorting a queue, not a probability.
    """
    steepness = math.log(9) / (pass_at - review_at)
    exponent = min(max(-steepness * (score - review_at), -500.0), 500.0)
    return round(1 / (1 + math.exp(exponent)), 4)
