"""Figures that several benches need: shares and quantiles, errors of a threshold, memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def within(folder: Path, *names: str) -> Path:
    """The set itself, whether it was named or a folder above it: goes into each of these folders that is there."""
    for name in names:
        folder = folder / name if (folder / name).is_dir() else folder
    return folder


def quantile(values: Sequence[float], share: float, digits: int = 3) -> float:
    """The smallest value that so large a share of all do not exceed; 0 where there is none."""
    return round(sorted(values)[int((len(values) - 1) * share)], digits) if values else 0.0


def peak_mb() -> int:
    """The most memory this process ever held, libraries included; `ru_maxrss` would begin with what its parent held."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def share_at(scores: Scores, threshold: float) -> float:
    """The share of scores at or above a threshold."""
    return round(float((scores >= threshold).mean()), 6) if scores.size else 0.0


def accepted_at(genuine: Scores, impostor: Scores, rate: float) -> float:
    """True accepts at the lowest threshold that accepts no larger share of impostors than `rate` (ISO/IEC 19795-1)."""
    if not genuine.size or not impostor.size:
        return 0.0
    falling = np.sort(impostor)[::-1]
    allowed = int(rate * impostor.size)
    return round(float((genuine > falling[allowed]).mean()), 6) if allowed < impostor.size else 1.0


def equal_error(genuine: Scores, impostor: Scores) -> float:
    """The error at the threshold where false accepts and false rejects come closest: the mean of both."""
    if not genuine.size or not impostor.size:
        return 0.0
    thresholds = np.unique(np.concatenate([genuine, impostor]))
    rejected = np.searchsorted(np.sort(genuine), thresholds) / genuine.size
    accepted = 1 - np.searchsorted(np.sort(impostor), thresholds) / impostor.size
    closest = int(np.abs(rejected - accepted).argmin())
    return round(float(rejected[closest] + accepted[closest]) / 2, 6)


def area(higher: Scores, lower: Scores) -> float:
    """The chance that a score of the first group lies above one of the second; ties count half."""
    if not higher.size or not lower.size:
        return 0.0
    ordered = np.sort(lower)
    below = np.searchsorted(ordered, higher, "left") + np.searchsorted(ordered, higher, "right")
    return round(float(below.mean()) / (2 * lower.size), 6)
