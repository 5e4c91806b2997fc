from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from skimage import data

from kyc.adapters.images import create
from kyc.domain.documents import DocumentType, Side
from tests.faces import models_dir
from tests.unit.adapters.images import papers
from tests.unit.adapters.images.pictures import as_picture, printed_page

INTAKE = create()
FACE = Image.fromarray(data.astronaut())


def test_a_readable_page_is_accepted_without_a_warning() -> None:
    found = INTAKE.document_quality(as_picture(printed_page()))
    assert found.refused is None
    assert found.warnings == ()


def test_a_page_held_upright_is_accepted() -> None:
    turned = printed_page().transpose(Image.Transpose.ROTATE_90)
    assert INTAKE.document_quality(as_picture(turned)).refused is None


@pytest.mark.parametrize("angle", [7, 15, 30, 45, 60])
def test_a_page_that_lies_askew_is_accepted(angle: int) -> None:
    askew = printed_page().rotate(angle, expand=True, fillcolor=(90, 70, 50), resample=Image.Resampling.BICUBIC)
    assert INTAKE.document_quality(as_picture(askew)).refused is None


def test_a_page_in_poor_light_is_judged_by_its_sharpness() -> None:
    assert INTAKE.document_quality(as_picture(printed_page(light=0.3))).refused is None


def test_a_blurred_page_is_refused() -> None:
    assert INTAKE.document_quality(as_picture(printed_page(blur=8))).refused == "image_blurry"


def test_a_slightly_soft_page_is_only_warned_of() -> None:
    found = INTAKE.document_quality(as_picture(printed_page(blur=2.4)))
    assert found.refused is None
    assert "image_blurry" in found.warnings


def test_a_page_in_the_dark_is_refused() -> None:
    assert INTAKE.document_quality(as_picture(printed_page(light=0.1))).refused == "image_too_dark"


@pytest.mark.parametrize(
    ("shade", "reason"), [(0, "image_too_dark"), (128, "document_not_found"), (255, "image_too_bright")]
)
def test_an_empty_picture_is_refused_for_what_it_is(shade: int, reason: str) -> None:
    assert INTAKE.document_quality(as_picture(Image.new("RGB", (1200, 900), (shade,) * 3))).refused == reason


def test_a_picture_without_writing_is_no_document() -> None:
    sky = Image.radial_gradient("L").resize((1200, 900))
    assert INTAKE.document_quality(as_picture(sky)).refused in ("document_not_found", "image_blurry")
    ball = Image.new("RGB", (1200, 900), "grey")
    ImageDraw.Draw(ball).ellipse((400, 250, 800, 650), fill="white")
    assert INTAKE.document_quality(as_picture(ball)).refused == "document_not_found"


def test_a_tiny_page_is_refused() -> None:
    assert INTAKE.document_quality(as_picture(printed_page().resize((240, 180)))).refused == "image_too_small"


def test_a_burnt_out_spot_is_warned_of() -> None:
    page = printed_page()
    spot = Image.radial_gradient("L").resize((600, 600)).point(lambda value: max(0, 255 - 2 * value) * 2)
    page.paste(Image.new("RGB", (600, 600), "white"), (300, 200), spot)
    found = INTAKE.document_quality(as_picture(page))
    assert found.refused is None
    assert "image_glare" in found.warnings


def test_a_selfie_is_accepted() -> None:
    assert INTAKE.selfie_quality(as_picture(FACE)).refused is None


def test_a_blurred_selfie_is_refused() -> None:
    blurred = FACE.filter(ImageFilter.GaussianBlur(9))
    assert INTAKE.selfie_quality(as_picture(blurred)).refused == "image_blurry"


def test_a_black_selfie_is_refused_as_dark() -> None:
    assert INTAKE.selfie_quality(as_picture(Image.new("RGB", (600, 600)))).refused == "image_too_dark"


def test_a_grey_wall_is_no_selfie() -> None:
    assert INTAKE.selfie_quality(as_picture(Image.new("RGB", (600, 600), "grey"))).refused == "face_not_found"


def test_the_measures_are_told() -> None:
    found = INTAKE.document_quality(as_picture(printed_page()))
    assert found.measures is not None
    assert found.measures["long_side"] == 1200
    assert found.measures["sharpness"] > 250


