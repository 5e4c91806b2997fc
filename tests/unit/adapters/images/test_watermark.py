"""The mark of whoever looks at a picture: on every ground, all over it, and no hindrance to judging it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.images.watermark import watermark
from tests.unit.adapters.images.pictures import saved

WORDS = "anna@example.org  22 Nov 2026, 07:31 UTC"


def even(shade: int, size: tuple[int, int] = (1600, 1000)) -> bytes:
    return saved(Image.new("L", size, shade).convert("RGB"), "JPEG")


def pixels(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(picture)).convert("L")).astype(int)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_it_shows_on_any_ground(shade: int) -> None:
    changed = np.abs(pixels(watermark(even(shade), WORDS)) - shade) > 25
    assert changed.mean() > 0.004


def test_it_covers_little(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = np.abs(pixels(watermark(even(128), WORDS)) - 128) > 12
    assert changed.mean() < 0.08


def test_no_quarter_of_the_picture_goes_without() -> None:
    changed = np.abs(pixels(watermark(even(200), WORDS)) - 200) > 25
    halves = [changed[:500, :800], changed[:500, 800:], changed[500:, :800], changed[500:, 800:]]
    assert all(part.any() for part in halves)


def test_other_words_make_another_mark() -> None:
    assert watermark(even(128), WORDS) != watermark(even(128), WORDS.replace("anna", "bert"))


@pytest.mark.parametrize(("long_side", "size"), [(None, (4000, 3000)), (1600, (1600, 1200)), (9000, (4000, 3000))])
def test_a_picture_is_made_smaller_and_never_larger(long_side: int | None, size: tuple[int, int]) -> None:
    made = watermark(even(90, (4000, 3000)), WORDS, long_side)
    assert Image.open(BytesIO(made)).size == size


def test_a_thumbnail_gets_its_mark_too() -> None:
    assert Image.open(BytesIO(watermark(even(90, (160, 200)), WORDS))).size == (160, 200)
