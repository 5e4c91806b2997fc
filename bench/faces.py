"""`python -m bench faces DIR`: how well photographs of one person are told from those of others, and the cost.

DIR has PERSON/*.jpg, or lfw/PERSON/*.jpg: every pair of images is compared, those of one folder are genuine. An image
in which no face is found is in no pair and is counted. Limits are derived from the same pairs and printed beside those
in force. Portraits are then searched for on drawn pages that are worn, covered, far away or aslant (`--portraits 0`
omits this). With --peers every engine runs, and dlib's also as `face_recognition` runs it, each in its own process.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from bench import _portraits
from bench._figures import Scores, accepted_at, equal_error, peak_mb, quantile, share_at, within
from bench._recognisers import ENGINES, Recogniser, engine
from bench._whole import apart
from kyc.domain.errors import Refused

RATES = ("0.01", "0.001", "0.0001")
PASS_FAR, REVIEW_FRR = 1e-4, 0.015
"""One pass in 10,000 may be false (NIST SP 800-63A-4); this share of genuine pairs is below the review limit."""
_SUFFIXES = {".jpg", ".jpeg", ".png"}


@dataclass(slots=True)
class Gallery:
    """The people of all images in which a face was found, and one embedding per image."""

    people: list[str] = field(default_factory=list)
    vectors: list[Scores] = field(default_factory=list)
    not_found: list[Path] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def pairs(self, alike: Callable[[Scores, Scores], float] = np.dot) -> tuple[Scores, Scores]:
        """The similarities of all pairs of one person, and of all pairs of two."""
        genuine, impostor = list[float](), list[float]()
        for one, other in combinations(zip(self.people, self.vectors, strict=True), 2):
            (genuine if one[0] == other[0] else impostor).append(alike(one[1], other[1]))
        return np.array(genuine), np.array(impostor)


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench faces", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=ENGINES, default="onnx")
    parser.add_argument("--peers", action="store_true", help="every engine, side by side")
    parser.add_argument("--portraits", type=int, default=12, metavar="N", help="document pages of so many people")
    parser.add_argument("--seed", type=int, default=24)
    options = parser.parse_args(argv)
    people = within(options.folder, "faces", "lfw")
    result = _beside(options.folder) if options.peers else _measured(options.engine, options.folder)
    if options.portraits and not options.peers:
        result["portraits"] = _portraits.measured(people, options.portraits, options.seed)
        print(*_portraits.table(result["portraits"]), sep="\n")
        result["verification"] = apart(people)
        print(f"whole face work of a verification {result['verification']}")
    print(json.dumps(result))


def _measured(name: str, folder: Path) -> dict[str, Any]:
    recogniser, pass_at, review_at = engine(name)
    gallery = embedded(recogniser, sorted(photographs(within(folder, "faces", "lfw"))))
    genuine, impostor = gallery.pairs(recogniser.alike)
    result = {
        "engine": name,
        **figures(genuine, impostor, pass_at),
        "review_at": review_at,
        "frr_at_review": _below(genuine, review_at),
        "derived": derived(genuine, impostor),
        "images": len(gallery.people) + len(gallery.not_found),
        "not_found": len(gallery.not_found),
        "cpu_ms": quantile(gallery.cpu_ms, 0.5, 1),
        "rss_mb": peak_mb(),
    }
    _show(gallery.not_found, result, genuine, impostor)
    return result


def _show(not_found: Iterable[Path], result: dict[str, Any], genuine: Scores, impostor: Scores) -> None:
    for path in not_found:
        print(f"{path.parent.name}/{path.name}: no face")
    for name, value in result.items():
        print(f"{name:18} {value}")
    print("limit   false matches   one person's pairs below")
    limits = {result["review_at"], result["threshold"], *(result["derived"].values())}
    for limit in sorted(limits):
        print(f"{limit:5.2f} {share_at(impostor, limit):15.4%} {_below(genuine, limit):26.2%}")


def _beside(folder: Path) -> dict[str, Any]:
    """The result of every engine by its name; one that cannot run says why."""
    found = {name: _apart(name, folder) for name in ENGINES}
    print(
        f"{'':18}{'EER':>8}" + "".join(f"{'TAR@' + rate:>12}" for rate in RATES) + f"{'no face':>9}{'ms':>8}{'MB':>7}"
    )
    for name, one in found.items():
        if "missing" in one:
            print(f"{name:18} left out: {one['missing']}")
            continue
        shares = "".join(f"{one['tar_at_far'][rate]:12.1%}" for rate in RATES)
        print(f"{name:18}{one['eer']:8.2%}{shares}{one['not_found']:9}{one['cpu_ms']:8.1f}{one['rss_mb']:7}")
    return found


def _apart(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench", "faces", str(folder), "--engine", name, "--portraits", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"missing": (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]}
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def photographs(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.suffix.lower() in _SUFFIXES]


def embedded(recogniser: Recogniser, paths: Sequence[Path]) -> Gallery:
    """CPU is of decoding, detection, alignment and embedding; the first image also pays for loading the models."""
    gallery = Gallery()
    for path in paths:
        data, started = path.read_bytes(), time.process_time()
        try:
            vector = recogniser.embed(data)
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
        "frr_at_threshold": _below(genuine, threshold),
    }


def derived(genuine: Scores, impostor: Scores) -> dict[str, float]:
    """The limits these pairs suggest, in hundredths: the lowest to pass, the highest to review; none without pairs.

    One false match in 10,000 rests on a handful of pairs here, so a limit in force may be stricter, never milder.
    """
    if not genuine.size or not impostor.size:
        return {}
    falling = np.sort(impostor)[::-1]
    strictest = falling[int(PASS_FAR * impostor.size)]
    mildest = np.sort(genuine)[int(REVIEW_FRR * genuine.size)]
    return {"pass": math.floor(100 * strictest + 1) / 100, "review": math.floor(100 * mildest) / 100}


def _below(genuine: Scores, limit: float) -> float:
    return round(1 - share_at(genuine, limit), 6) if genuine.size else 0.0
