"""An accent on light and on dark pages: what it has to be read on, and the shades that are derived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kyc.domain.colours import BLACK, WHITE, Colour, colour, contrast, mixed, nearest

ThemeName = Literal["light", "dark"]
TEXT, GRAPHIC = 4.5, 3.0
"""Least contrast of text (WCAG 2.2, 1.4.3) and of what shows a control (1.4.11)."""
_OTHER = 1.2
"""Contrast at which two shades of a button are told from one another."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What an accent stands on and beside, as `tokens.css` has it; `away` leads from these grounds to what is read."""

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
    """Two colours that meet on a page, how they contrast and how much is needed."""

    what: str
    ratio: float
    needed: float

    @property
    def holds(self) -> bool:
        return self.ratio >= self.needed


@dataclass(frozen=True, slots=True)
class Shades:
    """An accent and what is made of it: under the pointer, as a tint, and what is written on it."""

    accent: Colour
    strong: Colour
    tint: Colour
    label: Colour


def pairs(accent: Colour, theme: Theme) -> list[Pair]:
    """Every pair in which a chosen accent has to be read or seen."""
    return [
        Pair("link on the page", contrast(accent, theme.paper), TEXT),
        Pair("link on a panel", contrast(accent, theme.surface), TEXT),
        Pair("link on a grey field", contrast(accent, theme.sunk), TEXT),
        Pair("label on a button", contrast(theme.label, accent), TEXT),
        Pair("button on the page", contrast(accent, theme.paper), GRAPHIC),
    ]


def worst(accent: Colour, theme: Theme) -> Pair | None:
    """The pair that lacks most, or None where an accent can be read everywhere."""
    low = min(pairs(accent, theme), key=lambda pair: pair.ratio / pair.needed)
    return None if low.holds else low


def readable(accent: Colour, theme: Theme) -> Colour:
    """The accent itself, or its nearest shade that can be read in a theme."""
    return nearest(accent, theme.away, lambda shade: worst(shade, theme) is None)


def twin(accent: Colour) -> Colour:
    """For dark pages where none was chosen: the nearest shade that stands out there (1.4.6: 7 to 1)."""
    return nearest(accent, DARK.away, lambda shade: contrast(shade, DARK.surface) >= 7)


def shades(accent: Colour, theme: Theme) -> Shades:
    """What is derived from a readable accent; all of it is readable again."""
    strong = _strong(accent, theme)
    texts = (accent, strong, theme.ink, theme.ink_soft)

    def quiet(tint: Colour) -> bool:
        return all(contrast(text, tint) >= TEXT for text in texts)

    deepest = mixed(theme.surface, accent, 0.11 if theme is LIGHT else 0.22)
    return Shades(accent, strong, nearest(deepest, theme.surface, quiet), theme.label)


def _strong(accent: Colour, theme: Theme) -> Colour:
    """Seen to be another shade: further from the grounds, or back towards them where an accent is almost at the end."""
    back = WHITE if theme.away == BLACK else BLACK
    tried = (mixed(accent, theme.away, 0.25), mixed(accent, theme.away, 0.5), mixed(accent, back, 0.25))
    return next((one for one in tried if contrast(one, accent) >= _OTHER and not worst(one, theme)), accent)
