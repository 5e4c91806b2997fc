"""Faces as embeddings that can be stored, and the search for one among many of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kyc.domain.evidence import FaceTemplate
from kyc.domain.ports import PortraitIndex

_STORED = np.dtype("<f2")


def packed(vector: NDArray[np.float64]) -> bytes:
    """A unit vector in 2 bytes a number; similarities change by less than 0.001."""
    return vector.astype(_STORED).tobytes()


class CosineIndex:
    """Fills `PortraitIndex`: compares every stored vector with the one searched for, as one matrix product."""

    def same(self, sought: FaceTemplate, kept: Sequence[bytes]) -> Sequence[int]:
        """The indices of those at or above the template's own limit, in order; vectors of other lengths never match."""
        whole = [place for place, vector in enumerate(kept) if len(vector) == len(sought.vector)]
        if not whole:
            return []
        similar = _rows([kept[place] for place in whole]) @ _rows([sought.vector])[0]
        return [whole[place] for place in np.flatnonzero(similar >= sought.same_at)]


def create() -> PortraitIndex:
    """The index of the embedded installation, which keeps nothing between two searches."""
    return CosineIndex()


def _rows(vectors: Sequence[bytes]) -> NDArray[np.float32]:
    return np.frombuffer(b"".join(vectors), _STORED).reshape(len(vectors), -1).astype(np.float32)
