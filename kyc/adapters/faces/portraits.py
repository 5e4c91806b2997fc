"""Finds the portrait of a document page in any orientation, with a second attempt where the picture is poor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kyc.adapters.faces.clarity import doubts
from kyc.adapters.faces.detection import LONGEST_SIDE, Detector, Face
from kyc.adapters.faces.pages import ANYWHERE, Ground
from kyc.adapters.faces.pictures import Box, Picture, box_before, shrunk, turned

SURE_SCORE = 0.9
"""Detection score from which a page is taken unrotated; below, the other quarter turns are tried too.

Measured on LFW faces pasted on a page: upright 0.86 to 0.94, upside down up to 0.89 (with useless landmarks). With
this limit 299 of 300 faces came out upright from each of the four turns; the other had a bystander.
"""
LARGER, SOFTENED, EVENED, TILES = 1.5, 1.2, 2.0, (4, 4)
"""Enlarging and softening removes the raster and wavy lines over a portrait; equalising reveals a faint one."""
AROUND, STRAIGHT_SIDE = 2.2, 320
"""The surroundings in which a face is detected again, in face sizes, and their side in pixels."""
CLOSER_LOOKS, LEVEL, LEAST_GAIN = 3, 3.0, -0.1
"""How often at most, and from how many degrees on, a face is levelled, and what its score may lose by that."""

LEAST_EYES = 6.0
"""Pixels between the eyes of the smallest portrait: smaller ones resemble nobody, and print can look like them."""
RIVAL_EYES = 20.0
"""Pixels between the eyes from which another face counts as a rival of the portrait."""

Look = Callable[[Picture], Picture]


@dataclass(frozen=True, slots=True)
class Portrait:
    """The face of a page, and the page rotated counter-clockwise by `quarters`, so that the face is upright.

    `rivals` are the other faces of the page that could be its portrait too; `plain` is whether it was found at the
    first attempt.
    """

    page: Picture
    face: Face
    quarters: int
    rivals: tuple[Face, ...] = ()
    plain: bool = True

    def doubts(self) -> tuple[str, ...]:
        """Why a low similarity does not mean another person: it is unclear, or was found only at a second attempt."""
        return doubts(self.page, self.face) if self.plain else ("portrait_unclear",)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom as fractions of the original page."""
        height, width = self.page.shape[:2] if self.quarters % 2 == 0 else self.page.shape[1::-1]
        sides = box_before(self.face.box, self.quarters, (height, width))
        x0, y0, x1, y1 = (
            min(1.0, max(0.0, side / whole)) for side, whole in zip(sides, (width, height) * 2, strict=True)
        )
        return x0, y0, x1, y1


def as_it_is(page: Picture) -> Picture:
    return shrunk(page, LONGEST_SIDE / max(page.shape[:2]))


def cleaned(page: Picture) -> Picture:
    """The page 1.5 times as large as the detector normally sees it, softened, and with even local contrast."""
    small = as_it_is(page)
    grown = cv2.resize(small, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    lab = cv2.cvtColor(cv2.GaussianBlur(grown, (0, 0), SOFTENED), cv2.COLOR_BGR2LAB)
    lab[..., 0] = cv2.createCLAHE(EVENED, TILES).apply(np.ascontiguousarray(lab[..., 0]))
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR), np.uint8)


LOOKS: tuple[Look, ...] = (as_it_is, cleaned)
"""Tried in this order until one shows a face; `python -m bench faces DIR` prints what each finds and costs."""


def portrait(
    detector: Detector, page: Picture, where: Ground = ANYWHERE, looks: Sequence[Look] = LOOKS
) -> Portrait | None:
    """The largest face within the outline of a page.

    A smaller second portrait (a ghost image) is normal, so size decides. On a page that is not upright nothing or only
    something doubtful is found; then the quarter turn with the best detection is taken.
    """
    for look in looks:
        if found := _found(detector, page, where, look):
            return replace(settled(detector, found), plain=look is as_it_is)
    return None


def _found(detector: Detector, page: Picture, where: Ground, look: Look) -> Portrait | None:
    seen, candidates = look(page), list[Portrait]()
    scale = page.shape[0] / seen.shape[0]
    for quarters in range(4):
        faces = [face.scaled(scale) for face in detector.find(turned(seen, quarters), 2 * LONGEST_SIDE)]
        if chosen := _largest(page, faces, quarters, where):
            candidates.append(chosen)
            if chosen.face.score >= SURE_SCORE:
                break
    return max(candidates, key=lambda found: found.face.score, default=None)


def _largest(page: Picture, faces: Sequence[Face], quarters: int, where: Ground) -> Portrait | None:
    """The first of the faces inside, which are sorted by size, with the others as its rivals."""
    large = [face for face in faces if face.eye_distance >= LEAST_EYES]
    if not large:
        return None
    upright = turned(page, quarters)
    inside = [face for face in large if where.holds(Portrait(upright, face, quarters).box)]
    rivals = tuple(face for face in inside[1:] if face.eye_distance >= RIVAL_EYES)
    return Portrait(upright, inside[0], quarters, rivals) if inside else None


def settled(detector: Detector, found: Portrait) -> Portrait:
    """The same face with better landmarks: detected again in a level crop of the size that suits the detector best.

    On pages rotated by 30 degrees the similarity to another photograph of the person rises from 0.38 to 0.62.
    """
    for _ in range(CLOSER_LOOKS):
        lean = _lean(found.face)
        if found.face.score >= SURE_SCORE and abs(lean) < LEVEL:
            break
        again = _level(detector, found)
        if again is None or again.score < found.face.score + LEAST_GAIN:
            break
        found = replace(found, face=again)
        if abs(_lean(again) - lean) < LEVEL:
            break
    return found


def _level(detector: Detector, found: Portrait) -> Face | None:
    """The face that is detected again in the surroundings of this one, rotated until its eyes are level."""
    left, top, width, height = found.face.box
    around = AROUND * max(width, height)
    scale = STRAIGHT_SIDE / around
    page = shrunk(found.page, scale)
    shrink = page.shape[1] / found.page.shape[1]
    centre = (left + width / 2) * shrink, (top + height / 2) * shrink
    matrix = cv2.getRotationMatrix2D(centre, _lean(found.face), scale / shrink)
    matrix[:, 2] += np.array([STRAIGHT_SIDE / 2, STRAIGHT_SIDE / 2]) - centre
    crop = cv2.warpAffine(page, matrix, (STRAIGHT_SIDE, STRAIGHT_SIDE), flags=cv2.INTER_LINEAR)
    faces = detector.find(np.asarray(crop, np.uint8))
    if not faces:
        return None
    back = cv2.invertAffineTransform(matrix)
    points = (faces[0].landmarks.astype(np.float64) @ back[:, :2].T + back[:, 2]) / shrink
    return Face(found.face.box, points.astype(np.float32), faces[0].score)


def _lean(face: Face) -> float:
    """The degrees by which the line of the eyes falls to the right."""
    across = face.landmarks[1] - face.landmarks[0]
    return math.degrees(math.atan2(float(across[1]), float(across[0])))
