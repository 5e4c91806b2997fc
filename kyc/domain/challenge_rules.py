"""The rules of the liveness challenge: whether the frames show one person making the moves, in order and in time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from kyc.domain.challenge import (
    CENTRE,
    CLOSER,
    FASTEST,
    FEWEST_FRAMES,
    JUMP,
    MOST_FRAMES,
    TURN,
    FaceLimits,
    FrameMeasurement,
    Move,
    Outcome,
    Window,
)


@dataclass(frozen=True, slots=True)
class _Capture:
    """What the rules judge by; `shown` are the frames with a face."""

    moves: Sequence[Move]
    frames: Sequence[FrameMeasurement]
    limits: FaceLimits
    window: Window
    used: Collection[str]
    shown: Sequence[FrameMeasurement] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", [frame for frame in self.frames if frame.people])


def judge(
    moves: Sequence[Move],
    frames: Sequence[FrameMeasurement],
    limits: FaceLimits,
    window: Window,
    used: Collection[str] = (),
) -> Outcome:
    """The first rule that is broken, or `passed`; `used` are the SHA-256 digests of frames of earlier challenges.

    Where a second face was seen, which may be why the moves were not, the applicant is asked to be alone instead.
    """
    capture = _Capture(moves, frames, limits, window, used)
    reason = next((reason for reason, broken in _RULES if broken(capture)), "passed")
    if reason in _EXCUSED and any(frame.people > 1 for frame in frames):
        reason = "several_people"
    near = [frame.similarity for frame in capture.shown if frame.comparable]
    frontal = [frame.live_score for frame in capture.shown if abs(frame.yaw) < TURN and frame.live_score is not None]
    seen = tuple(frame.t_ms for frame in followed(moves, capture.shown))
    return Outcome(reason, seen, min(near, default=None), median(frontal) if frontal else None)


def followed(moves: Sequence[Move], frames: Sequence[FrameMeasurement]) -> list[FrameMeasurement]:
    """The first frame that shows the first move, the next one after it that shows the second, and so on."""
    found: list[FrameMeasurement] = []
    nearest: float | None = None
    for frame in frames:
        if len(found) < len(moves) and _shows(moves[len(found)], frame, nearest):
            found.append(frame)
        if abs(frame.yaw) < TURN:
            nearest = min(nearest or frame.eye_distance, frame.eye_distance)
    return found


def _shows(move: Move, frame: FrameMeasurement, before: float | None) -> bool:
    """Closer is judged in frontal frames alone, because turning the head narrows the distance between the eyes."""
    if move is Move.CLOSER:
        return before is not None and abs(frame.yaw) < TURN and frame.eye_distance >= CLOSER * before
    if move is Move.CENTRE:
        return abs(frame.yaw) < CENTRE
    return frame.yaw >= TURN if move is Move.LEFT else frame.yaw <= -TURN


def _too_late(capture: _Capture) -> bool:
    return capture.window.received > capture.window.closes


def _too_long(capture: _Capture) -> bool:
    return capture.frames[-1].t_ms - capture.frames[0].t_ms > 1000 * capture.window.capture_s


def _out_of_order(capture: _Capture) -> bool:
    """Times that do not increase, or that span longer than the challenge has been open."""
    times = [frame.t_ms for frame in capture.frames]
    return any(later <= earlier for earlier, later in pairwise(times)) or (
        times[-1] - times[0] > 1000 * capture.window.elapsed_s
    )


def _duplicated(capture: _Capture) -> bool:
    return len({frame.sha256 for frame in capture.frames}) < len(capture.frames)


def _replayed(capture: _Capture) -> bool:
    return any(frame.sha256 in capture.used for frame in capture.frames)


def _changed(capture: _Capture) -> bool:
    return any(frame.similarity < capture.limits.review_at and frame.comparable for frame in capture.shown)


def _uncertain(capture: _Capture) -> bool:
    """Similarity between the limits, or below both in a frame where the head is turned too far to be sure."""
    return any(
        frame.similarity < (capture.limits.pass_at if frame.comparable else capture.limits.review_at)
        for frame in capture.shown
    )


def _too_fast(capture: _Capture) -> bool:
    steps = [(abs(b.yaw - a.yaw), (b.t_ms - a.t_ms) / 1000) for a, b in pairwise(capture.shown)]
    return any(turned > JUMP and turned > FASTEST * seconds for turned, seconds in steps)


def _not_followed(capture: _Capture) -> bool:
    return len(followed(capture.moves, capture.shown)) < len(capture.moves)


_RULES: tuple[tuple[str, Callable[[_Capture], bool]], ...] = (
    ("too_late", _too_late),
    ("frames_missing", lambda capture: len(capture.frames) < FEWEST_FRAMES),
    ("frames_too_many", lambda capture: len(capture.frames) > MOST_FRAMES),
    ("frames_out_of_order", _out_of_order),
    ("too_late", _too_long),
    ("frames_duplicated", _duplicated),
    ("frames_replayed", _replayed),
    ("face_lost", lambda capture: len(capture.shown) < FEWEST_FRAMES),
    ("identity_changed", _changed),
    ("moved_too_fast", _too_fast),
    ("moves_not_followed", _not_followed),
    ("identity_uncertain", _uncertain),
)
"""Reasons and their rules in the order they are checked: timing first, the moves and the face last."""

_EXCUSED = frozenset({"face_lost", "identity_changed", "moved_too_fast", "moves_not_followed"})
