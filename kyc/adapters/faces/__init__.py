"""The face engine: finds and compares faces, scores one for presentation attacks, measures challenges; on the CPU."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kyc.adapters.faces.engine import OnnxFaces


def create(models_dir: Path, threads: int = 1) -> OnnxFaces:
    """Fills `FaceEngine` and `ChallengeEngine`.

    Models are loaded on first use; a missing one raises `Unavailable("model_missing")` then.
    """
    # The web process uses the small detector of this package and is spared the runtime of the large models.
    from kyc.adapters.faces.engine import OnnxFaces  # noqa: PLC0415

    return OnnxFaces(models_dir, threads)
