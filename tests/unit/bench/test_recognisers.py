"""The engines of the bench of faces: ours by name, and dlib's as `face_recognition` runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from bench import _recognisers
from bench._recognisers import ENGINES, FaceRecognition, engine
from kyc.adapters.faces.dlib_engine import DLIB_SCALE
from kyc.adapters.faces.limits import ONNX_SCALE
from kyc.domain.errors import Refused
from tests.faces import CACHE, dlib_models_dir, jpeg, selfie

pytestmark = pytest.mark.xdist_group("recognisers bench")  # one worker: what they share is slow to make


@pytest.fixture(scope="module")
def peer() -> FaceRecognition:
    return FaceRecognition(CACHE / "bench-faces")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models of the tests in the place of the installation's, and of the peer's."""
    monkeypatch.setenv("MODELS_DIR", str(dlib_models_dir()))
    monkeypatch.setattr(_recognisers, "_cache", lambda: CACHE / "bench-faces")
    return dlib_models_dir()


def test_the_peer_tells_people_apart_at_its_own_tolerance(peer: FaceRecognition) -> None:
    first, again, other = (peer.embed(selfie(name)) for name in ("ana", "ana", "astronaut"))
    assert peer.alike(first, again) == 1
    assert peer.alike(first, other) < 0.4


def test_the_peer_says_that_there_is_no_face(peer: FaceRecognition) -> None:
    with pytest.raises(Refused, match="face_not_found"):
        peer.embed(jpeg(Image.new("RGB", (300, 300), "grey")))


def test_every_engine_comes_with_its_own_limits(installed: Path) -> None:
    limits = {name: engine(name)[1:] for name in ENGINES}
    assert limits == {
        "onnx": (ONNX_SCALE.pass_at, ONNX_SCALE.review_at),
        "dlib": (DLIB_SCALE.pass_at, DLIB_SCALE.review_at),
        "face_recognition": (0.4, 0.4),
    }
    assert installed.is_dir()


def test_our_second_engine_and_the_peer_agree_on_who_is_who(installed: Path, peer: FaceRecognition) -> None:
    ours, pass_at, _ = engine("dlib")
    one, other = selfie("bea"), selfie("cleo")
    assert ours.alike(ours.embed(one), ours.embed(other)) < pass_at
    assert peer.alike(peer.embed(one), peer.embed(other)) < pass_at
    assert installed.is_dir()
