"""The face port with real models on real photographs."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from kyc.adapters.faces import create, limits
from kyc.adapters.faces.pages import ANYWHERE
from kyc.demo import people
from kyc.domain.errors import Refused, Unavailable
from kyc.domain.ports import FaceEngine
from kyc.domain.reasons import CATALOGUE
from tests.faces import heads, jpeg, models_dir, page, selfie
from tests.unit.adapters.images.papers import passport

BLANK = jpeg(Image.new("RGB", (900, 700), (200, 200, 200)))
PEOPLE = ("astronaut", "ana", "bea", "cleo")


@pytest.mark.parametrize("name", PEOPLE)
def test_two_crops_of_one_person_match_well_above_the_limit(engine: FaceEngine, name: str) -> None:
    found = engine.compare(jpeg(page(name)), selfie(name))
    assert found.similarity > 0.9 > found.pass_at


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_matches_another_person(engine: FaceEngine, name: str) -> None:
    for other in set(PEOPLE) - {name}:
        assert engine.compare(jpeg(page(name)), selfie(other)).similarity < limits.MATCH_REVIEW


def test_a_dim_blurred_strongly_compressed_page_still_matches(engine: FaceEngine) -> None:
    worn = ImageEnhance.Brightness(page("astronaut").filter(ImageFilter.GaussianBlur(2))).enhance(0.6)
    assert engine.compare(jpeg(worn, quality=40), selfie("astronaut")).similarity > limits.MATCH_PASS


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_matches_as_well(engine: FaceEngine, degrees: int) -> None:
    lying = page("ana").rotate(degrees, expand=True)
    assert engine.compare(jpeg(lying), selfie("ana")).similarity > 0.9


def test_eye_distances_are_in_pixels_of_each_upload(engine: FaceEngine) -> None:
    found = engine.compare(jpeg(page("ana", width=200)), selfie("ana"))
    assert found.portrait_eye_distance == pytest.approx(200 / 4, rel=0.12)
    assert found.selfie_eye_distance == pytest.approx(120 * 900 / (720 * 0.92), rel=0.12)


def test_the_comparison_carries_limits_and_engine(engine: FaceEngine) -> None:
    found = engine.compare(jpeg(page("ana")), selfie("ana"))
    assert (found.pass_at, found.review_at) == (limits.MATCH_PASS, limits.MATCH_REVIEW)
    assert found.engine == limits.MATCH_ENGINE


def test_the_portrait_s_place_is_told_as_shares_of_the_page(engine: FaceEngine) -> None:
    box = engine.compare(jpeg(page("ana")), selfie("ana")).portrait_box
    assert box is not None
    left, top, right, bottom = box
    assert 60 / 1250 < left < right < 473 / 1250
    assert 140 / 880 < top < bottom < 671 / 880


def test_of_a_good_portrait_nothing_is_unclear(engine: FaceEngine) -> None:
    assert engine.compare(jpeg(page("ana")), selfie("bea")).unclear == ()


def test_a_faint_portrait_matches_and_is_told_as_unclear(engine: FaceEngine) -> None:
    faint = ImageEnhance.Contrast(page("ana")).enhance(0.12)
    found = engine.compare(jpeg(faint), selfie("ana"))
    assert found.unclear == ("portrait_unclear",)
    assert found.similarity > limits.MATCH_PASS
    assert engine.compare(jpeg(faint), selfie("bea")).similarity < limits.MATCH_REVIEW


def test_somebody_who_holds_up_another_s_document_is_not_compared_with_themselves(engine: FaceEngine) -> None:
    """The larger face is the holder's own; the portrait lies on the page."""
    scene = Image.new("RGB", (1500, 2400), (150, 160, 170))
    scene.paste(heads()["bea"].resize((900, 1080)), (300, 0))
    document = passport().resize((1300, 915))
    document.paste(people.portrait(heads()["ana"]).resize((300, 386)), (50, 150))
    scene.paste(document, (100, 1300))
    held = jpeg(scene)
    assert engine.compare(held, selfie("bea")).similarity < limits.MATCH_REVIEW
    assert engine.compare(held, selfie("ana")).similarity > limits.MATCH_PASS


