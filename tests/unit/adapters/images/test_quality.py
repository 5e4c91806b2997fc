from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFilter
from skimage import data

from kyc.adapters.images import create
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
