"""Fills the face ports with YuNet, fr_feature, fr_liveness and fr_pose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock

from kyc.adapters.faces import limits
from kyc.adapters.faces.challenge_frames import FrameMeter
from kyc.adapters.faces.clarity import evened
from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.network import Embedding, Network
from kyc.adapters.faces.pages import ground
from kyc.adapters.faces.pictures import Picture, decode
from kyc.adapters.faces.portraits import Portrait, portrait
from kyc.adapters.faces.pose import PoseNetwork
from kyc.adapters.faces.recognition import Recogniser, Vector
from kyc.adapters.faces.selection import person
from kyc.adapters.faces.spoofing import Spoofing
from kyc.adapters.faces.templates import packed
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION, FACE_EMBEDDING, FACE_LIVENESS, FACE_POSE, Model
from kyc.domain.challenge import FaceLimits
from kyc.domain.errors import Refused
from kyc.domain.evidence import FaceComparison, FaceTemplate, Liveness
from kyc.domain.ports import Frame, MeasuredFrames


class OnnxFaces:
    """Models are loaded on first use and kept; one picture at a time, because the detector keeps state."""

    scale = limits.ONNX_SCALE

    def __init__(self, models_dir: Path, threads: int) -> None:
        self._models_dir, self._threads = models_dir, threads
        self._lock = Lock()

    def compare(self, document: bytes, selfie: bytes) -> FaceComparison:
        """Compare the portrait of the document page with the person in the selfie, both JPEG or PNG bytes."""
        page, picture = decode(document), decode(selfie)
        with self._lock:
            shown, first = self._portrait(page)
            face = person(self._detector, picture)
            second = self._embedding.of(picture, face)
        return FaceComparison(
            similarity=self._embedding.alike(first, second),
            pass_at=self.scale.pass_at,
            review_at=self.scale.review_at,
            portrait_eye_distance=shown.face.eye_distance,
            selfie_eye_distance=face.eye_distance,
            engine=self.scale.engine,
            portrait=self._template(shown.face, first),
            portrait_box=shown.box,
            unclear=shown.doubts(),
        )

    def embed(self, selfie: bytes) -> Vector:
        """The embedding of the person in the selfie, for `alike`."""
        picture = decode(selfie)
        with self._lock:
            face = person(self._detector, picture)
            return self._embedding.of(picture, face)

    def alike(self, first: Vector, second: Vector) -> float:
        """The similarity that `compare` would give for the two pictures these embeddings are of."""
        return self._embedding.alike(first, second)

    def liveness(self, selfie: bytes) -> Liveness:
        """The passive score of the person in the selfie, JPEG or PNG bytes."""
        picture = decode(selfie)
        with self._lock:
            face = person(self._detector, picture)
            score = self._spoofing.score(picture, face)
        return Liveness(score, limits.LIVENESS_PASS, limits.LIVENESS_REVIEW, limits.LIVENESS_ENGINE)

    def measure_frames(self, still: bytes, frames: Sequence[Frame]) -> MeasuredFrames:
        """Measurements of each frame of a challenge, compared with the still selfie on the scale of `compare`."""
        with self._lock:
            meter = FrameMeter(self._detector, self._embedding, self._pose, self._spoofing)
            measured = meter.measure(still, frames)
        same_person = FaceLimits(self.scale.pass_at, self.scale.review_at)
        return MeasuredFrames(measured, same_person, self.scale.challenge_engine)

    @cached_property
    def _detector(self) -> Detector:
        return Detector(self._weights(FACE_DETECTION))

    @cached_property
    def _embedding(self) -> Recogniser:
        return Embedding(Network(self._weights(FACE_EMBEDDING), self._threads))

    @cached_property
    def _spoofing(self) -> Spoofing:
        return Spoofing(Network(self._weights(FACE_LIVENESS), self._threads))

    @cached_property
    def _pose(self) -> PoseNetwork:
        return PoseNetwork(Network(self._weights(FACE_POSE), self._threads))

    def _weights(self, model: Model) -> bytes:
        return read(self._models_dir, model.file)

    def _portrait(self, page: Picture) -> tuple[Portrait, Vector]:
        """The portrait of the page, and its embedding.

        Where no outline separates the page from its surroundings and other faces are visible, the portrait is unknown:
        somebody may hold another person's document next to their own face.
        """
        where = ground(page)
        shown = portrait(self._detector, page, where)
        if shown is None:
            raise Refused("portrait_not_found")
        vector = self._embedding.of(evened(shown.page, shown.face), shown.face)
        for rival in () if where.known else shown.rivals:
            other = self._embedding.of(evened(shown.page, rival), rival)
            if self._embedding.alike(vector, other) < self.scale.review_at:
                raise Refused("portrait_ambiguous")
        return shown, vector

    def _template(self, face: Face, vector: Vector) -> FaceTemplate | None:
        """The portrait to be kept; None for a very small one, which looks like every other small one."""
        if self.scale.same_portrait is None or face.eye_distance < limits.TEMPLATE_EYE_DISTANCE:
            return None
        return FaceTemplate(self.scale.engine, self.scale.same_portrait, packed(vector))
