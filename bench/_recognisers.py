"""The face recognition engines of the faces benchmark: ours by name, and dlib's as `face_recognition` runs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from bench.server import models_dir
from kyc.adapters.faces.dlib_engine import DlibFaces
from kyc.adapters.faces.engine import OnnxFaces
from kyc.adapters.faces.pictures import decode
from kyc.adapters.weights import ShippedFile, install
from kyc.adapters.weights.table import FACE_DLIB
from kyc.domain.errors import Refused

Vector = npt.NDArray[np.float64]

_FIVE_POINTS = ShippedFile(
    name="shape_predictor_5_face_landmarks.dat",
    package=FACE_DLIB.file.package,
    path="face_recognition_models/models/shape_predictor_5_face_landmarks.dat",
    sha256="c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
)
_TOLERANCE = 0.6


class Recogniser(Protocol):
    """What the benchmark needs from an engine; `embed` raises `Refused` where no face is found."""

    def embed(self, selfie: bytes) -> Vector: ...

    def alike(self, first: Vector, second: Vector) -> float: ...


class FaceRecognition:
    """Like `face_recognition.face_encodings` by default: HOG detector, five points, one descriptor, no mirror image.

    The detector sees the picture at twice its size, as in `face_locations`; of several faces the largest counts. That
    package is not installed: dlib is called with the same arguments.
    """

    def __init__(self, folder: Path) -> None:
        import dlib  # noqa: PLC0415  (the extra [dlib])

        install(folder, (FACE_DLIB.file, _FIVE_POINTS), say=print)
        self._detector: Any = dlib.get_frontal_face_detector()
        self._points: Any = dlib.shape_predictor(str(folder / _FIVE_POINTS.name))
        self._network: Any = dlib.face_recognition_model_v1(str(folder / FACE_DLIB.file.name))

    def embed(self, selfie: bytes) -> Vector:
        picture = cv2.cvtColor(decode(selfie), cv2.COLOR_BGR2RGB)
        boxes = self._detector(picture, 1)
        if not boxes:
            raise Refused("face_not_found")
        points = self._points(picture, max(boxes, key=lambda box: box.area()))
        return np.array(self._network.compute_face_descriptor(picture, points, 1), np.float64)

    def alike(self, first: Vector, second: Vector) -> float:
        return 1.0 - float(np.linalg.norm(first - second))


ENGINES = ("onnx", "dlib", "face_recognition")


def engine(name: str) -> tuple[Recogniser, float, float]:
    """An engine with its limits to pass and to review; for `face_recognition` one limit, a distance of 0.6."""
    if name == "face_recognition":
        return FaceRecognition(_cache()), 1 - _TOLERANCE, 1 - _TOLERANCE
    if name == "dlib":
        install(models_dir(), [FACE_DLIB.file], say=print)
    ours = {"onnx": OnnxFaces, "dlib": DlibFaces}[name](models_dir(), 1)
    return ours, ours.scale.pass_at, ours.scale.review_at


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ekyc-bench-faces"
