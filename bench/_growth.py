"""What a group of processes holds: memory, open files; and how much that grows from the first part of a run on."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
FLAT = 0.02
"""Open files may rise by so much (or by 4): keep-alive connections come and go."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: seconds since the begin, MB of memory of their own (PSS), open files, MB of the write-ahead log."""

    at_s: float
    memory_mb: float
    files: int
    wal_mb: float


@dataclass(frozen=True, slots=True)
class Growth:
    """The second fifth of a run, when all is warm, against the last fifth; `wal_mb` is the most there ever was."""

    memory_mb: tuple[float, float]
    files: tuple[float, float]
    wal_mb: float

    @property
    def memory_share(self) -> float:
        """0.03: a thirtieth more."""
        first, last = self.memory_mb
        return last / first - 1 if first else 0.0

    @property
    def flat_files(self) -> bool:
        first, last = self.files
        return last <= max(first * (1 + FLAT), first + 4)


def growth(samples: Sequence[Sample]) -> Growth:
    """Needs five samples."""
    fifth = len(samples) // 5
    early, late = samples[fifth : 2 * fifth], samples[-fifth:]
    return Growth(
        (_middle(one.memory_mb for one in early), _middle(one.memory_mb for one in late)),
        (_middle(one.files for one in early), _middle(one.files for one in late)),
        round(max(one.wal_mb for one in samples), 1),
    )


def look(at_s: float, groups: Iterable[int], wal: Path | None) -> Sample:
    """A sample of some process groups; what ends meanwhile counts no more."""
    pids = members(set(groups))
    memory, files = sum(map(own_mb, pids)), sum(map(open_files, pids))
    size = wal.stat().st_size / 1e6 if wal and wal.exists() else 0.0
    return Sample(round(at_s, 1), round(memory, 1), files, round(size, 1))


def members(groups: set[int]) -> list[int]:
    """Every process of these groups."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) in groups:
                found.append(int(entry.name))
    return found


def own_mb(pid: int) -> float:
    """Its share of the memory: what it has with others counts in parts."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def open_files(pid: int) -> int:
    try:
        return len(os.listdir(PROC / str(pid) / "fd"))  # noqa: PTH208  (names are enough)
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _middle(values: Iterable[float]) -> float:
    return round(statistics.median(list(values)), 1)
