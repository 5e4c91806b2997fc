"""The bench of faces, on crops of two people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bench._worn import FLAWS
from bench.faces import Gallery, derived, figures, main, photographs
from kyc.adapters.faces import limits
from kyc.adapters.faces.dlib_engine import DLIB_SCALE
from kyc.adapters.faces.engine import OnnxFaces
from kyc.demo import people
from tests.faces import dlib_models_dir, heads, jpeg, models_dir, page, selfie

BLANK = jpeg(Image.new("RGB", (300, 300), (200, 200, 200)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two photographs of each of two people, one without anybody, and a file that is no image."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for name in ("astronaut", "ana"):
        person = tmp_path / "lfw" / name
        person.mkdir(parents=True)
        (person / "1.jpg").write_bytes(jpeg(people.selfie(heads()[name])))
        (person / "2.jpg").write_bytes(jpeg(people.portrait(heads()[name])))
    (tmp_path / "lfw" / "ana" / "3.jpg").write_bytes(BLANK)
    (tmp_path / "lfw" / "ana" / "notes.txt").write_text("no photograph")
    return tmp_path


def told(printed: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return found


def test_the_last_line_holds_every_figure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--portraits", "0"])
    printed = capsys.readouterr().out
    found = told(printed)
    assert (found["genuine"], found["impostor"], found["images"], found["not_found"]) == (2, 4, 5, 1)
    assert (found["eer"], found["far_at_threshold"], found["frr_at_threshold"]) == (0, 0, 0)
    assert found["tar_at_far"] == {"0.01": 1, "0.001": 1, "0.0001": 1}
    assert found["threshold"] == limits.MATCH_PASS
    assert found["cpu_ms"] > 0 < found["rss_mb"]
    assert "ana/3.jpg: no face" in printed


def test_the_second_engine_is_measured_on_its_own_scale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dlib_models_dir()
    main([str(folder), "--engine", "dlib", "--portraits", "0"])
    found = told(capsys.readouterr().out)
    assert (found["engine"], found["threshold"], found["review_at"]) == (
        "dlib",
        DLIB_SCALE.pass_at,
        DLIB_SCALE.review_at,
    )
    assert (found["genuine"], found["impostor"], found["eer"], found["frr_at_threshold"]) == (2, 4, 0, 0)


def test_peers_run_side_by_side_and_one_that_fails_says_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.faces.ENGINES", ("onnx", "nobody"))
    main([str(folder), "--peers"])
    printed = capsys.readouterr().out
    found = told(printed)
    assert found["onnx"]["tar_at_far"]["0.001"] == 1
    assert "invalid choice: 'nobody'" in found["nobody"]["missing"]
    assert "nobody             left out: " in printed


def test_folders_of_people_may_be_given_themselves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder / "lfw"), "--portraits", "0"])
    assert told(capsys.readouterr().out)["genuine"] == 2


def test_portraits_on_worn_pages_are_counted_by_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench._portraits.FLAWS", {"as it is": FLAWS["as it is"]})
    monkeypatch.setattr("bench.faces.apart", lambda folder: {"frames": 10})
    monkeypatch.setattr("bench._portraits._faceless", lambda seeker, textures, seed: {"pages": 0})
    main([str(folder), "--portraits", "1"])
    printed = capsys.readouterr().out
    assert told(printed)["verification"]["frames"] == 10
    found = told(printed)["portraits"]
    assert found["flaws"]["as it is"]["pages"] == 1
    assert found["flaws"]["as it is"]["as_it_is"] == 1
    assert set(found["cpu_ms"]) == {"as_it_is", "cleaned"}
    assert "without a face" in printed


def test_only_images_are_photographs(folder: Path) -> None:
    assert {path.name for path in photographs(folder / "lfw")} == {"1.jpg", "2.jpg", "3.jpg"}


def test_nobody_at_all_gives_figures_and_no_crash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path)])
    found = told(capsys.readouterr().out)
    assert (found["genuine"], found["impostor"], found["images"], found["frr_at_threshold"]) == (0, 0, 0, 0)


def test_pairs_of_one_person_are_genuine_and_each_is_counted_once() -> None:
    one, other = np.array([1.0, 0.0]), np.array([0.6, 0.8])
    genuine, impostor = Gallery(["a", "b", "a"], [one, other, one]).pairs()
    assert genuine.tolist() == [1.0]
    assert impostor.tolist() == pytest.approx([0.6, 0.6])


def test_errors_are_counted_at_the_product_s_threshold() -> None:
    found = figures(np.array([0.9, 0.5, 0.42, 0.3]), np.array([0.5, 0.2, 0.1, 0.0, -0.2]), 0.42)
    assert (found["far_at_threshold"], found["frr_at_threshold"]) == (0.2, 0.25)
    assert found["tar_at_far"] == {"0.01": 0.25, "0.001": 0.25, "0.0001": 0.25}


def test_limits_are_derived_just_above_the_false_match_that_is_one_too_many() -> None:
    impostor = np.linspace(-0.5, 0.3999, 20_000)
    genuine = np.concatenate([[0.2], np.linspace(0.317, 0.9, 99)])
    found = derived(genuine, impostor)
    assert found == {"pass": 0.40, "review": 0.31}
    assert (impostor >= found["pass"]).sum() <= 2
    assert derived(np.empty(0), impostor) == {}


def test_pairs_are_as_alike_as_the_engine_says() -> None:
    gallery = Gallery(["a", "a", "b"], [np.array([1.0]), np.array([3.0]), np.array([7.0])])
    genuine, impostor = gallery.pairs(lambda one, other: -abs(float(one[0] - other[0])))
    assert (genuine.tolist(), impostor.tolist()) == ([-2.0], [-6.0, -4.0])


def test_two_embeddings_are_as_alike_as_the_comparison_says() -> None:
    """The bench measures what the verification does: the same similarity for the same two pictures."""
    engine = OnnxFaces(models_dir(), 1)
    document = jpeg(page("ana"))
    similarity = float(engine.embed(document) @ engine.embed(selfie("ana")))
    assert similarity == pytest.approx(engine.compare(document, selfie("ana")).similarity, abs=1e-6)
