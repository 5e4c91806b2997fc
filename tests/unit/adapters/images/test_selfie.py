"""A selfie is refused at once, by name and with plain words, where no face could be compared from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from kyc.adapters.images import create, portrait
from kyc.adapters.images.selfie import SECOND_WARN
from kyc.demo import people
from kyc.demo.turning import Head
from kyc.domain.ports import ImageQuality
from kyc.domain.reasons import CATALOGUE
from tests.faces import array, heads, models_dir
from tests.said import said_by
from tests.unit.adapters.images.papers import passport
from tests.unit.adapters.images.pictures import as_picture

SEEING, BLIND = create(models_dir=models_dir()), create()
PEOPLE = ("astronaut", "ana", "bea", "cleo")
WALL = (168, 172, 165)


def quality(image: Image.Image) -> ImageQuality:
    return SEEING.selfie_quality(as_picture(image))


def selfie(name: str = "ana") -> Image.Image:
    return people.selfie(heads()[name])


def in_a_room(height: int, width: int = 640) -> Image.Image:
    """The person so high in a picture of 640 x 480."""
    room, head = Image.new("RGB", (width, 480), WALL), selfie()
    head = head.resize((round(head.width * height / head.height), height), Image.Resampling.LANCZOS)
    room.paste(head, ((width - head.width) // 2, 480 - height))
    return room


def together(first: str, second: str, scale: float) -> Image.Image:
    """Two people side by side, the second one smaller."""
    one, other = selfie(first), selfie(second)
    other = other.resize((round(other.width * scale), round(other.height * scale)), Image.Resampling.LANCZOS)
    both = Image.new("RGB", (one.width + other.width, one.height), WALL)
    both.paste(one, (0, 0))
    both.paste(other, (one.width, 0))
    return both


def turned(name: str, degrees: float) -> Image.Image:
    """The head turned by this much, as its photograph is drawn again."""
    head, unit = heads()[name], 120
    middle, eyes = head.width / 2, 0.3 * head.height
    drawn = Head(array(head), ((middle - unit / 2, eyes), (middle + unit / 2, eyes))).view(degrees)
    return Image.fromarray(np.ascontiguousarray(drawn[..., ::-1]))


def dimmed(image: Image.Image, light: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(light)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_good_selfie_is_accepted_without_a_word(name: str) -> None:
    found = quality(selfie(name))
    assert (found.refused, found.warnings) == (None, ())


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda: passport().crop((700, 300, 1100, 500)), "face_not_found"),
        (lambda: Image.effect_noise((640, 480), 60).convert("RGB"), "face_not_found"),
        (lambda: together("ana", "astronaut", 1.0), "multiple_faces"),
        (lambda: in_a_room(110), "face_too_small"),
        (lambda: turned("ana", -55), "face_turned"),
        (lambda: turned("cleo", 55), "face_turned"),
        (lambda: dimmed(selfie(), 0.1), "image_too_dark"),
        (lambda: selfie().point(lambda value: 215 + value), "image_too_bright"),
        (lambda: selfie().filter(ImageFilter.GaussianBlur(14)), "image_blurry"),
        (lambda: dimmed(selfie(), 0.5).filter(ImageFilter.GaussianBlur(14)), "image_blurry"),
    ],
)
def test_a_spoilt_selfie_is_refused_by_what_is_wrong_with_it(spoil: Callable[[], Image.Image], reason: str) -> None:
    found = quality(spoil())
    assert (found.refused, found.warnings) == (reason, ())
    assert CATALOGUE[reason].retry


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_face_that_is_upside_down_or_on_its_side_is_refused_as_such(name: str, quarters: int) -> None:
    """Compared like this it resembles nobody, and the person would be rejected as another."""
    assert quality(selfie(name).rotate(90 * quarters, expand=True)).refused == "image_turned"


def test_a_dark_face_before_a_bright_window_is_refused_as_dark() -> None:
    window = Image.new("RGB", (1600, 1200), (236, 240, 244))
    window.paste(dimmed(selfie(), 0.12), (350, 120))
    assert quality(window).refused == "image_too_dark"


def test_a_small_head_before_a_plain_wall_is_not_taken_for_the_wall() -> None:
    assert quality(in_a_room(260)).refused is None
    assert quality(in_a_room(110)).refused == "face_too_small"


def test_a_face_before_a_black_curtain_is_judged_by_its_own_light() -> None:
    curtain = Image.new("RGB", (2000, 2400))
    curtain.paste(selfie("astronaut").resize((450, 540)).crop((60, 30, 390, 420)), (800, 900))
    assert quality(curtain).refused is None


def test_a_bystander_far_off_is_no_matter() -> None:
    found = quality(together("astronaut", "cleo", 0.3))
    assert (found.refused, found.warnings) == (None, ())


def test_somebody_half_as_large_is_warned_of() -> None:
    found = quality(together("astronaut", "cleo", 0.65))
    assert (found.refused, found.warnings) == (None, ("multiple_faces",))
    assert found.measures is not None
    assert found.measures["face_second"] > SECOND_WARN


@pytest.mark.parametrize(
    ("spoil", "warning"),
    [
        (lambda: in_a_room(300), "face_too_small"),
        (lambda: dimmed(selfie("cleo"), 0.28), "image_too_dark"),
        (lambda: selfie().point(lambda value: 130 + value), "image_too_bright"),
        (lambda: selfie("astronaut").filter(ImageFilter.GaussianBlur(4)), "image_blurry"),
    ],
)
def test_a_doubt_is_a_warning(spoil: Callable[[], Image.Image], warning: str) -> None:
    found = quality(spoil())
    assert found.refused is None
    assert warning in found.warnings


def test_a_slight_turn_is_no_matter() -> None:
    assert quality(turned("ana", 10)).refused is None


def test_a_large_photograph_is_judged_as_a_small_one() -> None:
    small, large = quality(selfie()), quality(selfie().resize((2700, 3240), Image.Resampling.LANCZOS))
    assert small.measures is not None
    assert large.measures is not None
    assert large.refused is None
    assert large.measures["face_eye_distance"] == pytest.approx(3 * small.measures["face_eye_distance"], rel=0.03)
    assert large.measures["face_turn"] == pytest.approx(small.measures["face_turn"], abs=3)


def test_without_the_model_nobody_is_refused_for_the_face_and_it_is_said_once(tmp_path: Path) -> None:
    unready = create(models_dir=tmp_path)
    with said_by(portrait) as said:
        for spoilt in (together("ana", "astronaut", 1.0), in_a_room(300), turned("cleo", 55)):
            assert unready.selfie_quality(as_picture(spoilt)).refused is None
    assert [(entry["event"], entry["reason"]) for entry in said] == [("portraits_not_looked_for", "model_missing")]


def test_without_the_model_light_sharpness_and_size_are_judged_still() -> None:
    assert BLIND.selfie_quality(as_picture(dimmed(selfie(), 0.05))).refused == "image_too_dark"
    assert BLIND.selfie_quality(as_picture(selfie().filter(ImageFilter.GaussianBlur(14)))).refused == "image_blurry"
    assert BLIND.selfie_quality(as_picture(selfie().resize((160, 190)))).refused == "image_too_small"
