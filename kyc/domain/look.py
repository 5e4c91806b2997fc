"""A partner's branding: a few chosen tokens and all that is derived from them, as a style sheet with its own URL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from kyc.domain.accents import DARK, LIGHT, Theme, shades, twin, worst
from kyc.domain.colours import Colour, colour, written

Shape = Literal["square", "soft", "round"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
# rem: small parts, controls, panels; `soft` is the default
_RADII: Mapping[Shape, tuple[str, str, str]] = {
    "square": ("0.0625rem", "0.0625rem", "0.125rem"),
    "soft": ("0.375rem", "0.625rem", "1rem"),
    "round": ("0.75rem", "1.375rem", "1.75rem"),
}


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo re-encoded by us: a PNG, its size in pixels, and its contrast with the background (1 to 21)."""

    data: bytes
    width: int
    height: int
    contrast: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A stored logo as pages show it: identified by its digest, with its size in pixels."""

    digest: str
    width: int
    height: int

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height on a page in CSS pixels, at most 160 × 48; the file has more pixels for dense screens."""
        scale = min(1, 160 / self.width, 48 / self.height)
        return round(self.width * scale), round(self.height * scale)


@dataclass(frozen=True, slots=True)
class Style:
    """Everything a style sheet depends on; None means our own. An accent for light pages implies one for dark pages."""

    accent: Colour | None = None
    accent_dark: Colour | None = None
    shape: Shape = "soft"

    @property
    def code(self) -> str:
        """The style as part of a URL: `0a7d59-419c7f-round`, with `house` for what was not chosen."""
        return "-".join((_bare(self.accent), _bare(self.accent_dark), self.shape))


HOUSE = Style()


@lru_cache(maxsize=256)
def style_of(accent: str | None, accent_dark: str | None, shape: Shape) -> Style:
    """The style of stored tokens; a dark accent that was not chosen is derived from the light one."""
    light = colour(accent) if accent else None
    dark = colour(accent_dark) if accent_dark else twin(light) if light else None
    return Style(light, dark, shape)


def style_from(code: str) -> Style:
    """The style that a URL names; raises `ValueError` for one that no partner could have chosen."""
    light, dark, shape = code.split("-")
    found = Style(_stated(light, LIGHT), _stated(dark, DARK), _shape(shape))
    if found.code != code or (found.accent and not found.accent_dark):
        raise ValueError("not a style")
    return found


@lru_cache(maxsize=256)
def sheet(style: Style) -> str:
    """The style sheet: custom properties only, built from validated values, and no text that a person wrote."""
    light = [*(_shades(style.accent, LIGHT) if style.accent else ()), *_radii(style.shape)]
    dark = [*_shades(style.accent_dark, DARK)] if style.accent_dark else []
    bright = f":root {{\n{_lines(light)}}}\n"
    return bright + (
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{_lines(dark)}}}\n}}\n" if dark else ""
    )


@lru_cache(maxsize=256)
def sheet_digest(style: Style) -> str:
    """A digest of the sheet, so that browsers may cache its URL for ever."""
    return hashlib.sha256(sheet(style).encode()).hexdigest()[:16]


def logo_digest(data: bytes) -> str:
    """The name of a logo: 128 bits of its SHA-256, in hex."""
    return hashlib.sha256(data).hexdigest()[:32]


def _stated(word: str, theme: Theme) -> Colour | None:
    found = None if word == "house" else colour(word)
    if found and worst(found, theme):
        raise ValueError("cannot be read")
    return found


def _shape(word: str) -> Shape:
    for one in SHAPES:
        if one == word:
            return one
    raise ValueError("not a shape")


def _bare(one: Colour | None) -> str:
    return written(one)[1:] if one else "house"


def _shades(accent: Colour, theme: Theme) -> Iterator[tuple[str, str]]:
    found = shades(accent, theme)
    yield "accent", written(found.accent)
    yield "accent-strong", written(found.strong)
    yield "accent-soft", written(found.tint)
    yield "on-accent", written(found.label)


def _radii(shape: Shape) -> Iterator[tuple[str, str]]:
    return zip(("radius-small", "radius", "radius-large"), _RADII[shape], strict=True)


def _lines(tokens: Iterable[tuple[str, str]]) -> str:
    return "".join(f"  --{name}: {value};\n" for name, value in tokens)
