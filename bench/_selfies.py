"""Selfies at upload: how many genuine photographs of faces are refused, and what happens to spoilt ones.

Genuine are press photographs (`lfw/`) and webcam selfies (`liveness/real/`); a spoilt one is made from a genuine one
without warnings, so that only the spoiling is judged.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench import _nothing
from bench._figures import quantile
from bench._turning import Photo, straight
from bench.server import models_dir
from kyc.adapters.faces.detection import Detector
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.demo.turning import Head
from kyc.domain.errors import Refused
from kyc.domain.ports import ImageIntake, ImageQuality

Spoil = Callable[[Photo, Photo], Picture]
_SERIOUS = "face_too_small"
"""Press photographs are too small for a match without a warning; those with it alone are used for spoiling."""


@dataclass(slots=True)
class Selfies:
    """The product's verdicts on selfies, counted by group, and the CPU time of each."""

    intake: ImageIntake
    cpu_ms: list[float] = field(default_factory=list)

    def judge(self, data: bytes) -> ImageQuality:
        """Decoding for the measurements is counted, opening the file is not."""
        try:
            picture = self.intake.accept(data, allow_pdf=False)
        except Refused as refusal:
            return ImageQuality(refusal.code)
        started = time.process_time()
        quality = self.intake.selfie_quality(picture)
        self.cpu_ms.append(1000 * (time.process_time() - started))
        return quality

    def count(self, pictures: Iterable[bytes]) -> dict[str, Any]:
        """How many were refused, why, how many warned of, and how many without either."""
        found = [self.judge(data) for data in pictures]
        return {
            "images": len(found),
            "refused": sum(one.refused is not None for one in found),
            "for": dict(Counter(one.refused for one in found if one.refused)),
            "warned": dict(Counter(code for one in found for code in one.warnings if code != _SERIOUS)),
            "missed": sum(one.refused is None and not set(one.warnings) - {_SERIOUS} for one in found),
        }


def measured(intake: ImageIntake, faces: Path, textures: int, seed: int) -> dict[str, Any]:
    """Every group's figures; `faces` has `lfw` and `liveness/real`, or neither."""
    selfies, detector = Selfies(intake), Detector(read(models_dir(), FACE_DETECTION.file))
    press, webcam = sorted(faces.glob("lfw/*/*.jpg")), sorted(faces.glob("liveness/real/*.jpg"))
    groups = {
        "press photographs": selfies.count(path.read_bytes() for path in press),
        "webcam selfies": selfies.count(path.read_bytes() for path in webcam),
    }
    photos = list(straight([*press[::3], *webcam[::8]], detector))
    clean = [photo for photo in photos if not _said(selfies.judge(jpeg(photo.pixels)))]
    groups |= {name: selfies.count(spoilt(clean, how)) for name, how in SPOILT.items()}
    groups["nobody"] = selfies.count(data for _, data in _nothing.drawn(textures, seed))
    cpu = {"p50": quantile(selfies.cpu_ms, 0.5, 1), "p95": quantile(selfies.cpu_ms, 0.95, 1)}
    return {"groups": groups, "cpu_ms": cpu}


def _said(quality: ImageQuality) -> bool:
    return quality.refused is not None or bool(set(quality.warnings) - {_SERIOUS})


def spoilt(photos: list[Photo], how: Spoil) -> Iterator[bytes]:
    """Each photograph spoilt in that way; the next person's is used for a second face."""
    for photo, other in zip(photos, photos[1:] + photos[:1], strict=True):
        yield jpeg(how(photo, other))


def jpeg(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())


def _lit(gain: float, offset: float = 0) -> Spoil:
    return lambda photo, _: np.clip(photo.pixels * gain + offset, 0, 255).astype(np.uint8)


def _backlit(photo: Photo, _: Photo) -> Picture:
    """A dark head before a window."""
    dark = np.clip(photo.pixels * 0.12, 0, 255).astype(np.uint8)
    margin = photo.pixels.shape[1] // 3
    window = (235, 240, 245)
    return np.asarray(cv2.copyMakeBorder(dark, margin // 2, 0, margin, margin, cv2.BORDER_CONSTANT, value=window))


def _blurred(share: float) -> Spoil:
    """Blurred by this share of the distance between the eyes."""
    return lambda photo, _: np.asarray(cv2.GaussianBlur(photo.pixels, (0, 0), share * photo.face.eye_distance))


def _far(photo: Photo, _: Photo) -> Picture:
    """The head with 20 pixels between the eyes, in a room."""
    small = _scaled(photo.pixels, 20 / photo.face.eye_distance)
    return _placed(np.full((480, 640, 3), (168, 172, 165), np.uint8), small, 0.5)


def _turned(degrees: float) -> Spoil:
    def turned(photo: Photo, _: Photo) -> Picture:
        left, right = photo.face.landmarks[:2].tolist()
        return Head(photo.pixels, (tuple(left), tuple(right))).view(degrees, 1.0)

    return turned


def _together(photo: Photo, other: Photo) -> Picture:
    """Cheek to cheek."""
    height = photo.pixels.shape[0]
    return np.hstack([photo.pixels, _scaled(other.pixels, height / other.pixels.shape[0])])


def _bystander(photo: Photo, other: Photo) -> Picture:
    """Somebody far away: a face of a ninth of the area, in the upper corner of a wider picture."""
    height, width = photo.pixels.shape[:2]
    wide = np.full((height, round(width * 1.6), 3), (168, 172, 165), np.uint8)
    wide[:, -width:] = photo.pixels
    return _placed(wide, _scaled(other.pixels, photo.face.eye_distance / other.face.eye_distance / 3), 0.02)


def _scaled(picture: Picture, scale: float) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _placed(room: Picture, head: Picture, across: float) -> Picture:
    """The head in a room, this far from its left wall, a tenth below the ceiling."""
    top, left = (room.shape[0] - head.shape[0]) // 10, round((room.shape[1] - head.shape[1]) * across)
    room[top : top + head.shape[0], left : left + head.shape[1]] = head
    return room


SPOILT: dict[str, Spoil] = {
    "as they are": _lit(1),
    "a bystander far off": _bystander,
    "dark": _lit(0.1),
    "against a window": _backlit,
    "burnt out": _lit(1.2, 180),
    "blurred by a tenth": _blurred(1 / 10),
    "blurred by a twentieth": _blurred(1 / 20),
    "far away": _far,
    "turned by 20": _turned(20),
    "turned by 50": _turned(50),
    "two people": _together,
}


def show(result: dict[str, Any]) -> None:
    """One line per group; `missed` are those without refusal or warning."""
    print(f"\n{'selfies':28}{'images':>8}{'refused':>9}{'missed':>8}  refused for; warned of")
    for name, one in result["groups"].items():
        said = "; ".join(", ".join(f"{code} {count}" for code, count in one[key].items()) for key in ("for", "warned"))
        print(f"{name:28}{one['images']:>8}{one['refused']:>9}{one['missed']:>8}  {said}")
    print(f"CPU ms a selfie {result['cpu_ms']}")
