"""The page is found where it truly lies, or said to be the whole picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from kyc.adapters.images.page import FoundPage, find_page
from kyc.demo import specimen
from kyc.demo.specimen import Photo
from tests.unit.adapters.images.papers import card, cut, passport, photo, seen, taken
from tests.unit.adapters.images.pictures import opened, printed_page


def found(page: Image.Image | Photo) -> FoundPage | None:
    view, written = seen(page)
    return find_page(view.colour, written)


def worst(page: FoundPage, shot: Photo) -> float:
    """The largest distance of a corner from its true place, as a share of the longer side."""
    here, true = np.array(page.quad) * shot.size, np.array(shot.quad)
    return min(np.linalg.norm(np.roll(true, turn, 0) - here, axis=1).max() for turn in range(4)) / max(shot.size)


@pytest.mark.parametrize("turn", [0, 17, 45, 90, 200])
@pytest.mark.parametrize("level", [0.0, 2.0])
def test_the_corners_are_the_true_ones(turn: int, level: float) -> None:
    shot = photo(seed=turn + 1, turn=turn, level=level)
    page = found(shot)
    assert page is not None
    assert worst(page, shot) < 0.01
    assert not page.whole


def test_a_card_is_found_by_its_own_shape() -> None:
    shot = specimen.take(card()[0], 5)
    page = found(shot)
    assert page is not None
    assert worst(page, shot) < 0.01


def test_a_portrait_orientation_is_found_too() -> None:
    shot = specimen.take(card()[1], 6, turn=90)
    page = found(shot)
    assert page is not None
    assert worst(page, shot) < 0.01


def test_a_scan_cut_to_the_page_is_the_page_itself() -> None:
    for page in (passport(), card()[1], card()[0]):
        answer = found(page)
        assert answer is not None
        assert answer.whole
        assert answer.quad == ((0, 0), (1, 0), (1, 1), (0, 1))


def test_shares_lie_within_the_picture() -> None:
    page = found(photo())
    assert page is not None
    assert all(0 <= share <= 1 for corner in page.quad for share in corner)


@pytest.mark.parametrize("picture", [data.grass, data.moon, data.coins, data.brick])
def test_a_texture_has_no_page(picture: object) -> None:
    assert found(Image.fromarray(picture()).convert("RGB")) is None  # type: ignore[operator]


def test_a_page_that_leaves_the_picture_says_so() -> None:
    view, written = seen(cut(opened(taken(photo(level=0.0))), right=0.75))
    page = find_page(view.colour, written)
    assert page is not None
    assert (page.cut, page.whole) == (1, False)


def test_a_page_of_plain_print_is_found_on_its_table() -> None:
    page = found(printed_page())
    assert page is not None
    assert page.quad[0] == pytest.approx((0.1, 0.11), abs=0.02)
