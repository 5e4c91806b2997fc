"""Chooses the face that is meant: the person of a selfie, and not a bystander."""

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
    """The person of the selfie, where there is one."""
    return most_meant(detector.find(selfie), selfie)


def most_meant(faces: Sequence[Face], picture: Picture) -> Face | None:
    """The largest of the faces of a picture, where one near the centre counts for more than a bystander."""
    height, width = picture.shape[:2]

    def weight(face: Face) -> float:
        left, top, w, h = face.box
        off_centre: float = ((left + w / 2) / width - 0.5) ** 2 + ((top + h / 2) / height - 0.5) ** 2
        return face.area * (1 - off_centre)

    return max(faces, key=weight, default=None)
