"""The limits, one measure after the other, on figures alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kyc.adapters.images import judgement
from kyc.adapters.images.document import Measures
from kyc.adapters.images.sides import is_other_side
from kyc.checks.face_match import LEAST_EYE_DISTANCE
from kyc.domain.documents import DocumentType, Side
from kyc.domain.reasons import CATALOGUE

PASSPORT = Measures(
    long_side=2000,
    page=1,
    page_long_side=1600,
    page_cut=0,
    sharpness=800,
    contrast=200,
    dark_share=0.02,
    bright_share=0.1,
    glare_share=0,
    writing=150,
    zone_lines=2,
    zone_pitch=30,
    zone_room=60,
    zone_margin=4,
    zone_cut=0,
    portrait=0.93,
    portrait_height=0.3,
    portrait_cut=0,
    portrait_sought=1,
    barcode=0,
)
BACK = replace(PASSPORT, zone_lines=3, zone_room=40, portrait=0.1, portrait_height=0)
FRONT = replace(PASSPORT, zone_lines=0, zone_pitch=0, zone_room=0, zone_margin=0)
CARD, LICENCE, PAGE = DocumentType.ID_CARD, DocumentType.DRIVER_LICENSE, DocumentType.PASSPORT


def refusal(found: Measures, side: Side = Side.DATA_PAGE, kind: DocumentType = PAGE) -> str | None:
    return judgement.refusal(found, side, kind)


def test_an_honest_passport_is_taken_without_a_word() -> None:
    assert refusal(PASSPORT) is None
    assert judgement.warnings(PASSPORT, PAGE) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dark_share": 0.95}, "image_too_dark"),
        ({"bright_share": 0.95, "writing": 3}, "image_too_bright"),
        ({"bright_share": 0.95, "contrast": 10}, "image_too_bright"),
        ({"writing": 8}, "document_not_found"),
        ({"contrast": 12}, "document_not_found"),
        ({"writing": 18, "page": 0, "zone_lines": 0}, "document_not_found"),
        ({"writing": 2, "sharpness": 9}, "image_blurry"),
        ({"writing": 40, "sharpness": 9}, "image_blurry"),
        ({"page_long_side": 200}, "image_too_small"),
        ({"zone_pitch": 3}, "image_too_small"),
        ({"zone_room": 40}, "document_cropped"),
        ({"zone_lines": 1, "zone_margin": 1.8}, "document_cropped"),
        ({"zone_cut": 2}, "document_cropped"),
        ({"zone_margin": 0.3}, "document_cropped"),
    ],
)
def test_what_nobody_could_use_is_refused(changes: dict[str, float], reason: str) -> None:
    assert refusal(replace(PASSPORT, **changes)) == reason
    assert reason in CATALOGUE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sharpness": 100}, "image_blurry"),
        ({"sharpness": 15, "writing": 80}, "image_blurry"),
        ({"page_long_side": 400}, "image_too_small"),
        ({"zone_pitch": 6}, "image_too_small"),
        ({"glare_share": 0.02}, "image_glare"),
        ({"zone_cut": 1}, "document_cropped"),
        ({"page_cut": 1}, "document_cropped"),
        ({"zone_margin": 0.7}, "document_cropped"),
        ({"portrait_cut": 0.2}, "document_cropped"),
        ({"zone_lines": 0}, "document_cropped"),
        ({"portrait_eyes": 59}, "portrait_too_small"),
    ],
)
def test_what_a_reader_may_still_manage_is_warned_of(changes: dict[str, float], reason: str) -> None:
    found = replace(PASSPORT, **changes)
    assert refusal(found) is None
    assert judgement.warnings(found, PAGE) == (reason,)


def test_little_print_is_enough_within_the_outline_of_a_page() -> None:
    assert refusal(replace(FRONT, writing=18), Side.BACK, LICENCE) != "document_not_found"


def test_a_barcode_is_a_document_with_hardly_any_print() -> None:
    assert refusal(replace(FRONT, writing=5, barcode=1, portrait=0), Side.BACK, LICENCE) is None


def test_a_blurred_face_alone_is_no_document() -> None:
    face = replace(FRONT, writing=1, sharpness=9, portrait_height=0.6)
    assert refusal(face) == "document_not_found"


def test_a_blurred_wall_is_no_document() -> None:
    wall = replace(FRONT, writing=0, sharpness=3, contrast=30, page=0, portrait=0)
    assert refusal(wall) == "document_not_found"


def test_a_card_needs_less_room_than_a_passport() -> None:
    assert refusal(replace(BACK, zone_room=33), Side.BACK, CARD) is None
    assert refusal(replace(BACK, zone_room=28), Side.BACK, CARD) == "document_cropped"


@pytest.mark.parametrize("kind", [CARD, LICENCE, DocumentType.RESIDENCE_PERMIT])
def test_a_back_sent_as_front_is_the_other_side(kind: DocumentType) -> None:
    assert refusal(BACK, Side.FRONT, kind) == "wrong_side"
    assert refusal(BACK, Side.BACK, kind) is None


def test_a_front_sent_as_back_is_the_other_side() -> None:
    assert refusal(FRONT, Side.BACK, CARD) == "wrong_side"
    assert refusal(FRONT, Side.FRONT, CARD) is None


def test_a_licences_barcode_tells_its_back() -> None:
    back = replace(FRONT, portrait=0, portrait_height=0, barcode=1)
    assert refusal(back, Side.FRONT, LICENCE) == "wrong_side"
    assert refusal(back, Side.BACK, LICENCE) is None


@pytest.mark.parametrize(
    ("found", "side"),
    [
        (replace(BACK, portrait_sought=0), Side.FRONT),
        (replace(BACK, portrait=0.5), Side.FRONT),
        (replace(BACK, zone_lines=2), Side.FRONT),
        (replace(FRONT, portrait_height=0.12), Side.BACK),
        (replace(FRONT, portrait=0.6), Side.BACK),
        (replace(FRONT, zone_lines=3), Side.BACK),
        (replace(FRONT, page=0), Side.BACK),
        (replace(FRONT, portrait_sought=0), Side.BACK),
    ],
)
def test_a_doubt_about_the_side_refuses_nobody(found: Measures, side: Side) -> None:
    assert not is_other_side(found, side, CARD)


def test_a_passport_has_no_other_side() -> None:
    assert not is_other_side(BACK, Side.DATA_PAGE, PAGE)
    assert not is_other_side(BACK, Side.FRONT, None)


def test_the_measures_are_told_by_name() -> None:
    told = PASSPORT.as_map()
    assert told["page_long_side"] == 1600
    assert set(told) == set(Measures.__slots__)


@pytest.mark.parametrize("changes", [{"portrait_eyes": 60}, {"portrait_eyes": 20, "portrait": 0.7}])
def test_a_large_portrait_and_what_may_be_none_are_not_warned_of(changes: dict[str, float]) -> None:
    assert judgement.warnings(replace(PASSPORT, **changes), PAGE) == ()


def test_a_portrait_is_as_large_as_a_face_match_needs_it() -> None:
    assert judgement.PORTRAIT_EYES == LEAST_EYE_DISTANCE
