"""What an engine needs to recognise faces: an embedding for a face, their similarity, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kyc.adapters.faces.detection import Face
from kyc.adapters.faces.pictures import Picture
from kyc.domain.evidence import Engine

Vector = NDArray[np.float64]


class Recogniser(Protocol):
    """A network that turns faces into numbers, with the alignment that it was trained on."""

    def of(self, picture: Picture, face: Face) -> Vector:
        """The numbers of one face of a picture."""
        ...

    def alike(self, first: Vector, second: Vector) -> float:
        """The similarity of two faces, on the scale to which the limits in `Scale` refer; 1 is the same picture."""
        ...


@dataclass(frozen=True, slots=True)
class Scale:
    """The limits of one recogniser, and its name in reports.

    From `pass_at` on, two faces are one person's; below `review_at` they are not. `same_portrait` is the limit for
    finding one portrait among many; None where none was measured, and then no portrait is kept.
    """

    engine: Engine
    challenge_engine: Engine
    pass_at: float
    review_at: float
    same_portrait: float | None = None
