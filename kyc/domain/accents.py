"""Accent colours on light and dark pages: what they must contrast with, and the shades derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kyc.domain.colours import BLACK, WHITE, Colour, colour, contrast, mixed, nearest

ThemeName = Literal["light", "dark"]
TEXT, GRAPHIC = 4.5, 3.0
"""Least contrast of text (WCAG 2.2, 1.4.3) and of what shows a control (1.4.11)."""
_OTHER = 1.2
"""The contrast at which two shades of a button can be told apart."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours an accent stands on and beside, as in `tokens.css`; towards `away` its contrast grows."""

    name: ThemeName
    paper: Colour
    surface: Colour
    sunk: Colour
    ink: Colour
    ink_soft: Colour
    label: Colour
    house: Colour
    away: Colour


LIGHT = Theme(
    "light",
    paper=colour("#f4f5f9"),
    surface=colour("#ffffff"),
    sunk=colour("#eef0f6"),
    ink=colour("#181b29"),
    ink_soft=colour("#4d5468"),
    label=WHITE,
    house=colour("#3345b8"),
    away=BLACK,
)
DARK = Theme(
    "dark",
    paper=colour("#0f1119"),
    surface=colour("#181b26"),
    sunk=colour("#222634"),
    ink=colour("#eef0f8"),
    ink_soft=colour("#b3b9cc"),
    label=colour("#0f1119"),
    house=colour("#a7b4ff"),
    away=WHITE,
)
THEMES: Mapping[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet on a page, their contrast and how much is required."""

    what: str
    ratio: float
    needed: float

    @property
    def holds(self) -> bool:
        return self.ratio >= self.needed


@dataclass(frozen=True, slots=True)
class Shades:
    """An accent and the colours derived from it: for hover, for tints, and for text on it."""

    accent: Colour
    strong: Colour
    tint: Colour
    label: Colour


def pairs(accent: Colour, theme: Theme) -> list[Pair]:
    """Every pair of colours in which a chosen accent has to be legible or visible."""
    return [
        Pair("link on the page", contrast(accent, theme.paper), TEXT),
        Pair("link on a panel", contrast(accent, theme.surface), TEXT),
        Pair("link on a grey field", contrast(accent, theme.sunk), TEXT),
        Pair("label on a button", contrast(theme.label, accent), TEXT),
        Pair("button on the page", contrast(accent, theme.paper), GRAPHIC),
    ]


def worst(accent: Colour, theme: Theme) -> Pair | None:
    """The pair with the greatest shortfall, or None where the accent is legible everywhere."""
    low = min(pairs(accent, theme), key=lambda pair: pair.ratio / pair.needed)
    return None if low.holds else low


def readable(accent: Colour, theme: Theme) -> Colour:
    """The accent itself, or the nearest shade of it that is legible in a theme."""
    return nearest(accent, theme.away, lambda shade: worst(shade, theme) is None)


def twin(accent: Colour) -> Colour:
    """The accent for dark pages where none was chosen: the nearest shade with a contrast of 7 to 1 (1.4.6)."""
    return nearest(accent, DARK.away, lambda shade: contrast(shade, DARK.surface) >= 7)


def shades(accent: Colour, theme: Theme) -> Shades:
    """The colours derived from a legible accent, all of them legible too."""
    strong = _strong(accent, theme)
    texts = (accent, strong, theme.ink, theme.ink_soft)

    def quiet(tint: Colour) -> bool:
        return all(contrast(text, tint) >= TEXT for text in texts)

    deepest = mixed(theme.surface, accent, 0.11 if theme is LIGHT else 0.22)
    return Shades(accent, strong, nearest(deepest, theme.surface, quiet), theme.label)


def _strong(accent: Colour, theme: Theme) -> Colour:
    """A visibly different shade: further from the backgrounds, or closer where the accent is almost at the extreme."""
    back = WHITE if theme.away == BLACK else BLACK
    tried = (mixed(accent, theme.away, 0.25), mixed(accent, theme.away, 0.5), mixed(accent, back, 0.25))
    return next((one for one in tried if contrast(one, accent) >= _OTHER and not worst(one, theme)), accent)
