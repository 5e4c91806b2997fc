from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image, ImageChops

from kyc.demo.specimen import SpecimenFields, eu_licence, id_card, residence_permit, td2_card, us_licence, visa
from kyc.demo.specimen.card import Sides

FIELDS = SpecimenFields("Müller", "Zoë Anna", "UT1234567", date(1990, 1, 15), date(2031, 6, 30), "F")
OTHER = replace(FIELDS, number="UT7654321", expiry_date=date(2033, 1, 2))
BLUE = Image.new("RGB", (413, 531), (10, 20, 200))
TWO_SIDED = [id_card, residence_permit, eu_licence, us_licence]
Draw = Callable[..., Sides]


def same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is None


@pytest.mark.parametrize("draw", TWO_SIDED)
def test_both_sides_have_the_size_of_a_card(draw: Draw) -> None:
    front, back = draw(FIELDS, BLUE)
    assert front.size == back.size == (1198, 756)
    assert front.width / front.height == pytest.approx(85.60 / 53.98, abs=0.01)


@pytest.mark.parametrize("draw", TWO_SIDED)
def test_the_portrait_is_on_the_front_alone(draw: Draw) -> None:
    front, back = draw(FIELDS, BLUE)
    assert front.getpixel((200, 350)) == (10, 20, 200)
    assert (10, 20, 200) not in {colour for _, colour in back.getcolors(1 << 24)}


@pytest.mark.parametrize("draw", TWO_SIDED)
def test_a_forged_back_changes_the_back_and_leaves_the_front(draw: Draw) -> None:
    honest, forged = draw(FIELDS, BLUE), draw(FIELDS, BLUE, back=OTHER)
    assert same(honest[0], forged[0])
    assert not same(honest[1], forged[1])
    assert same(forged[1], draw(OTHER, BLUE)[1])


def test_a_residence_permit_is_told_from_an_identity_card_on_both_sides() -> None:
    card, permit = id_card(FIELDS, BLUE), residence_permit(FIELDS, BLUE)
    assert not same(card[0], permit[0])
    assert not same(card[1], permit[1])


@pytest.mark.parametrize(
    ("page", "millimetres"),
    [
        (td2_card(FIELDS, BLUE), (105, 74)),
        (visa(FIELDS, BLUE), (120, 80)),
        (visa(FIELDS, BLUE, "MRVB"), (105, 74)),
    ],
)
def test_cards_and_visas_of_one_side_have_their_sizes_and_a_portrait(
    page: Image.Image, millimetres: tuple[int, int]
) -> None:
    assert page.size == (14 * millimetres[0], 14 * millimetres[1])
    assert page.getpixel((250, 400)) == (10, 20, 200)