def test_two_people_on_a_picture_without_an_outline_are_ambiguous(
    engine: FaceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kyc.adapters.faces.engine.ground", lambda _: ANYWHERE)
    both = Image.new("RGB", (1500, 900), "grey")
    both.paste(heads()["bea"].resize((600, 720)), (20, 20))
    both.paste(heads()["ana"].resize((400, 480)), (900, 100))
    with pytest.raises(Refused) as refusal:
        engine.compare(jpeg(both), selfie("bea"))
    assert refusal.value.code == "portrait_ambiguous"
    assert refusal.value.code in CATALOGUE


def test_a_ghost_of_the_same_person_is_not_ambiguous(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kyc.adapters.faces.engine.ground", lambda _: ANYWHERE)
    with_ghost = page("ana")
    with_ghost.paste(with_ghost.crop((60, 140, 473, 671)).resize((180, 232)), (1000, 300))
    assert engine.compare(jpeg(with_ghost), selfie("ana")).similarity > 0.9


def test_the_same_pictures_give_the_same_answer(engine: FaceEngine) -> None:
    first, second = (engine.compare(jpeg(page("ana")), selfie("bea")) for _ in range(2))
    assert first == second


def test_a_page_without_a_portrait_is_refused_as_such(engine: FaceEngine) -> None:
    with pytest.raises(Refused) as refusal:
        engine.compare(BLANK, selfie("ana"))
    assert refusal.value.code == "portrait_not_found"
    assert refusal.value.code in CATALOGUE


def test_a_selfie_without_a_face_is_refused_as_such(engine: FaceEngine) -> None:
    for attempt in (lambda: engine.compare(jpeg(page("ana")), BLANK), lambda: engine.liveness(BLANK)):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "face_not_found"


@pytest.mark.parametrize("name", ["astronaut", "ana"])
@pytest.mark.parametrize("quality", [75, 92])
def test_a_plain_photograph_of_a_person_looks_live(engine: FaceEngine, name: str, quality: int) -> None:
    found = engine.liveness(jpeg(people.selfie(heads()[name]), quality))
    assert found.score >= found.pass_at
    assert found.engine == limits.LIVENESS_ENGINE


@pytest.mark.parametrize("name", PEOPLE)
def test_a_coarse_grey_print_of_the_same_photograph_looks_less_live(engine: FaceEngine, name: str) -> None:
    printed = _printed(people.selfie(heads()[name]))
    assert engine.liveness(jpeg(printed)).score < min(limits.LIVENESS_PASS, engine.liveness(selfie(name)).score)


def test_nothing_is_loaded_before_it_is_used(tmp_path: Path) -> None:
    unready = create(tmp_path)
    with pytest.raises(Unavailable):
        unready.liveness(selfie("ana"))


@pytest.mark.parametrize("missing", ["face_detection_yunet_2023mar.onnx", "fr_feature.onnx"])
def test_a_missing_model_is_named_by_reason(tmp_path: Path, missing: str) -> None:
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns(missing))
    with pytest.raises(Unavailable) as problem:
        create(tmp_path / "models").compare(jpeg(page("ana")), selfie("ana"))
    assert problem.value.detail == "model_missing"


def test_a_model_installed_later_is_found_without_a_restart(tmp_path: Path) -> None:
    late = create(tmp_path / "models")
    with pytest.raises(Unavailable):
        late.liveness(selfie("ana"))
    shutil.copytree(models_dir(), tmp_path / "models")
    assert late.liveness(selfie("ana")).score > limits.LIVENESS_PASS


def test_liveness_works_without_the_model_for_matching(tmp_path: Path) -> None:
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("fr_feature.onnx"))
    assert create(tmp_path / "models").liveness(selfie("ana")).score > limits.LIVENESS_PASS


def test_threads_may_share_one_engine(engine: FaceEngine) -> None:
    expected = {name: engine.liveness(selfie(name)).score for name in PEOPLE}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda name: (name, engine.liveness(selfie(name)).score), PEOPLE * 3))
    assert all(score == pytest.approx(expected[name], abs=1e-4) for name, score in found)


def _printed(picture: Image.Image) -> Image.Image:
    """Grey, with few tones and the dots of a printer, on paper whose white edge shows."""
    grey = np.asarray(picture.convert("L").resize((450, 540)), np.float64)
    rows, columns = np.indices(grey.shape)
    dots = 28 * np.sin(rows * 1.7) * np.sin(columns * 1.7)
    toned = np.clip(np.round((grey + dots) / 32) * 26 + 30, 0, 255).astype(np.uint8)
    paper = Image.new("L", (900, 1080), 225)
    paper.paste(Image.fromarray(toned), (225, 270))
    return paper.convert("RGB")
