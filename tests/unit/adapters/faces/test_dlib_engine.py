"""The face port filled by the second engine, with its real weights on real photographs."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from kyc.adapters.faces import dlib_chips
from kyc.adapters.faces.dlib_engine import DLIB_SCALE, DlibFaces, create
from kyc.adapters.faces.limits import LIVENESS_ENGINE, ONNX_SCALE
from kyc.adapters.weights.table import FACE_DLIB
from kyc.checks import face_match
from kyc.domain.check import Result
from kyc.domain.errors import Refused, Unavailable
from kyc.domain.ports import Frame
from tests.faces import dlib_models_dir, heads, jpeg, page, selfie
from tests.said import said_by
from tests.unit.checks.faces_evidence import evidence

BLANK = jpeg(Image.new("RGB", (900, 700), (200, 200, 200)))
PEOPLE = ("astronaut", "ana", "bea", "cleo")


@pytest.fixture(scope="session")
def second() -> DlibFaces:
    return create(dlib_models_dir())


@pytest.mark.parametrize("name", PEOPLE)
def test_two_crops_of_one_person_match_well_above_the_limit(second: DlibFaces, name: str) -> None:
    assert second.compare(jpeg(page(name)), selfie(name)).similarity > 0.6 > DLIB_SCALE.pass_at


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_matches_another_person(second: DlibFaces, name: str) -> None:
    for other in set(PEOPLE) - {name}:
        assert second.compare(jpeg(page(name)), selfie(other)).similarity < DLIB_SCALE.pass_at


def test_a_dim_blurred_strongly_compressed_page_still_matches(second: DlibFaces) -> None:
    worn = ImageEnhance.Brightness(page("astronaut").filter(ImageFilter.GaussianBlur(2))).enhance(0.6)
    assert second.compare(jpeg(worn, quality=40), selfie("astronaut")).similarity > DLIB_SCALE.pass_at


def test_name_version_and_limits_stand_in_the_report(second: DlibFaces) -> None:
    found = second.compare(jpeg(page("ana")), selfie("ana"))
    judged = face_match.judge(evidence(face=found))
    assert (judged.result, judged.engine, judged.threshold) == (Result.PASS, DLIB_SCALE.engine, DLIB_SCALE.pass_at)
    assert judged.breakdown["review_at"] == DLIB_SCALE.review_at
    assert judged.engine != ONNX_SCALE.engine


def test_no_portrait_is_kept_because_no_limit_for_it_was_measured(second: DlibFaces) -> None:
    assert second.compare(jpeg(page("ana")), selfie("ana")).portrait is None


def test_the_numbers_of_two_pictures_are_as_alike_as_their_comparison(second: DlibFaces) -> None:
    document = jpeg(page("bea"))
    alike = second.alike(second.embed(document), second.embed(selfie("bea")))
    assert alike == pytest.approx(second.compare(document, selfie("bea")).similarity, abs=0.03)  # brought level


def test_liveness_is_scored_by_the_same_network_as_ever_and_says_so(second: DlibFaces) -> None:
    found = second.liveness(selfie("ana"))
    assert found.engine == LIVENESS_ENGINE
    assert found.score >= found.pass_at


def test_frames_of_a_challenge_are_compared_on_this_engine_s_scale(second: DlibFaces) -> None:
    measured = second.measure_frames(selfie("ana"), [Frame(0, selfie("ana")), Frame(400, selfie("cleo"))])
    same, other = measured.frames
    assert same.similarity == pytest.approx(1.0, abs=1e-6)
    assert other.similarity < measured.limits.pass_at == DLIB_SCALE.pass_at


@pytest.mark.parametrize(("document", "person", "reason"), [(True, False, "face"), (False, True, "portrait")])
def test_what_shows_no_face_is_refused_as_such(second: DlibFaces, document: bool, person: bool, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        second.compare(jpeg(page("ana")) if document else BLANK, selfie("ana") if person else BLANK)
    assert refusal.value.code == f"{reason}_not_found"


def test_missing_weights_are_told_with_the_command_that_fetches_them(tmp_path: Path) -> None:
    shutil.copytree(dlib_models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns(FACE_DLIB.file.name))
    with said_by(dlib_chips) as said, pytest.raises(Unavailable) as problem:
        create(tmp_path / "models").compare(jpeg(page("ana")), selfie("ana"))
    assert problem.value.detail == "model_missing"
    assert (said[0]["model"], said[0]["command"]) == (
        FACE_DLIB.file.name,
        "FACE_ENGINE=dlib flask kyc models install",
    )


def test_weights_that_were_altered_are_never_loaded(tmp_path: Path) -> None:
    shutil.copytree(dlib_models_dir(), tmp_path / "models")
    (tmp_path / "models" / FACE_DLIB.file.name).write_bytes(b"something else")
    with pytest.raises(Unavailable, match="model_missing"):
        create(tmp_path / "models").embed(selfie("ana"))


def test_a_missing_package_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dlib", None)
    with pytest.raises(ImportError):
        importlib.import_module("dlib")
    with said_by(dlib_chips) as said, pytest.raises(Unavailable) as problem:
        create(dlib_models_dir()).compare(jpeg(page("ana")), selfie("ana"))
    assert problem.value.detail == "model_missing"
    assert (said[0]["package"], said[0]["command"]) == ("dlib-bin", "pip install dlib-bin==20.0.1.post1")


def test_liveness_works_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dlib", None)
    assert create(dlib_models_dir()).liveness(selfie("ana")).score > 0


def test_the_same_person_in_other_light_is_still_the_same(second: DlibFaces) -> None:
    dim = ImageEnhance.Brightness(page("cleo")).enhance(0.5)
    assert second.compare(jpeg(dim), jpeg(heads()["cleo"])).similarity > DLIB_SCALE.pass_at
