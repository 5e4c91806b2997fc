"""`python -m bench faces DIR`: how well photographs of one person are told from those of others, and what it costs.

DIR holds PERSON/*.jpg, or lfw/PERSON/*.jpg: every pair of images is compared, those of one folder are genuine. An image
in which no face is found takes part in no pair and is counted.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench._figures import Scores, accepted_at, equal_error, peak_mb, quantile, share_at, within
from bench.server import models_dir
from kyc.adapters.faces import limits
from kyc.adapters.faces.engine import OnnxFaces
from kyc.domain.errors import Refused

RATES = ("0.01", "0.001", "0.0001")
_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(slots=True)
class Gallery:
    """The people of all images in which a face was found, and one embedding for each image."""

    people: list[str] = field(default_factory=list)
    vectors: list[Scores] = field(default_factory=list)
    not_found: list[Path] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def pairs(self) -> tuple[Scores, Scores]:
        """The similarities of all pairs of one person, and of all pairs of two."""
        if not self.vectors:
            return np.empty(0), np.empty(0)
        similar = np.stack(self.vectors) @ np.stack(self.vectors).T
        known = np.unique(self.people, return_inverse=True)[1]
        upper = np.triu(np.ones(similar.shape, bool), 1)
        same = known[:, None] == known
        return similar[same & upper], similar[~same & upper]


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench faces", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = within(parser.parse_args(argv).folder, "faces", "lfw")
    gallery = embedded(OnnxFaces(models_dir(), 1), sorted(photographs(folder)))
    genuine, impostor = gallery.pairs()
    result = {
        **figures(genuine, impostor, limits.MATCH_PASS),
        "images": len(gallery.people) + len(gallery.not_found),
        "not_found": len(gallery.not_found),
        "cpu_ms": quantile(gallery.cpu_ms, 0.5, 1),
        "rss_mb": peak_mb(),
    }
    for path in gallery.not_found:
        print(f"{path.parent.name}/{path.name}: no face")
    for name, value in result.items():
        print(f"{name:18} {value}")
    print(json.dumps(result))


def photographs(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.suffix.lower() in _SUFFIXES]


def embedded(engine: OnnxFaces, paths: Sequence[Path]) -> Gallery:
    """CPU is that of decoding, detection, alignment and embedding; the first image also pays for loading the models."""
    gallery = Gallery()
    for path in paths:
        data, started = path.read_bytes(), time.process_time()
        try:
            vector = engine.embed(data)
        except Refused:
            gallery.not_found.append(path)
            continue
        gallery.cpu_ms.append(1000 * (time.process_time() - started))
        gallery.people.append(path.parent.name)
        gallery.vectors.append(vector)
    return gallery


def figures(genuine: Scores, impostor: Scores, threshold: float) -> dict[str, Any]:
    return {
        "genuine": genuine.size,
        "impostor": impostor.size,
        "eer": equal_error(genuine, impostor),
        "tar_at_far": {rate: accepted_at(genuine, impostor, float(rate)) for rate in RATES},
        "threshold": threshold,
        "far_at_threshold": share_at(impostor, threshold),
        "frr_at_threshold": round(1 - share_at(genuine, threshold), 6) if genuine.size else 0.0,
    }
