"""Measures the frames of a liveness challenge: head pose, and similarity to the still selfie."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import Picture, decode
from kyc.adapters.faces.pose import PoseNetwork, Seen, witnessed
from kyc.adapters.faces.recognition import Recogniser, Vector
from kyc.adapters.faces.selection import most_meant, person
from kyc.adapters.faces.spoofing import Spoofing
from kyc.domain.challenge import TURN, FrameMeasurement
from kyc.domain.ports import Frame

BYSTANDER = 0.25
"""A second face counts from this share of the first one's area; smaller ones are passers-by or pictures on a wall."""


@dataclass(frozen=True, slots=True)
class FrameMeter:
    """Measures frames with the models given; not thread-safe, because the detector is not."""

    detector: Detector
    embedding: Recogniser
    pose: PoseNetwork
    spoofing: Spoofing

    def measure(self, still: bytes, frames: Sequence[Frame]) -> list[FrameMeasurement]:
        """One measurement for each frame, in their order."""
        picture = decode(still)
        face = person(self.detector, picture)
        vector, seen = self.embedding.of(picture, face), Seen(face, self.pose.of(picture, face))
        return [self._measured(frame, seen, vector) for frame in frames]

    def _measured(self, frame: Frame, still: Seen, vector: Vector) -> FrameMeasurement:
        picture, sha256 = decode(frame.image), hashlib.sha256(frame.image).hexdigest()
        faces = self.detector.find(picture)
        face = most_meant(faces, picture)
        if face is None:
            return FrameMeasurement(frame.t_ms, sha256, people=0)
        turn = witnessed(Seen(face, self.pose.of(picture, face)), still)
        return FrameMeasurement(
            frame.t_ms,
            sha256,
            people=sum(one.area >= BYSTANDER * face.area for one in faces),
            yaw=turn.yaw,
            pitch=turn.pitch,
            eye_distance=face.eye_distance / max(picture.shape[:2]),
            similarity=self.embedding.alike(self.embedding.of(picture, face), vector),
            live_score=self._live_score(picture, face, turn.yaw),
            away=turn.away,
        )

    def _live_score(self, picture: Picture, face: Face, yaw: float) -> float | None:
        """Only frontal faces are scored: the model was trained on them, and it costs as much as all the rest."""
        return self.spoofing.score(picture, face) if abs(yaw) < TURN else None
