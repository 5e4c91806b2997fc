"""A person who answers a liveness challenge: frames drawn from one photograph, and times set back for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import cv2
import numpy as np
from sqlalchemy.orm import Session

from kyc.demo.turning import Head, Pixels, steps
from kyc.domain.challenge import Move
from kyc.models import LivenessChallenge, transaction
from tests.faces import array, heads

PACE_MS = 400
EYES = ((200.0, 173.0), (280.0, 173.0))


@cache
def face(name: str = "astronaut") -> Pixels:
    """Head and shoulders of a person of `tests.faces`, blue-green-red."""
    return array(heads()[name].resize((480, 576)))


@cache
def still(name: str = "astronaut") -> bytes:
    """The selfie that goes with the frames."""
    return encoded(face(name))


@cache
def turning(moves: tuple[str, ...], name: str = "astronaut", seed: int = 1, count: int = 12) -> tuple[bytes, ...]:
    """Frames of a head that makes the moves, each with its own noise, as a camera gives them."""
    head, dice = Head(face(name), EYES), np.random.default_rng(seed)
    views = [head.view(yaw, closer) for yaw, closer in steps([Move(word) for word in moves], count)]
    return tuple(encoded(np.clip(view + dice.normal(0, 2, view.shape), 0, 255).astype(np.uint8)) for view in views)


@cache
def held(name: str = "astronaut", seed: int = 1, count: int = 12) -> tuple[bytes, ...]:
    """Frames of a photograph held still."""
    dice = np.random.default_rng(seed)
    views = [np.clip(face(name) + dice.normal(0, 2, face(name).shape), 0, 255) for _ in range(count)]
    return tuple(encoded(view.astype(np.uint8)) for view in views)


@cache
def blots(seed: int = 1, count: int = 12, side: int = 240) -> tuple[bytes, ...]:
    """Pictures of nothing, each different: enough where no engine examines them."""
    dice = np.random.default_rng(seed)
    return tuple(encoded(dice.integers(0, 255, (side, side, 3)).astype(np.uint8)) for _ in range(count))


def encoded(picture: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())


def times(count: int, pace_ms: int = PACE_MS) -> str:
    """The times of the browser's clock, as the form wants them."""
    return ",".join(str(place * pace_ms) for place in range(count))


def form(challenge: dict[str, Any], frames: Sequence[bytes], selfie: bytes, **fields: Any) -> dict[str, Any]:
    """A multipart form that answers a challenge."""
    return {
        "file": (io.BytesIO(selfie), "still.jpg"),
        "frames[]": [(io.BytesIO(data), f"{place}.jpg") for place, data in enumerate(frames)],
        "frame_times": times(len(frames)),
        "challenge_id": challenge["id"],
        "nonce": challenge["nonce"],
        **fields,
    }


def backdate(session: Session, challenge_id: str, seconds: float) -> None:
    """Set the challenge's start back this far: nobody waits in a test."""
    with transaction(session):
        found = session.get_one(LivenessChallenge, challenge_id, populate_existing=True)
        found.opened_at -= timedelta(seconds=seconds)


def row(session: Session, challenge_id: str) -> LivenessChallenge:
    """The stored challenge as it is now."""
    session.rollback()
    return session.get_one(LivenessChallenge, challenge_id, populate_existing=True)
