"""The bench of reuse: what a search costs, and which pairs count as which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import reuse
from kyc.demo import people
from tests.faces import heads, jpeg, models_dir


def told(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_one_portrait_is_found_among_all(capsys: pytest.CaptureFixture[str]) -> None:
    reuse.main(["--portraits", "30"])
    found = told(capsys.readouterr().out)
    assert (found["portraits"], found["found"]) == (30, 1)
    assert found["look_cpu_ms"] > 0 < found["database_mb"]


def test_each_pair_is_of_one_photograph_one_person_or_two() -> None:
    paths = [Path("ana/1.jpg"), Path("ana/2.jpg"), Path("bea/1.jpg")]
    similar = np.array([[0.9, 0.6, 0.1], [0.5, 0.8, 0.2], [0.0, 0.3, 0.7]])
    same, person, others = (sorted(one.tolist()) for one in reuse._pairs(paths, similar))
    assert same == [0.7, 0.8, 0.9]
    assert person == [0.5, 0.6]
    assert others == [0.0, 0.1, 0.2, 0.3]


def test_printed_portraits_are_told_from_other_peoples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for name in ("ana", "bea"):
        folder = tmp_path / "faces" / "lfw" / name
        folder.mkdir(parents=True)
        (folder / "1.jpg").write_bytes(jpeg(people.selfie(heads()[name]).resize((250, 300))))
    reuse.main([str(tmp_path), "--portraits", "2"])
    found = told(capsys.readouterr().out)
    assert (found["pages"], found["not_found"]) == (4, 0)
    assert (found["same"]["pairs"], found["same"]["at_threshold"]) == (2, 1.0)
    assert (found["others"]["pairs"], found["others"]["at_threshold"]) == (2, 0.0)
    assert (found["person"]["pairs"], found["person"]["lowest"]) == (0, 0.0)
