"""The active liveness challenge (challenge-response in ISO/IEC 30107-3): its moves, measurements and outcomes.

Sides are the applicant's own: in the camera's picture, not mirrored, a head that turns to its own left turns towards
the right edge. Angles are degrees; yaw is positive to the applicant's own left, pitch positive upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

FEWEST_FRAMES, MOST_FRAMES = 8, 15
TURN = 15.0
"""A head counts as turned from here on; people are asked for about 30 (drawn turns of 25 measure 26 ± 4)."""
CENTRE = 8.0
CLOSER = 1.25
"""Times the eye distance of an earlier frontal frame."""
FASTEST = 300.0
"""Degrees per second between two frames: even a quick turn of the head stays below."""
JUMP = 10.0
"""Degrees; a smaller change is measurement noise, whatever the time between two frames."""
COMPARABLE = 30.0
"""Yaw up to which a face must resemble its frontal still: up to here every measured similarity was 0.45 or more; at
40 degrees one in twenty fell below 0.25."""
CAPTURE_S, UPLOAD_S = 20.0, 15.0


class Move(StrEnum):
    """What the applicant is asked to do, the sides as the applicant knows them."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"
    CLOSER = "closer"


class Verdict(StrEnum):
    """What follows from an outcome: nothing more, another attempt, a review by a person, or a refusal."""

    PASSED = "passed"
    AGAIN = "again"
    REVIEW = "review"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FrameMeasurement:
    """What one frame shows; `people` is how many faces were found, and where it is 0 the fields after it mean nothing.

    `t_ms` is the frame's time by the browser's clock, `sha256` the digest of its bytes, `eye_distance` a share of the
    longer side of the frame, `similarity` that of the face to the still selfie, `live_score` passive liveness. Where
    yaw is measured in two ways, `yaw` is the smaller turn, 0 where they contradict each other, and `away` the larger.
    """

    t_ms: int
    sha256: str
    people: int
    yaw: float = 0.0
    pitch: float = 0.0
    eye_distance: float = 0.0
    similarity: float = 0.0
    live_score: float | None = None
    away: float = 0.0

    @property
    def comparable(self) -> bool:
        """Whether the face must resemble its frontal still."""
        return max(abs(self.yaw), self.away) <= COMPARABLE


@dataclass(frozen=True, slots=True)
class FaceLimits:
    """From a similarity of `pass_at` on two faces are one person's, below `review_at` they are not."""

    pass_at: float
    review_at: float


@dataclass(frozen=True, slots=True)
class Window:
    """When the challenge was given out and when its frames arrived, by the server's clock.

    `capture_s` is the time for the moves; longer than `CAPTURE_S` where the applicant asked for more (WCAG 2.2.1).
    """

    opened: datetime
    received: datetime
    capture_s: float = CAPTURE_S

    @property
    def elapsed_s(self) -> float:
        return (self.received - self.opened).total_seconds()

    @property
    def closes(self) -> datetime:
        """The last moment at which frames are accepted: after the capture, and time to upload it."""
        return self.opened + timedelta(seconds=self.capture_s + UPLOAD_S)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judgement: `reason` is a code of the catalogue, `seen_ms` the time of each move that was seen.

    `similarity` is the lowest of the comparable frames, `live_score` the median passive score of the frontal ones.
    """

    reason: str
    seen_ms: tuple[int, ...] = ()
    similarity: float | None = None
    live_score: float | None = None

    @property
    def verdict(self) -> Verdict:
        return _VERDICTS.get(self.reason, Verdict.AGAIN)


_VERDICTS = {
    "passed": Verdict.PASSED,
    "identity_uncertain": Verdict.REVIEW,
    "identity_changed": Verdict.REFUSED,
    "frames_out_of_order": Verdict.REFUSED,
    "frames_duplicated": Verdict.REFUSED,
    "frames_replayed": Verdict.REFUSED,
}


def random_moves(dice: Random) -> tuple[Move, ...]:
    """Left, right and one more, in random order; `dice` is `random.SystemRandom()` outside of tests."""
    return tuple(dice.sample([Move.LEFT, Move.RIGHT, dice.choice([Move.CENTRE, Move.CLOSER])], 3))
