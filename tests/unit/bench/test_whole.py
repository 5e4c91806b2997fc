"""The cost of one verification's face work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import _whole
from bench._whole import FRAMES, apart, whole
from kyc.demo import people
from tests.faces import heads, jpeg, models_dir


def test_a_verification_has_its_time_and_its_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for name in ("astronaut", "ana", "cleo"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.jpg").write_bytes(jpeg(people.selfie(heads()[name])))
    monkeypatch.setattr(_whole, "FRAMES", 2)
    found = whole(tmp_path, 1)
    assert (found["verifications"], found["frames"]) == (1, 2)
    assert found["cpu_s"] > 0 <= found["mb_above"]


def test_nobody_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    found = apart(tmp_path)
    assert (found["verifications"], found["cpu_s"]) == (0, 0)
    assert FRAMES == 10
