"""Practice for reviewers: the truth of a training case, how an answer is scored, and how certain a small share is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """What a training case is, and what a reviewer may answer."""

    GENUINE = "genuine"
    LOOKALIKE = "lookalike"
    FORGED = "forged"


class Outcome(StrEnum):
    """The score of an answer; a right decision with a wrong reason has an outcome of its own."""

    RIGHT = "right"
    OTHER_REASON = "other_reason"
    FALSE_ACCEPT = "false_accept"
    FALSE_REJECT = "false_reject"


def outcome(truth: Truth, said: Truth) -> Outcome:
    """The score of an answer to a case whose truth is known."""
    if said is truth:
        return Outcome.RIGHT
    if said is Truth.GENUINE:
        return Outcome.FALSE_ACCEPT
    return Outcome.FALSE_REJECT if truth is Truth.GENUINE else Outcome.OTHER_REASON


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a total, with the 95 % confidence interval (0 to 1) of the rate behind it; None of nothing."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval (1927), valid for small counts and for zero: after 0 of 3 the rate may reach 56 %."""
        if self.rate is None:
            return None
        spread = _Z**2 / self.whole
        middle = self.rate + spread / 2
        reach = math.sqrt(self.rate * (1 - self.rate) * spread + spread**2 / 4)
        low, high = ((middle + side * reach) / (1 + spread) for side in (-1, 1))
        return max(0.0, low), min(1.0, high)


_Z = 1.959964
