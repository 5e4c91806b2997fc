"""Finds the portrait on a document with the small face detector (0.2 MB), which the web process can afford."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import structlog

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import box_before, turned
from kyc.adapters.images.view import Colour
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.domain.errors import Unavailable

log = structlog.get_logger(__name__)

# A possible face counts here, because its absence must be certain. On ten backs of specimen cards the best was 0.32.
LEAST_SCORE = 0.3
_SURE_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class Portrait:
    """The best face of a picture: its confidence (0 to 1), height and box (left, top, right, bottom) in pixels.

    The box is in the unrotated picture, whichever way up the face is; `eyes` is the distance between the eyes.
    """

    score: float
    height: float
    box: tuple[float, float, float, float]
    eyes: float = 0.0


NONE = Portrait(0.0, 0.0, (0.0, 0.0, 0.0, 0.0))


class Portraits:
    """The detector, loaded on first use; one picture at a time, because it keeps state."""

    def __init__(self, models_dir: Path | None) -> None:
        self._models_dir, self._lock = models_dir, Lock()

    def find(self, colour: Colour, turns: Sequence[int] = (0, 1, 2, 3)) -> Portrait | None:
        """The most confident face; `NONE` where there is none, None where the detector is missing.

        It is searched in these quarter turns, counter-clockwise, until one is sure: 13 to 60 ms.
        """
        detector = self._detector
        if detector is None:
            return None
        best = NONE
        for quarters in turns:
            with self._lock:
                faces = detector.find(turned(colour, quarters))
            for face in faces:
                if face.score > best.score:
                    best = Portrait(
                        face.score,
                        face.box[3],
                        box_before(face.box, quarters, (colour.shape[0], colour.shape[1])),
                        face.eye_distance,
                    )
            if best.score >= _SURE_SCORE:
                break
        return best

    def faces(self, colour: Colour) -> Sequence[Face] | None:
        """Everything in the unrotated picture that may be a face, the largest first; None without a detector."""
        detector = self._detector
        if detector is None:
            return None
        with self._lock:
            return detector.find(colour)

    @cached_property
    def _detector(self) -> Detector | None:
        if self._models_dir is None:
            return None
        try:
            return Detector(read(self._models_dir, FACE_DETECTION.file), LEAST_SCORE)
        except Unavailable:
            log.warning("portraits_not_looked_for", reason="model_missing", model=FACE_DETECTION.file.name)
            return None
