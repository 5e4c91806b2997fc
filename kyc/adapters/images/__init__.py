"""Turns an untrusted upload into a clean picture and checks at once whether it can serve as evidence."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.images.intake import Intake
from kyc.adapters.images.portrait import Portraits
from kyc.domain.ports import ImageIntake


def create(
    *,
    max_bytes: int = 15_000_000,
    max_pixels: int = 50_000_000,
    min_side: int = 160,
    long_side: int = 4000,
    models_dir: Path | None = None,
) -> ImageIntake:
    """The intake, with its limits in bytes and pixels, and the longer side of the pictures it produces.

    `models_dir` holds the small face detector; without it no document is refused as the wrong side, and no selfie
    because of its face.
    """
    return Intake(max_bytes, max_pixels, min_side, long_side, Portraits(models_dir))