SEEING = create(models_dir=models_dir())
CARD, LICENCE, PASSPORT = DocumentType.ID_CARD, DocumentType.DRIVER_LICENSE, DocumentType.PASSPORT


@pytest.mark.parametrize(("index", "side"), [(0, Side.FRONT), (1, Side.BACK)])
def test_both_sides_of_cards_are_taken_as_what_they_are(index: int, side: Side) -> None:
    for kind, pages in ((CARD, papers.card()), (LICENCE, papers.licence())):
        assert SEEING.document_quality(as_picture(pages[index]), side, kind).refused is None


@pytest.mark.parametrize(("index", "side"), [(1, Side.FRONT), (0, Side.BACK)])
def test_the_other_side_of_a_card_is_refused(index: int, side: Side) -> None:
    for kind, pages in ((CARD, papers.card()), (LICENCE, papers.licence())):
        assert SEEING.document_quality(as_picture(pages[index]), side, kind).refused == "wrong_side"


def test_without_the_model_no_side_is_refused_and_the_measures_say_so(tmp_path: Path) -> None:
    blind = create(models_dir=tmp_path)
    found = blind.document_quality(as_picture(papers.card()[1]), Side.FRONT, CARD)
    assert found.refused is None
    assert found.measures is not None
    assert found.measures["portrait_sought"] == 0


def test_a_side_that_nobody_asked_for_is_not_judged() -> None:
    assert SEEING.document_quality(as_picture(papers.card()[1])).refused is None


def test_the_page_comes_with_the_answer() -> None:
    assert SEEING.document_quality(as_picture(papers.passport())).page == ((0, 0), (1, 0), (1, 1), (0, 1))
    shot = papers.photo()
    found = SEEING.document_quality(papers.taken(shot), Side.DATA_PAGE, PASSPORT)
    assert found.page is not None
    assert found.page[0] == pytest.approx((shot.quad[0][0] / shot.size[0], shot.quad[0][1] / shot.size[1]), abs=0.01)


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("turn", [0, 30, 180])
def test_what_can_be_read_is_not_refused(level: float, turn: int) -> None:
    shot = papers.photo(seed=turn + 7, turn=turn, level=level)
    assert SEEING.document_quality(papers.taken(shot), Side.DATA_PAGE, PASSPORT).refused is None


def test_a_face_alone_is_no_document() -> None:
    assert SEEING.document_quality(as_picture(FACE), Side.FRONT, CARD).refused == "document_not_found"


@pytest.mark.parametrize(
    "name", ["grass", "gravel", "brick", "coins", "chelsea", "camera", "coffee", "rocket", "moon", "hubble_deep_field"]
)
def test_scenes_and_textures_are_no_document(name: str) -> None:
    image = Image.fromarray(getattr(data, name)()).convert("RGB").resize((1000, 800))
    found = SEEING.document_quality(as_picture(image), Side.DATA_PAGE, PASSPORT)
    assert found.refused in ("document_not_found", "image_too_dark", "image_blurry")


@pytest.mark.parametrize("part", [{"right": 0.8}, {"left": 0.2}, {"lower": 0.86}])
def test_a_passport_cut_off_is_refused(part: dict[str, float]) -> None:
    page = as_picture(papers.cut(papers.passport(), **part))
    assert SEEING.document_quality(page, Side.DATA_PAGE, PASSPORT).refused == "document_cropped"


def test_a_passport_without_its_zone_is_warned_of() -> None:
    page = as_picture(papers.cut(papers.passport(), lower=0.74))
    found = SEEING.document_quality(page, Side.DATA_PAGE, PASSPORT)
    assert found.refused is None
    assert "document_cropped" in found.warnings


def test_a_thumbnail_is_warned_of_and_a_smaller_one_refused() -> None:
    small, tiny = (as_picture(papers.passport().resize((width, round(width * 0.704)))) for width in (300, 210))
    assert "image_too_small" in SEEING.document_quality(small, Side.DATA_PAGE, PASSPORT).warnings
    assert SEEING.document_quality(tiny, Side.DATA_PAGE, PASSPORT).refused == "image_too_small"


def test_the_web_process_loads_no_large_model() -> None:
    code = "import sys, kyc.adapters.images; print({'onnxruntime', 'rapidocr'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
