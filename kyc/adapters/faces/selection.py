"""Chooses the face that is meant: the portrait of a document page, the person of a selfie."""

from __future__ import annotations

from collections.abc import Sequence

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import Picture, turned

SURE_SCORE = 0.9
"""Detection score from which a page is taken as it lies; below, it is tried turned as well.

Measured on LFW faces pasted on a page: upright 0.86 to 0.94, upside down up to 0.89 (with useless landmarks). With
this limit 299 of 300 faces came out upright from each of the four turns; the other had a bystander.
"""


def portrait(detector: Detector, page: Picture) -> tuple[Picture, Face] | None:
    """The largest face on a page and the page turned so that the face is upright.

    A smaller second portrait (a ghost image) is normal, so size decides. Where the page lies on its side nothing
    or something doubtful is found; then the quarter with the best detection is taken.
    """
    candidates: list[tuple[Picture, Face]] = []
    for quarters in range(4):
        upright = turned(page, quarters)
        if faces := detector.find(upright):
            candidates.append((upright, faces[0]))
            if faces[0].score >= SURE_SCORE:
                break
    return max(candidates, key=lambda found: found[1].score, default=None)


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
