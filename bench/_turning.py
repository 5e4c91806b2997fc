"""Series of frames for the liveness challenge: people who turn, drawn from photographs, and attacks of many kinds.

The turns are drawn with the relief of `kyc/demo/turning.py`, the attacks by the geometry of `_held.py`; neither uses
the models of the judge, but its detector locates the eyes. Both are drawings: they show how the judge measures, not how
people move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import cv2
import numpy as np

from bench._held import Hold, held
from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import decode
from kyc.demo.turning import Head, Pixels, steps
from kyc.domain.challenge import Move, Outcome, Window, random_moves
from kyc.domain.challenge_rules import judge
from kyc.domain.ports import ChallengeEngine, Frame, MeasuredFrames

FRAMES, PACE_MS = 12, 450
STRAIGHT, LEAST_EYES = 0.07, 32.0
"""For a usable photograph: the nose's distance from the middle, in eye distances; pixels between the eyes."""
EYES, AROUND = 72.0, 0.6
"""Pixels between the eyes of a photograph cropped to the head, and how much margin is left around the face's box."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A person who looks straight ahead, and where the face is; `person` identifies people by folder and name."""

    person: str
    pixels: Pixels
    face: Face


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer to a challenge; `person` is the one in the photograph it was drawn from."""

    kind: str
    person: str
    moves: tuple[Move, ...]
    still: bytes
    frames: tuple[Frame, ...]


def straight(paths: Sequence[Path], detector: Detector) -> Iterator[Photo]:
    """The photographs with a single person who looks straight ahead, cropped to the head and scaled to one size."""
    for path in paths:
        picture = decode(path.read_bytes())
        faces = detector.find(picture)
        if len(faces) == 1 and faces[0].eye_distance >= LEAST_EYES and _off_centre(faces[0]) < STRAIGHT:
            cut = _cut(picture, faces[0])
            if again := detector.find(cut):
                yield Photo(f"{path.parent.name} {path.stem.split('_')[0]}", cut, again[0])


def _cut(picture: Pixels, face: Face) -> Pixels:
    left, top, width, height = face.box
    rows = slice(max(0, round(top - AROUND * height)), round(top + (1 + AROUND) * height))
    head = picture[rows, max(0, round(left - AROUND * width)) : round(left + (1 + AROUND) * width)]
    scale = EYES / face.eye_distance
    return np.asarray(cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _off_centre(face: Face) -> float:
    """How far the tip of the nose is from the line between the middles of eyes and mouth, in eye distances."""
    points = face.landmarks.astype(np.float64)
    eyes, mouth, across = points[:2].mean(0), points[3:].mean(0), points[1] - points[0]
    share = (points[2] - eyes) @ (mouth - eyes) / ((mouth - eyes) @ (mouth - eyes))
    return abs(float((points[2] - eyes - share * (mouth - eyes)) @ across / (across @ across)))


def turning(photo: Photo, dice: Random) -> Recording:
    """A person who follows the moves, turning 25 to 35 degrees."""
    moves = random_moves(dice)
    left, right = photo.face.landmarks[:2].tolist()
    head = Head(photo.pixels, (tuple(left), tuple(right)))
    views = (head.view(yaw, closer) for yaw, closer in steps(moves, FRAMES, dice.uniform(25, 35)))
    return Recording("turn", photo.person, moves, _jpeg(photo.pixels, dice), _frames(views, dice))


def holding(photo: Photo, kind: str, dice: Random) -> Recording:
    """A person's photograph, held up and moved as its kind says, as if following the moves."""
    moves, way = random_moves(dice), _WAYS[kind](dice)
    holds = (_following(way, yaw, nearer, dice) for yaw, nearer in steps(moves, FRAMES, way.yaw))
    sheet, still = photo.pixels, held(photo.pixels, Hold(distance=way.distance))
    return Recording(
        kind, photo.person, moves, _jpeg(still, dice), _frames((held(sheet, hold) for hold in holds), dice)
    )


