"""Practice for reviewers: what a case for training may be, what an answer was worth, and how sure a share of few is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Truth(StrEnum):
    """What a case for training is, and what a reviewer may say of it."""

    GENUINE = "genuine"
    LOOKALIKE = "lookalike"
    FORGED = "forged"


class Outcome(StrEnum):
    """What an answer was worth; the other reason is right as a decision and wrong as a reason."""

    RIGHT = "right"
    OTHER_REASON = "other_reason"
    FALSE_ACCEPT = "false_accept"
    FALSE_REJECT = "false_reject"


def outcome(truth: Truth, said: Truth) -> Outcome:
    """Of an answer to a case whose truth is known."""
    if said is truth:
        return Outcome.RIGHT
    if said is Truth.GENUINE:
        return Outcome.FALSE_ACCEPT
    return Outcome.FALSE_REJECT if truth is Truth.GENUINE else Outcome.OTHER_REASON


@dataclass(frozen=True, slots=True)
class Share:
    """So many of all, and the 95 % interval (from 0 to 1) in which the rate behind it lies; None of nothing."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's (1927), which holds for few and for none: of 0 in 3 the rate may be as high as 56 %."""
        if self.rate is None:
            return None
        spread = _Z**2 / self.whole
        middle = self.rate + spread / 2
        reach = math.sqrt(self.rate * (1 - self.rate) * spread + spread**2 / 4)
        low, high = ((middle + side * reach) / (1 + spread) for side in (-1, 1))
        return max(0.0, low), min(1.0, high)


_Z = 1.959964
