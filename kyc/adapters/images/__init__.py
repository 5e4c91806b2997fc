"""Turns an untrusted upload into a clean picture and says at once whether it can serve as evidence."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.images.intake import Intake
from kyc.adapters.images.portrait import Portraits
from kyc.adapters.images.room import MAPPED_FROM, give_back
from kyc.domain.ports import ImageIntake


def create(
    *,
    max_bytes: int = 15_000_000,
    max_pixels: int = 50_000_000,
    min_side: int = 160,
    long_side: int = 4000,
    models_dir: Path | None = None,
    mapped_from: int = MAPPED_FROM,
) -> ImageIntake:
    """The intake: limits in bytes and pixels of what comes in; the longer side of what goes out.

    `models_dir` holds the small face detector; without it no side of a document is refused for being the
    wrong one, and no selfie for its face. Freed memory of `mapped_from` bytes and more leaves the process at once.
    """
    give_back(mapped_from)
    return Intake(max_bytes, max_pixels, min_side, long_side, Portraits(models_dir))
