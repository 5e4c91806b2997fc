"""The bench of the numbers page measures each part over rows that hold together."""

from __future__ import annotations

from pathlib import Path

from bench.numbers import PARTS, measured


def test_every_part_is_measured(tmp_path: Path) -> None:
    told = measured(tmp_path, 60)
    assert told["verifications"] == 60
    assert set(told["parts_cpu_ms"]) == set(PARTS)
    assert told["cpu_ms"] > 0
