"""The active liveness challenge: the moves that are asked for, what a frame showed, and what may come of it.

Sides are the applicant's own: in the camera's picture as it comes, not mirrored, a head that turns to its own left
turns towards the right edge. Angles are degrees; yaw is positive to the applicant's own left, pitch positive upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

FEWEST_FRAMES, MOST_FRAMES = 8, 15
TURN = 15.0
"""A head is turned from here on; the person is asked for about 30 (drawn turns of 25 measure 26, give or take 4)."""
CENTRE = 8.0
CLOSER = 1.25
"""Times the eye distance that a straight look had before."""
FASTEST = 300.0
"""Degrees a second between two frames: a quick turn of the head stays below."""
JUMP = 10.0
"""Degrees; less is the measurement's own unrest, whatever the time between two frames."""
COMPARABLE = 30.0
"""Yaw up to which a face must resemble its frontal still: up to here every similarity measured was 0.45 or more, at 40
degrees one in twenty fell below 0.25."""
CAPTURE_S, UPLOAD_S = 20.0, 15.0


class Move(StrEnum):
    """What the applicant is asked to do, the sides as the applicant knows them."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"
    CLOSER = "closer"


class Verdict(StrEnum):
    """What follows from an outcome: nothing more, another go, a look by a person, or a refusal."""

    PASSED = "passed"
    AGAIN = "again"
    REVIEW = "review"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Look:
    """What one frame showed; `people` is how many faces were found, and without any only the first three hold.

    `t_ms` is the browser's own time of the frame, `sha256` that of its bytes, `eye_distance` a share of the longer
    side of the frame, `similarity` that of the face with the still selfie, `live_score` passive liveness. Where yaw is
    measured twice it is what both say at least, and `away` how far the head may be turned at most, to either side.
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
class SameFace:
    """The similarity from which two pictures show one person, and the one below which they do not."""

    pass_at: float
    review_at: float


@dataclass(frozen=True, slots=True)
class Window:
    """The server's own clock: when the challenge was given out and when its frames were here.

    `capture_s` is the time for the moves; it may be longer than `CAPTURE_S` for who asks for it (WCAG 2.2.1).
    """

    opened: datetime
    received: datetime
    capture_s: float = CAPTURE_S

    @property
    def elapsed_s(self) -> float:
        return (self.received - self.opened).total_seconds()

    @property
    def closes(self) -> datetime:
        """The last moment at which frames are taken: the capture, and time to send it."""
        return self.opened + timedelta(seconds=self.capture_s + UPLOAD_S)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The judgement: `reason` is a code of the catalogue, `seen_ms` when each move was seen, as far as it went.

    `similarity` is the lowest of the comparable frames, `live_score` the median passive score of the straight looks.
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
    """Left and right and one more, in any order; `dice` is `random.SystemRandom()` outside of tests."""
    return tuple(dice.sample([Move.LEFT, Move.RIGHT, dice.choice([Move.CENTRE, Move.CLOSER])], 3))
