"""An accent has to be read on every ground, and so has everything that is derived from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kyc
from kyc.domain.accents import DARK, LIGHT, TEXT, THEMES, Theme, pairs, readable, shades, twin, worst
from kyc.domain.colours import Colour, colour, contrast, written

TOKENS = Path(kyc.__file__).with_name("static") / "tokens.css"
part = st.integers(0, 255)
any_colour = st.tuples(part, part, part)
in_both = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)


def tokens(theme: Theme) -> dict[str, str]:
    """What `tokens.css` says of a theme."""
    light, dark = TOKENS.read_text().split("prefers-color-scheme: dark", 1)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light if theme is LIGHT else dark.split("@media print")[0]))


@in_both
def test_the_grounds_are_those_of_the_style_sheet(theme: Theme) -> None:
    said = tokens(theme)
    for token, known in {
        "paper": theme.paper,
        "surface": theme.surface,
        "sunk": theme.sunk,
        "ink": theme.ink,
        "ink-soft": theme.ink_soft,
        "accent": theme.house,
    }.items():
        assert said[token] == written(known), token


@in_both
def test_the_house_keeps_its_own_rule(theme: Theme) -> None:
    assert worst(theme.house, theme) is None
    said = {name: colour(value) for name, value in tokens(theme).items()}
    for text in ("accent", "accent-strong", "ink", "ink-soft"):
        assert contrast(said[text], said["accent-soft"]) >= TEXT, text
    assert contrast(said["on-accent"], said["accent"]) >= TEXT
    assert contrast(said["on-accent"], said["accent-strong"]) >= TEXT


@pytest.mark.parametrize("good", ["#3345b8", "#0a7d59", "#000000", "#dd0019", "#856a00"])
def test_dark_accents_are_read_on_light_pages(good: str) -> None:
    assert worst(colour(good), LIGHT) is None
    assert all(pair.holds for pair in pairs(colour(good), LIGHT))


@pytest.mark.parametrize(("weak", "what"), [("#ffcc00", 1.32), ("#ffffff", 1.0), ("#0a7f5a", 4.39)])
def test_a_weak_accent_is_named_by_its_worst_pair(weak: str, what: float) -> None:
    low = worst(colour(weak), LIGHT)
    assert low
    assert low.ratio < low.needed
    assert low.ratio == pytest.approx(what, abs=0.01)
    assert low.what in {"link on a grey field", "link on a panel"}


def test_what_is_read_on_light_pages_is_not_on_dark_ones() -> None:
    assert worst(LIGHT.house, DARK) is not None
    assert worst(DARK.house, LIGHT) is not None


@in_both
@settings(max_examples=120, deadline=None)
@given(any_colour)
def test_every_colour_has_a_nearest_shade_from_which_everything_can_be_read(theme: Theme, wished: Colour) -> None:
    accent = readable(wished, theme)
    assert worst(accent, theme) is None
    made = shades(accent, theme)
    assert worst(made.strong, theme) is None
    assert made.strong != accent, "a button under the pointer can be told"
    for text in (made.accent, made.strong, theme.ink, theme.ink_soft):
        assert contrast(text, made.tint) >= TEXT
    assert min(contrast(made.label, made.accent), contrast(made.label, made.strong)) >= TEXT


@in_both
def test_a_readable_accent_stays_as_it_is(theme: Theme) -> None:
    assert readable(theme.house, theme) == theme.house


@settings(max_examples=60, deadline=None)
@given(any_colour)
def test_the_twin_for_dark_pages_stands_out_there(wished: Colour) -> None:
    assert worst(twin(wished), DARK) is None
    assert contrast(twin(wished), DARK.surface) >= 7
