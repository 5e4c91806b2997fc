"""How well a portrait can be seen, what is doubted of it, and what is done for a faint one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from kyc.adapters.faces.clarity import FAINT, LEAST_SCORE, clarity, doubts, evened
from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pictures import Picture
from kyc.adapters.faces.portraits import portrait
from kyc.domain.reasons import CATALOGUE
from tests.faces import array, page

UNCLEAR = ("portrait_unclear",)
LINES = Image.fromarray(np.repeat(np.where(np.arange(880) % 5 < 3, 255, 90).astype(np.uint8)[:, None], 1250, 1))


def seen(detector: Detector, image: Image.Image) -> tuple[Picture, Face]:
    found = portrait(detector, array(image))
    assert found is not None
    return found.page, found.face


def faint(name: str = "ana", share: float = 0.15) -> Image.Image:
    return ImageEnhance.Contrast(page(name)).enhance(share)


@pytest.mark.parametrize("name", ["astronaut", "ana", "bea", "cleo"])
def test_nothing_is_doubted_of_a_good_portrait(detector: Detector, name: str) -> None:
    assert doubts(*seen(detector, page(name))) == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda image: image.filter(ImageFilter.GaussianBlur(10)),
        lambda image: ImageEnhance.Contrast(image).enhance(0.15),
        lambda image: ImageEnhance.Brightness(image).enhance(0.1),
        lambda image: image.point(lambda value: 130 + value),
        lambda image: Image.composite(image, Image.new("RGB", image.size, "white"), LINES),
    ],
    ids=["blurred", "faint", "dark", "burnt out", "in lines"],
)
def test_a_portrait_that_is_hard_to_see_is_unclear(
    detector: Detector, spoil: Callable[[Image.Image], Image.Image]
) -> None:
    assert doubts(*seen(detector, spoil(page("ana")))) == UNCLEAR
    assert UNCLEAR[0] in CATALOGUE


def test_a_face_that_the_detector_doubts_is_unclear(detector: Detector) -> None:
    picture, face = seen(detector, page("ana"))
    assert doubts(picture, replace(face, score=LEAST_SCORE - 0.01)) == UNCLEAR
    assert doubts(picture, replace(face, score=LEAST_SCORE)) == ()


def test_light_and_contrast_are_those_of_the_face(detector: Detector) -> None:
    usual, dim = (clarity(*seen(detector, image)) for image in (page("ana"), faint("ana", 0.5)))
    assert dim.contrast == pytest.approx(usual.contrast / 2, rel=0.15)
    assert dim.sharpness == pytest.approx(usual.sharpness, rel=0.3)
    assert usual.burnt < 0.1 < usual.brightness / 255


def test_a_good_portrait_is_compared_as_it_is(detector: Detector) -> None:
    picture, face = seen(detector, page("ana"))
    assert evened(picture, face) is picture


def test_a_faint_portrait_gets_the_contrast_of_a_good_one(detector: Detector) -> None:
    picture, face = seen(detector, faint())
    assert clarity(picture, face).contrast < FAINT
    found = clarity(evened(picture, face), face)
    assert 120 < found.contrast < 170
    assert 90 < found.brightness < 160


def test_a_face_without_any_contrast_is_no_crash() -> None:
    points = np.array([[40, 40], [75, 40], [57, 60], [42, 80], [72, 80]], np.float32)
    flat = np.full((120, 120, 3), 128, np.uint8)
    face = Face((20.0, 10.0, 80.0, 100.0), points, 0.9)
    assert clarity(flat, face).contrast == 0
    assert evened(flat, face).shape == flat.shape
    assert doubts(flat, face) == UNCLEAR
