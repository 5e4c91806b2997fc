"""The face engine: finds faces, compares two, scores a selfie for presentation attacks, watches a head turn; on the CPU."""

from __future__ import annotations

from pathlib import Path


def create(models_dir: Path, threads: int = 1) -> OnnxFaces:
    """Fills `FaceEngine` and `HeadWatch`. It loads its models on first use; a missing one raises `Unavailable("model_missing")` then."""
    # The web process uses the small detector of this package and is spared the runtime of the large models.
    from kyc.adapters.faces.engine import OnnxFaces  # noqa: PLC0415

    return OnnxFaces(models_dir, threads)
