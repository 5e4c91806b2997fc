"""Photos of both sides in one go: each for its side, and turned round where they came the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kyc.domain.errors import Refused
from kyc.web.hosted.intake import Shot, take_in
from kyc.web.hosted.visit import Visit


def take_all(visit: Visit, shots: Sequence[Shot]) -> dict[str, str]:
    """Each photo for its item; the reasons for those that are refused, by item.

    Two sides that were chosen the other way round, as galleries order them, are turned round.
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
