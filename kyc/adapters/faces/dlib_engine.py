"""The second face engine: dlib's CC0 network compares faces; detection and liveness are those of the first."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from kyc.adapters.faces.dlib_chips import DlibEmbedding
from kyc.adapters.faces.engine import OnnxFaces
from kyc.adapters.faces.recognition import Recogniser, Scale
from kyc.adapters.weights.table import FACE_DLIB
from kyc.domain.evidence import Engine

DLIB_SCALE = Scale(
    engine=Engine("dlib_resnet_v1+yunet", "1+2023mar"),
    challenge_engine=Engine("fr_pose+dlib_resnet_v1+fr_liveness+yunet", "0.0.1+1+2023mar"),
    pass_at=0.49,
    review_at=0.37,
)
"""1 minus the Euclidean distance of two faces. Measured on LFW with this code (50 people, 150 genuine and 11,025
impostor pairs, no face missed): equal error 2.0 %; at 0.49 FMR 0.009 % and FNMR 10 %; at 0.37 FMR 3.4 % and FNMR 1.3 %;
TAR 92.7 % at FAR 0.1 %, 91.3 % at FAR 0.01 %. `python -m bench faces DIR --engine dlib` derives these limits anew."""


class DlibFaces(OnnxFaces):
    """Fills `FaceEngine` and `ChallengeEngine`; keeps no portraits, as no limit for searching them was measured."""

    scale = DLIB_SCALE

    @cached_property
    def _embedding(self) -> Recogniser:
        return DlibEmbedding(self._models_dir, FACE_DLIB.file)


def create(models_dir: Path, threads: int = 1) -> DlibFaces:
    """As `kyc.adapters.faces.create`: a missing package or model raises `Unavailable("model_missing")` on first use."""
    return DlibFaces(models_dir, threads)
