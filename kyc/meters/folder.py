"""The metrics of all processes of this host, added up from a shared folder; those of ended processes are merged.

A counter must not fall when a process ends, so its count stays; but one file for every process that ever ran would make
reading ever slower. So ended processes are merged into the files of process 0, which does not exist.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, mmap_dict
from prometheus_client.multiprocess import MultiProcessCollector

from kyc.meters import MULTIPROCESS

_File: Any = mmap_dict.MmapedDict  # it has no types
_NAME = re.compile(r"(?P<kind>[a-z]+)_(?P<pid>\d+)\.db")
FOLDED = 0


def text() -> bytes:
    """The metrics in Prometheus' text format."""
    folder = os.environ.get(MULTIPROCESS)
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    with _alone(Path(folder)):
        fold(Path(folder))
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


def fold(folder: Path) -> int:
    """Merge the files of ended processes into those of process 0; returns how many files were removed."""
    ended = defaultdict[str, list[Path]](list)
    for path in folder.glob("*.db"):
        found = _NAME.fullmatch(path.name)
        if found and int(found["pid"]) != FOLDED and not _lives(int(found["pid"])):
            ended[found["kind"]].append(path)
    for kind, paths in ended.items():
        _add(folder / f"{kind}_{FOLDED}.db", paths)
        for path in paths:
            path.unlink()
    return sum(map(len, ended.values()))


def _add(target: Path, paths: Iterable[Path]) -> None:
    kept = _File(str(target))
    try:
        for path in paths:
            for key, value in _values(path):
                kept.write_value(key, kept.read_value(key)[0] + value, 0.0)
    finally:
        kept.close()


def _values(path: Path) -> Iterator[tuple[str, float]]:
    for key, value, *_ in _File.read_all_values_from_file(str(path)):
        yield key, value


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one process at a time reads or merges, so that nothing is counted twice or missed."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
