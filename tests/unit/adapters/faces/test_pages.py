"""Where the document lies on a picture, and which faces belong to it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kyc.adapters.faces.pages import ANYWHERE, SLACK, Ground, ground
from kyc.adapters.faces.pictures import Box
from tests.faces import array
from tests.unit.adapters.images.papers import passport

LEFT_HALF = Ground(np.array([[0, 0], [0.5, 0], [0.5, 1], [0, 1]], np.float32), known=True)


@pytest.mark.parametrize(
    ("box", "held"),
    [
        ((0.1, 0.1, 0.3, 0.4), True),
        ((0.3, 0.3, 0.7, 0.6), True),
        ((0.4, 0.4, 0.6 + 1.9 * SLACK, 0.6), True),
        ((0.4, 0.4, 0.6 + 2.1 * SLACK, 0.6), False),
        ((0.6, 0.1, 0.9, 0.4), False),
    ],
)
def test_the_middle_of_a_face_tells_whether_it_belongs_to_the_page(box: Box, held: bool) -> None:
    assert LEFT_HALF.holds(box) is held


def test_a_scan_is_the_page_itself() -> None:
    found = ground(array(passport()))
    assert found.known
    assert found.holds((0.0, 0.0, 0.1, 0.1))
    assert found.holds((0.9, 0.9, 1.0, 1.0))


def test_on_a_table_the_outline_is_the_limit() -> None:
    table = Image.new("RGB", (2000, 2600), (70, 62, 55))
    table.paste(passport().resize((1600, 1126)), (200, 1300))
    found = ground(array(table))
    assert found.known
    assert found.holds((0.2, 0.6, 0.4, 0.8))
    assert not found.holds((0.3, 0.1, 0.6, 0.4))


def test_where_no_page_is_seen_a_portrait_may_be_anywhere() -> None:
    found = ground(array(Image.new("RGB", (640, 480), (168, 172, 165))))
    assert found is ANYWHERE
    assert not found.known
    assert found.holds((0.0, 0.0, 0.02, 0.02))
