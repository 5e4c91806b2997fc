"""Writing at the very edge of a picture goes on beyond it."""

from __future__ import annotations

import pytest
from PIL import Image

from kyc.adapters.images import edges
from kyc.adapters.images.portrait import NONE, Portrait
from kyc.adapters.images.writing import NOTHING
from tests.unit.adapters.images.papers import card, cut, passport, seen

Size = tuple[int, int]


def measured(page: Image.Image) -> tuple[int, float, int, float]:
    """Ends of rows cut, letters of room, lines of the zone, letters of margin."""
    view, found = seen(page)
    size = (view.colour.shape[1], view.colour.shape[0])
    room, margin = edges.steps_of_room(found, size), edges.margin(found, size)
    return edges.rows_cut(found, size), room, edges.zone_lines(found), margin


def test_a_whole_passport_has_room_for_its_letters() -> None:
    cut_rows, room, lines, margin = measured(passport())
    assert (cut_rows, lines) == (0, 2)
    assert 46 < room < 52
    assert margin > 2


def test_a_card_has_three_lines() -> None:
    cut_rows, room, lines, _ = measured(card()[1])
    assert (cut_rows, lines) == (0, 3)
    assert 31 < room < 36


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_may_lie_any_way_round(turns: int) -> None:
    turned = passport().rotate(90 * turns, expand=True)
    cut_rows, room, lines, _ = measured(turned)
    assert (cut_rows, lines) == (0, 2)
    assert room == pytest.approx(49, abs=1.5)


def test_rows_that_run_over_the_right_edge_are_cut() -> None:
    cut_rows, room, _, _ = measured(cut(passport(), right=0.8))
    assert cut_rows >= 1
    assert room < 43


def test_a_lost_line_leaves_one_at_the_edge() -> None:
    _, _, lines, margin = measured(cut(passport(), lower=0.86))
    assert lines == 1
    assert margin < 2.3


def test_without_a_zone_nothing_is_known() -> None:
    assert edges.rows_cut(NOTHING, (1400, 1000)) == 0
    assert (edges.steps_of_room(NOTHING, (9, 9)), edges.margin(NOTHING, (9, 9)), edges.zone_lines(NOTHING)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("box", "share"),
    [((10, 10, 60, 90), 0), ((-20, 10, 40, 90), 0.25), ((60, 10, 120, 90), 0.25), ((10, 40, 60, 140), 0.5)],
)
def test_how_far_a_face_reaches_over_the_edge(box: tuple[float, float, float, float], share: float) -> None:
    assert edges.portrait_cut(Portrait(0.9, 80, box), (100, 100)) == share


def test_no_face_reaches_over_no_edge() -> None:
    assert edges.portrait_cut(NONE, (100, 100)) == 0
