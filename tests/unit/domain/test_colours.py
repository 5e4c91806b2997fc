"""Colours: how they are written, how they contrast, and the nearest that serves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kyc.domain.colours import BLACK, WHITE, Colour, colour, contrast, luminance, mixed, nearest, written

part = st.integers(0, 255)
any_colour = st.tuples(part, part, part)


@pytest.mark.parametrize("text", ["#0a7f5a", "0A7F5A", "  #0a7F5a ", "0a7f5a"])
def test_a_colour_may_be_typed_in_several_ways(text: str) -> None:
    assert colour(text) == (10, 127, 90)


def test_the_short_form_doubles_each_digit() -> None:
    assert colour("#1bf") == (0x11, 0xBB, 0xFF)


@pytest.mark.parametrize(
    "text",
    ["", "#", "green", "#12", "#12345", "#1234567", "#12345g", "rgb(1,2,3)", "#12 345", "#١٢٣", "var(--x)", "#fff;}"],
)
def test_nothing_else_is_a_colour(text: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        colour(text)


@settings(max_examples=50, deadline=None)
@given(any_colour)
def test_what_is_written_reads_the_same(one: Colour) -> None:
    assert colour(written(one)) == one
    assert written(one) == written(one).lower()


def test_luminance_runs_from_black_to_white() -> None:
    assert luminance(BLACK) == 0
    assert luminance(WHITE) == pytest.approx(1)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that WCAG's own texts name as readable on white
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffff00", "#ffffff", 1.07),
    ],
)
def test_contrasts_that_everybody_knows(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.005)


@settings(max_examples=50, deadline=None)
@given(any_colour, any_colour)
def test_contrast_has_no_order_and_a_range(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, one) == 1


def test_a_mixture_lies_between() -> None:
    assert mixed(BLACK, WHITE, 0) == BLACK
    assert mixed(BLACK, WHITE, 1) == WHITE
    assert mixed((0, 100, 200), (100, 200, 0), 0.25) == (25, 125, 150)


def test_the_nearest_is_the_colour_itself_where_it_serves() -> None:
    assert nearest((10, 20, 30), BLACK, lambda _: True) == (10, 20, 30)


def test_the_nearest_goes_no_further_than_needed() -> None:
    found = nearest(WHITE, BLACK, lambda shade: shade[0] <= 128)
    assert 126 <= found[0] <= 128
    assert found[0] == found[1] == found[2], "a grey stays one"


def test_where_nothing_serves_the_end_is_left() -> None:
    assert nearest(WHITE, BLACK, lambda _: False) == BLACK
