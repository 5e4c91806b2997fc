"""The frames of a liveness challenge on their way in: size-checked before parsing, re-encoded, and sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kyc.domain import ids
from kyc.domain.challenge import MOST_FRAMES
from kyc.domain.errors import FieldError, Invalid, Refused
from kyc.domain.ports import Blobs, ImageIntake
from kyc.models import LivenessChallenge
from kyc.services.liveness.challenges import KeptFrame, SentFrame
from kyc.services.verification.uploads import digest

MAX_FRAME_BYTES = 1024 * 1024
"""A camera frame of 1280 x 720 from a browser has about 100 to 250 kB as JPEG."""
MAX_FRAMES_BYTES = 8 * 1024 * 1024
MAX_T_MS = 24 * 3_600_000
_KINDS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def shots(images: Sequence[bytes], times: str) -> tuple[SentFrame, ...]:
    """Frames with their times (`120,340,…` in milliseconds); raises `Invalid` where the two do not match."""
    parts = [part.strip() for part in times.split(",", MOST_FRAMES * 4)] if times.strip() else []
    if not all(part.isascii() and part.isdigit() and len(part) <= len(str(MAX_T_MS)) for part in parts):
        raise Invalid([FieldError("/frame_times", "invalid_value", "whole milliseconds, separated by commas")])
    if len(parts) != len(images):
        raise Invalid([FieldError("/frame_times", "length_mismatch", "one time for each of frames[]")])
    return tuple(SentFrame(int(part), image) for part, image in zip(parts, images, strict=True))


def check_sizes(found: Iterable[SentFrame]) -> None:
    """Check the size of each and of all, and their file type, before any is parsed; raises `Refused`."""
    total = 0
    for shot in found:
        total += len(shot.data)
        if len(shot.data) > MAX_FRAME_BYTES or total > MAX_FRAMES_BYTES:
            raise Refused("file_too_large")
        if not shot.data.startswith(_KINDS):
            raise Refused("file_type_unsupported")


def seal(intake: ImageIntake, blobs: Blobs, folder: str, found: Iterable[SentFrame]) -> list[KeptFrame]:
    """Re-encode each frame without metadata and seal it; raises `Refused`, and then keeps none.

    `folder` is the verification's id. Slow (decoding): call it outside any transaction.
    """
    kept: list[KeptFrame] = []
    try:
        for shot in found:
            picture = intake.accept(shot.data, allow_pdf=False)
            blob = f"{folder}/{ids.token('frame')}"
            kept.append(KeptFrame(shot.t_ms, digest(shot.data), digest(picture.data), blob))
            blobs.put(blob, picture.data)
    except Exception:
        drop(blobs, kept)
        raise
    return kept


def drop(blobs: Blobs, kept: Iterable[KeptFrame]) -> None:
    """Delete frames that no row names."""
    for one in kept:
        blobs.delete(one.blob)


def frame_ids(challenge: LivenessChallenge) -> list[str]:
    """The id of each frame of a challenge, in the order in which they were sent."""
    return [f"{challenge.id}-{place}" for place, _ in enumerate(challenge.frames, start=1)]


def blob_of(found: Iterable[LivenessChallenge], name: str) -> str | None:
    """The sealed blob of a frame; None for an unknown one, and for one whose picture was not kept."""
    named = (pair for one in found for pair in zip(frame_ids(one), one.frames, strict=True))
    return next((frame["blob"] for known, frame in named if known == name), None)
