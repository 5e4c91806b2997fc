"""Statistics shared by several benchmarks: shares and quantiles, error rates at a threshold, memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def within(folder: Path, *names: str) -> Path:
    """The data set's folder, whether it or one above it was given: enters each of these folders that exists."""
    for name in names:
        folder = folder / name if (folder / name).is_dir() else folder
    return folder


def quantile(values: Sequence[float], share: float, digits: int = 3) -> float:
    """The smallest value that this share of all do not exceed; 0 where there are none."""
    return round(sorted(values)[int((len(values) - 1) * share)], digits) if values else 0.0


def peak_mb() -> int:
    """The peak memory of this process, libraries included; `ru_maxrss` would start from the parent's."""
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
    """The probability that a score of the first group is above one of the second; ties count half."""
    if not higher.size or not lower.size:
        return 0.0
    ordered = np.sort(lower)
    below = np.searchsorted(ordered, higher, "left") + np.searchsorted(ordered, higher, "right")
    return round(float(below.mean()) / (2 * lower.size), 6)
