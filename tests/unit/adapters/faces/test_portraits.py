"""The portrait of a page: however the page lies, however poor the picture is, and whoever else is seen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from kyc.adapters.faces.detection import Detector, Face
from kyc.adapters.faces.pages import Ground
from kyc.adapters.faces.pictures import Box, Picture
from kyc.adapters.faces.portraits import (
    LEAST_EYES,
    RIVAL_EYES,
    Portrait,
    as_it_is,
    cleaned,
    portrait,
    settled,
)
from tests.faces import array, heads, page

EYES = (60 + 413 / 2, 140 + 0.4 * 531)
"""Between the eyes of the portrait of `page`, which is 1250 pixels wide and 880 high."""


def sought(detector: Detector, image: Image.Image) -> Portrait:
    found = portrait(detector, array(image))
    assert found is not None
    return found


def between_eyes(found: Portrait) -> NDArray[np.float32]:
    return np.asarray(found.face.landmarks[:2].mean(0))


def far_away(image: Image.Image) -> Image.Image:
    """The page on a large dark table, an eighth as wide as the picture."""
    table = Image.new("RGB", (4000, 2600), (60, 66, 72))
    table.paste(image.resize((500, 352), Image.Resampling.LANCZOS), (2100, 900))
    return table


def engraved(image: Image.Image) -> Image.Image:
    """Grey, and in lines six pixels apart."""
    grey = np.asarray(image.convert("L"), float)
    lines = 60 * np.sin(np.arange(grey.shape[0]) * 2 * np.pi / 6)[:, None]
    return Image.fromarray((70 + 156 / (1 + np.exp(-(grey - 118 + lines) / 20))).astype(np.uint8)).convert("RGB")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_portrait_is_found_however_the_page_lies(detector: Detector, degrees: int) -> None:
    found = sought(detector, page("ana").rotate(degrees, expand=True))
    assert found.page.shape == (880, 1250, 3)
    assert np.allclose(between_eyes(found), EYES, atol=15)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_its_place_is_told_on_the_page_as_it_was_given(detector: Detector, degrees: int) -> None:
    lying = page("ana").rotate(degrees, expand=True)
    left, top, right, bottom = sought(detector, lying).box
    marked = Image.new("L", (1250, 880))
    marked.paste(255, (60, 140, 473, 671))
    portrait_alone = np.asarray(marked.rotate(degrees, expand=True)) > 0
    inside = portrait_alone[
        round(top * lying.height) : round(bottom * lying.height), round(left * lying.width) : round(right * lying.width)
    ]
    assert inside.all()
    assert 0.2 * portrait_alone.sum() < inside.size < portrait_alone.sum()


def test_a_face_at_the_edge_has_its_place_within_the_page() -> None:
    face = Face((-20.0, 50.0, 150.0, 200.0), np.zeros((5, 2), np.float32), 0.9)
    assert Portrait(np.zeros((200, 100, 3), np.uint8), face, 0).box == (0.0, 0.25, 1.0, 1.0)


def test_a_smaller_ghost_portrait_is_not_taken(detector: Detector) -> None:
    with_ghost = page("ana")
    with_ghost.paste(with_ghost.crop((60, 140, 473, 671)).resize((140, 180)), (1050, 300))
    found = sought(detector, with_ghost)
    assert found.face.box[0] < 400
    assert [rival.box[0] > 1000 for rival in found.rivals] == [True]


def test_a_page_without_a_portrait_has_none(detector: Detector) -> None:
    assert portrait(detector, array(Image.new("RGB", (1250, 880), (226, 230, 222)))) is None


def test_a_face_beside_the_page_is_not_its_portrait(detector: Detector) -> None:
    """Somebody holds up a document: their own face is the larger one."""
    scene = Image.new("RGB", (1300, 1800), (150, 160, 170))
    scene.paste(heads()["bea"].resize((750, 900)), (270, 0))
    scene.paste(page("ana", width=250).resize((1000, 704)), (150, 1000))
    below = np.array([[0.1, 0.55], [0.9, 0.55], [0.9, 0.95], [0.1, 0.95]], np.float32)
    everywhere = portrait(detector, array(scene))
    inside = portrait(detector, array(scene), Ground(below, known=True))
    assert everywhere is not None
    assert inside is not None
    assert everywhere.box[1] < 0.3
    assert inside.box[1] > 0.55
    assert everywhere.rivals
    assert not inside.rivals


def test_a_page_far_away_is_found_at_the_second_look(detector: Detector) -> None:
    small = array(far_away(page("ana")))
    assert portrait(detector, small, looks=[as_it_is]) is None
    found = portrait(detector, small)
    assert found is not None
    assert 0.53 < found.box[0] < found.box[2] < 0.58


def test_an_engraved_portrait_is_found_at_the_second_look(detector: Detector) -> None:
    lined = array(engraved(page("astronaut")))
    assert portrait(detector, lined, looks=[as_it_is]) is None
    found = portrait(detector, lined)
    assert found is not None
    assert np.allclose(between_eyes(found), EYES, atol=20)


def test_what_only_the_second_look_finds_is_unclear(detector: Detector) -> None:
    found = portrait(detector, array(far_away(page("ana"))))
    assert found is not None
    assert (found.plain, found.doubts()) == (False, ("portrait_unclear",))
    plain = sought(detector, page("ana"))
    assert (plain.plain, plain.doubts()) == (True, ())


def test_a_faint_portrait_is_found(detector: Detector) -> None:
    faint = ImageEnhance.Contrast(page("bea")).enhance(0.12)
    assert np.allclose(between_eyes(sought(detector, faint)), EYES, atol=20)


def test_the_second_look_is_only_taken_where_the_first_one_fails(detector: Detector) -> None:
    taken: list[str] = []

    def noted(picture: Picture) -> Picture:
        taken.append("second")
        return cleaned(picture)

    assert portrait(detector, array(page("ana")), looks=[as_it_is, noted]) is not None
    assert not taken
    assert portrait(detector, array(Image.new("RGB", (640, 480), "grey")), looks=[as_it_is, noted]) is None
    assert taken == ["second"]


def test_what_is_smaller_than_any_portrait_is_none(detector: Detector) -> None:
    tiny = page("ana").resize((1250 * 5 // 103, 880 * 5 // 103), Image.Resampling.LANCZOS)
    found = portrait(detector, array(tiny))
    assert found is None or found.face.eye_distance >= LEAST_EYES


@pytest.mark.parametrize("degrees", [-30, 20, 30])
def test_a_page_that_lies_aslant_has_its_landmarks_in_place(detector: Detector, degrees: int) -> None:
    lying = page("cleo").rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(80, 90, 100))
    found = sought(detector, lying)
    across = found.face.landmarks[1] - found.face.landmarks[0]
    assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(-degrees, abs=8)
    assert found.face.eye_distance == pytest.approx(413 / 4, rel=0.12)


def test_a_face_that_is_lost_on_a_closer_look_stays_as_it_was(detector: Detector) -> None:
    face = Face(
        (300.0, 300.0, 60.0, 80.0),
        np.array([[0, 0], [9, 0], [5, 5], [1, 9], [8, 9]], np.float32) + np.float32(320),
        0.7,
    )
    found = Portrait(np.full((900, 900, 3), 190, np.uint8), face, 0)
    assert settled(detector, found) is found


def test_a_closer_look_that_is_much_less_sure_changes_nothing(detector: Detector) -> None:
    found = sought(detector, page("ana"))
    surer = replace(found, face=replace(found.face, score=1.2))
    assert settled(detector, surer) is surer


def test_rivals_are_faces_that_can_be_told_apart(detector: Detector) -> None:
    crowd = page("ana")
    crowd.paste(heads()["bea"].resize((216, 260)), (700, 200))
    crowd.paste(heads()["cleo"].resize((60, 72)), (1000, 200))
    rivals = sought(detector, crowd).rivals
    assert len(rivals) == 1
    assert rivals[0].eye_distance >= RIVAL_EYES
    assert 700 < rivals[0].box[0] < 860


def test_the_cleaned_picture_is_larger_and_more_even() -> None:
    dark_half = np.full((400, 600, 3), 60, np.uint8)
    dark_half[:, 300:] = 200
    cv2.putText(dark_half, "faint", (30, 200), cv2.FONT_HERSHEY_SIMPLEX, 3, (66, 66, 66), 6)
    seen = cleaned(dark_half)
    assert seen.shape == (600, 900, 3)
    assert int(seen[:, :400].max()) - int(seen[:, :400].min()) > 12


def test_a_box_covers_the_whole_where_the_face_does() -> None:
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    for quarters in range(4):
        size = (80, 60) if quarters % 2 else (60, 80)
        face = Face((0.0, 0.0, float(size[1]), float(size[0])), np.zeros((5, 2), np.float32), 0.9)
        assert Portrait(np.zeros((*size, 3), np.uint8), face, quarters).box == whole
