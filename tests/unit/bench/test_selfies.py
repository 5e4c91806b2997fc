"""The block of selfies in the bench of quality, on photographs of a few people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import _selfies
from bench._selfies import SPOILT, Selfies, measured, show, spoilt
from bench._turning import Photo
from kyc.adapters.faces.detection import Detector
from kyc.adapters.faces.selection import dominant
from kyc.adapters.images import create
from kyc.adapters.weights import read
from kyc.adapters.weights.table import FACE_DETECTION
from kyc.demo import people
from tests.faces import array, heads, jpeg, models_dir, selfie

INTAKE = create(models_dir=models_dir())
PEOPLE = ("astronaut", "ana", "cleo")


@pytest.fixture(scope="module")
def photos() -> list[Photo]:
    """Heads with the faces found in them."""
    detector, found = Detector(read(models_dir(), FACE_DETECTION.file)), []
    for name in PEOPLE:
        picture = array(heads()[name].resize((360, 432)))
        face = dominant(detector, picture)
        assert face is not None
        found.append(Photo(name, picture, face))
    return found


@pytest.fixture
def faces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Press photographs of three people and one webcam selfie."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    for name in PEOPLE:
        folder = tmp_path / "lfw" / name
        folder.mkdir(parents=True)
        (folder / "1.jpg").write_bytes(jpeg(people.portrait(heads()[name])))
    (tmp_path / "liveness" / "real").mkdir(parents=True)
    (tmp_path / "liveness" / "real" / "1.jpg").write_bytes(selfie("bea"))
    return tmp_path


def test_every_group_has_its_figures(faces: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = measured(INTAKE, faces, 9, 1)
    groups = result["groups"]
    assert set(groups) == {"press photographs", "webcam selfies", *SPOILT, "nobody"}
    assert (groups["press photographs"]["images"], groups["press photographs"]["refused"]) == (3, 0)
    assert (groups["webcam selfies"]["images"], groups["webcam selfies"]["refused"]) == (1, 0)
    assert groups["nobody"]["refused"] == groups["nobody"]["images"] == 9
    assert result["cpu_ms"]["p50"] > 0
    show(result)
    printed = capsys.readouterr().out
    assert all(name in printed for name in groups)


def test_a_folder_without_faces_gives_empty_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir()))
    groups = measured(INTAKE, tmp_path, 9, 1)["groups"]
    assert {name for name, one in groups.items() if one["images"]} == {"nobody"}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("dark", "image_too_dark"),
        ("against a window", "image_too_dark"),
        ("blurred by a tenth", "image_blurry"),
        ("far away", "face_too_small"),
        ("two people", "multiple_faces"),
    ],
)
def test_what_is_spoilt_is_refused_for_that(photos: list[Photo], kind: str, reason: str) -> None:
    found = Selfies(INTAKE).count(spoilt(photos, SPOILT[kind]))
    assert found["for"] == {reason: len(PEOPLE)}
    assert found["missed"] == 0


@pytest.mark.parametrize("kind", ["as they are", "a bystander far off"])
def test_what_is_not_spoilt_is_not_refused(photos: list[Photo], kind: str) -> None:
    found = Selfies(INTAKE).count(spoilt(photos, SPOILT[kind]))
    assert (found["refused"], found["images"]) == (0, len(PEOPLE))


def test_every_spoiling_gives_another_picture(photos: list[Photo]) -> None:
    for name, how in SPOILT.items():
        drawn = how(photos[0], photos[1])
        same = drawn.shape == photos[0].pixels.shape and np.array_equal(drawn, photos[0].pixels)
        assert same == (name == "as they are")


def test_a_small_press_photograph_is_not_counted_as_told() -> None:
    """Its size alone is no fault of the picture: what it is spoilt with has to be told."""
    small: dict[str, Any] = Selfies(INTAKE).count([_selfies.jpeg(array(heads()["ana"].resize((300, 360))))])
    assert (small["warned"], small["missed"]) == ({}, 1)


def test_a_file_that_is_no_image_is_refused_as_such() -> None:
    assert Selfies(INTAKE).count([b"no image"])["for"] == {"file_type_unsupported": 1}
