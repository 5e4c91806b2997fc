"""The bench of liveness, on photographs of people and grey prints of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bench._challenged import challenge_figures
from bench.liveness import Scored, figures, main
from kyc.adapters.faces import create, limits
from kyc.demo import people
from tests.faces import heads, jpeg, models_dir

NAMED = ("astronaut.jpg", "ana.jpg")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two live faces, a flat grey print of each, and a picture of nobody among both."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for kind in ("real", "spoof"):
        (tmp_path / "liveness" / kind).mkdir(parents=True)
        (tmp_path / "liveness" / kind / "nobody.jpg").write_bytes(jpeg(Image.new("RGB", (400, 400), "white")))
    for name in ("astronaut", "ana"):
        live = people.selfie(heads()[name])
        (tmp_path / "liveness" / "real" / f"{name}.jpg").write_bytes(jpeg(live))
        (tmp_path / "liveness" / "spoof" / f"{name}.jpg").write_bytes(jpeg(printed(live)))
    return tmp_path


def printed(live: Image.Image) -> Image.Image:
    """Grey with few tones, on paper whose white edge shows."""
    paper = Image.new("L", (900, 1080), 225)
    paper.paste(live.convert("L").resize((450, 540)).point(lambda value: 30 + 26 * round(value / 32)), (225, 270))
    return paper.convert("RGB")


def _passes(path: Path) -> bool:
    """What a verification would say of the same image."""
    found = create(models_dir()).liveness(path.read_bytes())
    return found.score >= found.pass_at


def told(said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def test_the_last_line_holds_every_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--turns=0", "--attacks=0"])
    found = told(capsys.readouterr().out)
    assert (found["real"], found["spoof"], found["not_found"]) == (3, 3, {"real": 1, "spoof": 1})
    passed = {kind: sum(_passes(folder / "liveness" / kind / name) for name in NAMED) for kind in ("real", "spoof")}
    assert found["apcer"] == pytest.approx(passed["spoof"] / 3, abs=1e-5)
    assert found["bpcer"] == pytest.approx(1 - passed["real"] / 3, abs=1e-5)
    assert found["threshold"] == limits.LIVENESS_PASS
    assert 0.5 < found["auc"] < 1
    assert found["cpu_ms"] > 0 < found["rss_mb"]


def test_the_set_may_be_given_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "liveness"), "--turns=0", "--attacks=0"])
    found = told(capsys.readouterr().out)
    assert found["real"] == 3
    assert (found["turns"], found["attack_sequences"]) == (0, 0)


def test_the_challenge_is_judged_on_turns_and_attacks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--turns=1", "--attacks=2"])
    found = told(capsys.readouterr().out)
    assert (found["turns"], found["turns_accepted"]) == (1, 1)
    assert (found["attack_sequences"], found["attacks_accepted"]) == (2, 0)
    assert (found["tampered"], found["tampered_accepted"]) == (4, 0)
    assert found["challenge"]["reordered"] == {"frames_out_of_order": 1}
    assert found["challenge_cpu_ms"] > 0


def test_a_folder_in_which_nobody_looks_straight_gives_no_turns(tmp_path: Path) -> None:
    (tmp_path / "nobody.jpg").write_bytes(jpeg(Image.new("RGB", (400, 400), "white")))
    found = challenge_figures(create(models_dir()), [tmp_path / "nobody.jpg"], [], 3, 3)
    assert (found["turns"], found["attack_sequences"], found["challenge"]) == (0, 0, {})


def test_errors_are_counted_at_the_product_s_threshold() -> None:
    found = figures(np.array([9.0, 4.0, 3.0, -1.0]), np.array([5.0, -5.0, -6.0, -7.0, -np.inf]), 4.0)
    assert (found["apcer"], found["bpcer"]) == (0.2, 0.5)
    assert found["auc"] == pytest.approx(17 / 20)


def test_a_face_that_is_not_found_does_not_pass() -> None:
    nobody = Scored([-np.inf, 5.0])
    assert nobody.not_found == 1
    assert figures(nobody.found, nobody.found, 4.0)["bpcer"] == 0.5


def test_empty_folders_give_figures_and_no_crash() -> None:
    nothing = Scored().found
    found = figures(nothing, nothing, 4.0)
    assert (found["real"], found["spoof"], found["auc"], found["apcer"], found["bpcer"]) == (0, 0, 0, 0, 0)
