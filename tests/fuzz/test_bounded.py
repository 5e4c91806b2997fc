"""A bounded run of every target: what reads strangers' bytes takes some thousand inputs, its seeds first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import by_chance
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300
CHANCES = 3000
BOUNDED = [name for name, target in TARGETS.items() if target.runs]
BY_CHANCE = [name for name, target in TARGETS.items() if not target.runs]

pytestmark = pytest.mark.one_database


def run(name: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.fuzz", name, *words]
    found = {**os.environ, **env}
    return subprocess.run(
        command, cwd=ROOT, env=found, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S, check=False
    )


@pytest.mark.parametrize("name", BOUNDED)
def test_nothing_is_found_in_a_bounded_run(name: str, tmp_path: Path) -> None:
    runs = TARGETS[name].runs
    done = run(name, "--runs", str(runs), "--kept", str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Done {runs} runs" in done.stderr


@pytest.mark.parametrize("name", BY_CHANCE)
def test_nor_by_chance(name: str) -> None:
    """As where atheris has no wheel; HEIF and PDF take a process each, so that little more than the seeds is tried."""
    target = TARGETS[name]
    runs = 8 if name == "apart" else CHANCES
    assert by_chance(target.entry(), target.start(), runs) == 0


def test_something_that_is_found_fails() -> None:
    def breaks(data: bytes) -> None:
        assert b"seed" in data

    with pytest.raises(AssertionError):
        by_chance(breaks, [b"a seed"], runs=1000)
