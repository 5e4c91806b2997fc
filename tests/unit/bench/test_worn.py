"""Worn pages: each flaw changes the picture, and the middle of the portrait stays known."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from bench._worn import FLAWS, Page
from kyc.adapters.faces.pictures import Picture

MARK = (0, 0, 255)


def marked() -> Page:
    """A page with a dot in the middle of its portrait."""
    picture = np.full((400, 600, 3), 230, np.uint8)
    picture[120:280, 60:180] = 120
    picture[196:205, 116:125] = MARK
    return Page(picture, (120.0, 200.0), 120.0)


def head() -> Picture:
    return np.random.default_rng(3).integers(40, 220, (531, 413, 3), np.uint8)


def reddest(picture: Picture) -> tuple[float, float]:
    red = picture[..., 2].astype(int) - picture[..., 0]
    rows, columns = np.nonzero(red > 0.7 * red.max())
    return float(columns.mean()), float(rows.mean())


@pytest.mark.parametrize("name", FLAWS)
def test_the_middle_of_the_portrait_is_known_after_every_flaw(name: str) -> None:
    page = FLAWS[name].page(marked(), random.Random(5))
    x, y = reddest(page.picture)
    height, width = page.picture.shape[:2]
    assert page.holds((x / width, y / height, x / width, y / height))
    assert np.hypot(x - page.middle[0], y - page.middle[1]) < 0.1 * page.width + 1


@pytest.mark.parametrize("name", [name for name in FLAWS if name != "as it is"])
def test_every_flaw_changes_the_portrait_or_the_page(name: str) -> None:
    flaw, dice = FLAWS[name], random.Random(5)
    worn, page = flaw.portrait(head(), dice), flaw.page(marked(), dice)
    same_page = page.picture.shape == marked().picture.shape and np.array_equal(page.picture, marked().picture)
    assert not np.array_equal(worn, head()) or not same_page
    assert worn.shape == head().shape
    assert worn.dtype == page.picture.dtype == np.uint8


def test_a_box_beside_the_portrait_is_not_held() -> None:
    assert marked().holds((0.1, 0.4, 0.3, 0.6))
    assert not marked().holds((0.6, 0.4, 0.8, 0.6))


def test_the_same_dice_give_the_same_page() -> None:
    for flaw in FLAWS.values():
        first, second = (flaw.page(replace(marked()), random.Random(9)).picture for _ in range(2))
        assert np.array_equal(first, second)
