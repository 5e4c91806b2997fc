"""Heaps of a process: its threads share two, where each would keep one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kyc.adapters import heap

BOUND = "from kyc.adapters import heap; heap.bound()"
APPLICATION = "from kyc.app import create_app; create_app()"
# Eight threads that hold some memory at the same moment; the C library tells its heaps on standard error.
WORK = """
import ctypes, threading
together = threading.Barrier(8)
def hold():
    held = bytearray(500_000)
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
ctypes.CDLL(None).malloc_stats()
"""


def heaps(before: str, instance: Path) -> int:
    """How many a process of its own has in the end."""
    env = {**os.environ, "INSTANCE_DIR": str(instance), "LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-c", before + WORK], check=True, env=env, timeout=120, stderr=subprocess.PIPE, text=True
    )
    return sum(line.startswith("Arena ") for line in done.stderr.splitlines())


@pytest.mark.parametrize("asked", [BOUND, APPLICATION], ids=["asked for", "in every process of the application"])
def test_the_threads_of_a_process_share_two(asked: str, tmp_path: Path) -> None:
    assert heaps("", tmp_path) > 2
    assert heaps(asked, tmp_path) == 2


def test_another_c_library_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Foreign:
        def __getattr__(self, name: str) -> None:
            asked.append(name)
            raise AttributeError(name)

    monkeypatch.setattr(heap.ctypes, "CDLL", lambda _: Foreign())
    heap.bound()
    assert asked == ["mallopt"]
