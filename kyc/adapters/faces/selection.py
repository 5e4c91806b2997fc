"""Chooses the main face: the person of a selfie, and not a bystander."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import Picture
from kyc.domain.errors import Refused


def person(detector: Detector, selfie: Picture) -> Face:
    """The person of the selfie; raises `Refused("face_not_found")` where there is none."""
    if face := dominant(detector, selfie):
        return face
    raise Refused("face_not_found")


def dominant(detector: Detector, selfie: Picture) -> Face | None:
    """The person of the selfie; None where there is none."""
    return most_meant(detector.find(selfie), selfie)


def most_meant(faces: Sequence[Face], picture: Picture) -> Face | None:
    """The main face of a picture: the largest, with more weight for one near the centre."""
    height, width = picture.shape[:2]

    def weight(face: Face) -> float:
        left, top, w, h = face.box
        off_centre: float = ((left + w / 2) / width - 0.5) ** 2 + ((top + h / 2) / height - 0.5) ** 2
        return face.area * (1 - off_centre)

    return max(faces, key=weight, default=None)
