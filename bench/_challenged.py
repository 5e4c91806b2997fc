"""The liveness challenge on many recordings: people who turn, and attacks."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

from bench._figures import quantile
from bench._turning import KINDS, Photo, Recording, holding, outcome, photographed, straight, swapped, tampered, turning
from bench.server import models_dir
from kyc.adapters.faces.detection import Detector
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.domain.challenge import Verdict
from kyc.domain.errors import Refused
from kyc.domain.ports import ChallengeEngine, MeasuredFrames

_SEED = 20
_SWAPS = 5


@dataclass(slots=True)
class Tally:
    """Verdicts on recordings, by kind, and the cost of measuring one."""

    said: dict[str, Counter[str]] = field(default_factory=dict)
    cpu_ms: list[float] = field(default_factory=list)

    def add(self, kind: str, reason: str) -> None:
        self.said.setdefault(kind, Counter())[reason] += 1

    def judge(self, engine: ChallengeEngine, recording: Recording) -> MeasuredFrames | None:
        started = time.process_time()
        try:
            found, measured = outcome(engine, recording)
        except Refused as problem:
            self.add(recording.kind, problem.code)
            return None
        self.cpu_ms.append(1000 * (time.process_time() - started))
        self.add(recording.kind, found.reason)
        return measured if found.verdict is Verdict.PASSED else None

    def counted(self, kinds: Sequence[str]) -> tuple[int, int]:
        """How many recordings of these kinds there are, and how many passed."""
        found = [self.said.get(kind, Counter[str]()) for kind in kinds]
        return sum(one.total() for one in found), sum(one["passed"] for one in found)


def challenge_figures(
    engine: ChallengeEngine, people: Sequence[Path], prints: Sequence[Path], turns: int, attacks: int
) -> dict[str, Any]:
    """`turns` and `attacks` are how many are drawn; photographed prints and swapped people count as attacks too.

    Good recordings that were tampered with (sent again, times swapped …) are counted separately, as they need no
    camera.
    """
    dice, tally, spoilt = Random(_SEED), Tally(), Tally()
    photos = list(straight(people, Detector(read(models_dir(), FACE_DETECTION.file))))
    dice.shuffle(photos)
    genuine = [turning(photos[place % len(photos)], dice) for place in range(turns if photos else 0)]
    for recording in genuine:
        if measured := tally.judge(engine, recording):
            for kind, reason in tampered(recording.moves, measured).items():
                spoilt.add(kind, reason)
    for recording in (*_attacks(photos, attacks, dice), *photographed(prints, dice), *_swapped(genuine)):
        tally.judge(engine, recording)
    done, accepted = tally.counted(["turn"])
    tried, passed = tally.counted([kind for kind in tally.said if kind != "turn"])
    tampered_with, unnoticed = spoilt.counted(list(spoilt.said))
    return {
        "turns": done,
        "turns_accepted": accepted,
        "attack_sequences": tried,
        "attacks_accepted": passed,
        "tampered": tampered_with,
        "tampered_accepted": unnoticed,
        "challenge_cpu_ms": quantile(tally.cpu_ms, 0.5, 1),
        "challenge": {kind: dict(said) for kind, said in (tally.said | spoilt.said).items()},
    }


def _attacks(photos: Sequence[Photo], wanted: int, dice: Random) -> Iterator[Recording]:
    for place in range(wanted if photos else 0):
        yield holding(photos[place % len(photos)], KINDS[place % len(KINDS)], dice)


def _swapped(genuine: Sequence[Recording]) -> Iterator[Recording]:
    """The still and the first half of one person, the second half of another."""
    pairs = ((one, other) for one, other in pairwise(genuine) if one.person != other.person)
    yield from (swapped(one, other) for one, other in islice(pairs, _SWAPS))