def photographed(paths: Sequence[Path], dice: Random) -> Iterator[Recording]:
    """Photographs of prints as they were taken, in order, twelve to a recording."""
    for start in range(0, len(paths) - FRAMES + 1, FRAMES):
        frames = [path.read_bytes() for path in paths[start : start + FRAMES]]
        timed = tuple(Frame(PACE_MS * place, data) for place, data in enumerate(frames))
        yield Recording("photographed", "", random_moves(dice), frames[0], timed)


def swapped(recording: Recording, other: Recording) -> Recording:
    """From the middle on, the frames of somebody else."""
    half = FRAMES // 2
    return replace(recording, kind="swapped", frames=recording.frames[:half] + other.frames[half:])


def outcome(engine: ChallengeEngine, recording: Recording) -> tuple[Outcome, MeasuredFrames]:
    measured = engine.measure_frames(recording.still, recording.frames)
    return judge(recording.moves, measured.frames, measured.limits, _window()), measured


def tampered(moves: Sequence[Move], measured: MeasuredFrames) -> dict[str, str]:
    """The verdict on a good recording that is sent again, repeated within itself, with times swapped, or too late."""
    frames, limits = measured.frames, measured.limits
    again = [*frames[:-1], replace(frames[-1], sha256=frames[0].sha256)]
    times = [frame.t_ms for frame in frames]
    times[3], times[4] = times[4], times[3]
    mixed = [replace(frame, t_ms=time) for frame, time in zip(frames, times, strict=True)]
    used = {frame.sha256 for frame in frames}
    return {
        "replayed": judge(moves, frames, limits, _window(), used).reason,
        "duplicated": judge(moves, again, limits, _window()).reason,
        "reordered": judge(moves, mixed, limits, _window()).reason,
        "late": judge(moves, frames, limits, _window(60)).reason,
    }


def _window(seconds: float = 10) -> Window:
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    return Window(opened, opened + timedelta(seconds=seconds))


def _following(way: Hold, yaw: float, nearer: float, dice: Random) -> Hold:
    """The sheet turned, moved and brought closer as the step asks, by a slightly unsteady hand."""
    return replace(
        way,
        yaw=yaw + dice.gauss(0, 2),
        pitch=way.pitch * dice.uniform(-1, 1),
        roll=way.roll * dice.uniform(-1, 1),
        scale=way.scale * nearer,
        across=way.across * (yaw / (abs(way.yaw) or 1)) + dice.gauss(0, 0.01),
        down=dice.gauss(0, 0.01),
    )


_WAYS = {
    "moved": lambda dice: Hold(yaw=0.001, across=0.15, roll=5, distance=dice.choice([1.5, 3])),
    "rocked": lambda dice: Hold(yaw=dice.uniform(10, 30), pitch=30, roll=25, distance=dice.choice([1.5, 3])),
    "tilted": lambda dice: Hold(yaw=dice.uniform(30, 60), pitch=8, across=0.1, distance=dice.choice([1.3, 1.6, 3])),
    "bent": lambda dice: Hold(yaw=dice.uniform(25, 55), bend=dice.uniform(30, 80), distance=dice.choice([1.5, 3])),
    "hollow": lambda dice: Hold(yaw=dice.uniform(25, 55), bend=-dice.uniform(30, 80), distance=dice.choice([1.5, 3])),
}
KINDS = tuple(_WAYS)


def _frames(pictures: Iterator[Pixels], dice: Random) -> tuple[Frame, ...]:
    return tuple(Frame(PACE_MS * place, _jpeg(picture, dice)) for place, picture in enumerate(pictures))


def _jpeg(picture: Pixels, dice: Random) -> bytes:
    """With sensor noise: no camera gives the same picture twice."""
    noise = np.random.default_rng(dice.getrandbits(32)).normal(0, 1.5, picture.shape)
    data = cv2.imencode(".jpg", np.clip(picture + noise, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])[1]
    return bytes(data.tobytes())
