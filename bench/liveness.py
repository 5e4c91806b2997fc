"""`python -m bench liveness DIR`: live faces refused and attacks passed, by the passive score and by the challenge.

DIR has `real` and `spoof` (or liveness/real and liveness/spoof) with one image per presentation. Shares are those of
ISO/IEC 30107-3: APCER of attacks that pass, BPCER of live faces that do not; neither is a test by that standard. An
image in which no face is found does not pass.

The challenge is judged on turns drawn from the photographs of people in `real` (and in `lfw` beside it, if present), on
the same photographs held up, moved, tilted and bent, on the prints of `spoof` in a row, and on good recordings that
were tampered with. `--turns` and `--attacks` say how many are drawn.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench._challenged import challenge_figures
from bench._figures import Scores, area, peak_mb, quantile, share_at, within
from bench.server import models_dir
from kyc.adapters import faces
from kyc.adapters.faces import limits
from kyc.domain.errors import Refused
from kyc.domain.ports import ChallengeEngine, FaceEngine

_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(slots=True)
class Scored:
    """The passive scores of one kind of presentation; minus infinity where no face was found."""

    scores: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    @property
    def found(self) -> Scores:
        return np.array(self.scores, np.float64)

    @property
    def not_found(self) -> int:
        return int(np.isneginf(self.found).sum())


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench liveness", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--attacks", type=int, default=50)
    asked = parser.parse_args(argv)
    folder = within(asked.folder, "faces", "liveness")
    engine = faces.create(models_dir())
    real, spoof = (scored(engine, folder / name) for name in ("real", "spoof"))
    result = {
        **figures(real.found, spoof.found, limits.LIVENESS_PASS),
        "not_found": {"real": real.not_found, "spoof": spoof.not_found},
        "cpu_ms": quantile(real.cpu_ms + spoof.cpu_ms, 0.5, 1),
        "rss_mb": peak_mb(),
        **challenged(engine, folder, asked.turns, asked.attacks),
    }
    for name, value in result.items():
        print(f"{name:10} {value}")
    print(json.dumps(result))


def scored(engine: FaceEngine, folder: Path) -> Scored:
    """CPU is of decoding, detection and both crops; the first image also pays for loading the models."""
    done = Scored()
    for path in images(folder):
        data, started = path.read_bytes(), time.process_time()
        try:
            done.scores.append(engine.liveness(data).score)
        except Refused:
            done.scores.append(-np.inf)
        done.cpu_ms.append(1000 * (time.process_time() - started))
    return done


def images(folder: Path, pattern: str = "*") -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.suffix.lower() in _SUFFIXES)


def challenged(engine: ChallengeEngine, folder: Path, turns: int, attacks: int) -> dict[str, Any]:
    """The challenge's figures: how many drawn turns and how many attacks pass, and the verdicts on the rest."""
    people = [*_spread(images(folder / "real"), turns), *_spread(images(folder.parent / "lfw", "*/*"), turns)]
    return challenge_figures(engine, people, images(folder / "spoof"), turns, attacks)


def _spread(paths: list[Path], wanted: int) -> list[Path]:
    """Every nth, so that no few people dominate; more than wanted, as some do not look straight."""
    return paths[:: max(1, len(paths) // (3 * max(wanted, 1)))]


def figures(real: Scores, spoof: Scores, threshold: float) -> dict[str, Any]:
    return {
        "real": real.size,
        "spoof": spoof.size,
        "auc": area(real, spoof),
        "threshold": threshold,
        "apcer": share_at(spoof, threshold),
        "bpcer": round(1 - share_at(real, threshold), 6) if real.size else 0.0,
    }
