"""Photos of both sides at once: each for its side, and swapped where they came the wrong way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyc.domain.errors import Refused
from kyc.web.hosted.intake import Shot, take_in
from kyc.web.hosted.visit import Visit


def take_all(visit: Visit, shots: Sequence[Shot]) -> dict[str, str]:
    """Take in each photo for its item; returns the reasons for refused ones, by item.

    Two sides that were chosen the wrong way round, as galleries order them, are swapped.
    """
    refused = _taken(visit, shots)
    if len(shots) == 2 and "wrong_side" in refused.values():
        first, second = shots
        return _taken(visit, (replace(first, data=second.data), replace(second, data=first.data)))
    return refused


def _taken(visit: Visit, shots: Sequence[Shot]) -> dict[str, str]:
    refused: dict[str, str] = {}
    for shot in shots:
        try:
            take_in(visit, shot)
        except Refused as refusal:
            refused[shot.item] = refusal.code
    return refused
