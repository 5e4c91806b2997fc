"""The rules of the liveness challenge: whether a row of frames shows the moves, made by one live person in time."""

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
    Look,
    Move,
    Outcome,
    SameFace,
    Window,
)


@dataclass(frozen=True, slots=True)
class _Capture:
    """All that the rules look at."""

    moves: Sequence[Move]
    looks: Sequence[Look]
    same: SameFace
    window: Window
    used: Collection[str]
    shown: Sequence[Look] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shown", [look for look in self.looks if look.people])


def judge(
    moves: Sequence[Move], looks: Sequence[Look], same: SameFace, window: Window, used: Collection[str] = ()
) -> Outcome:
    """The first rule that is broken, or `passed`; `used` are the SHA-256 of frames of earlier challenges.

    Who is not alone is asked to be, and never failed, where the other person may be why the moves were not seen.
    """
    capture = _Capture(moves, looks, same, window, used)
    reason = next((reason for reason, broken in _RULES if broken(capture)), "passed")
    if reason in _EXCUSED and any(look.people > 1 for look in looks):
        reason = "several_people"
    near = [look.similarity for look in capture.shown if look.comparable]
    straight = [look.live_score for look in capture.shown if abs(look.yaw) < TURN and look.live_score is not None]
    seen = tuple(look.t_ms for look in followed(moves, capture.shown))
    return Outcome(reason, seen, min(near, default=None), median(straight) if straight else None)


def followed(moves: Sequence[Move], looks: Sequence[Look]) -> list[Look]:
    """The frame that shows the first move, a later one that shows the second, and so on as far as they go."""
    found: list[Look] = []
    nearest: float | None = None
    for look in looks:
        if len(found) < len(moves) and _shows(moves[len(found)], look, nearest):
            found.append(look)
        if abs(look.yaw) < TURN:
            nearest = min(nearest or look.eye_distance, look.eye_distance)
    return found


def _shows(move: Move, look: Look, before: float | None) -> bool:
    """Closer is judged in straight looks alone, because turning brings the eyes together in the picture."""
    if move is Move.CLOSER:
        return before is not None and abs(look.yaw) < TURN and look.eye_distance >= CLOSER * before
    if move is Move.CENTRE:
        return abs(look.yaw) < CENTRE
    return look.yaw >= TURN if move is Move.LEFT else look.yaw <= -TURN


def _too_late(capture: _Capture) -> bool:
    return capture.window.received > capture.window.closes


def _too_long(capture: _Capture) -> bool:
    return capture.looks[-1].t_ms - capture.looks[0].t_ms > 1000 * capture.window.capture_s


def _out_of_order(capture: _Capture) -> bool:
    """Times that do not increase, or that tell of more time than the challenge has been open."""
    times = [look.t_ms for look in capture.looks]
    return any(later <= earlier for earlier, later in pairwise(times)) or (
        times[-1] - times[0] > 1000 * capture.window.elapsed_s
    )


def _duplicated(capture: _Capture) -> bool:
    return len({look.sha256 for look in capture.looks}) < len(capture.looks)


def _replayed(capture: _Capture) -> bool:
    return any(look.sha256 in capture.used for look in capture.looks)


def _changed(capture: _Capture) -> bool:
    return any(look.similarity < capture.same.review_at and look.comparable for look in capture.shown)


def _uncertain(capture: _Capture) -> bool:
    """Between the limits, or a stranger in a frame that is turned too far to be sure of it."""
    return any(
        look.similarity < (capture.same.pass_at if look.comparable else capture.same.review_at)
        for look in capture.shown
    )


def _too_fast(capture: _Capture) -> bool:
    steps = [(abs(b.yaw - a.yaw), (b.t_ms - a.t_ms) / 1000) for a, b in pairwise(capture.shown)]
    return any(turned > JUMP and turned > FASTEST * seconds for turned, seconds in steps)


def _not_followed(capture: _Capture) -> bool:
    return len(followed(capture.moves, capture.shown)) < len(capture.moves)


_RULES: tuple[tuple[str, Callable[[_Capture], bool]], ...] = (
    ("too_late", _too_late),
    ("frames_missing", lambda capture: len(capture.looks) < FEWEST_FRAMES),
    ("frames_too_many", lambda capture: len(capture.looks) > MOST_FRAMES),
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
"""Reasons and their rules, in the order in which they are told: the server's own clock first, the moves last."""

_EXCUSED = frozenset({"face_lost", "identity_changed", "moved_too_fast", "moves_not_followed"})
