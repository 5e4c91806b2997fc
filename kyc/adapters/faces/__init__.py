"""The face engine: finds faces, compares two of them and scores a selfie for presentation attacks, on the CPU."""

from __future__ import annotations

from pathlib import Path

from kyc.adapters.faces.engine import OnnxFaces
from kyc.domain.ports import FaceEngine


def create(models_dir: Path, threads: int = 1) -> FaceEngine:
    """An engine that loads its models on first use; a missing one raises `Unavailable("model_missing")` then."""
    return OnnxFaces(models_dir, threads)
