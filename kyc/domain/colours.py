"""Colours on screens: the contrast of two of them (WCAG 2.2), and the nearest shade that is legible."""

from __future__ import annotations

import re
from collections.abc import Callable

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
_WRITTEN = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.ASCII)
_STEPS = 200


def colour(text: str) -> Colour:
    """From `#0a7f5a`, `0A7F5A` or the short `#0a7`; raises `ValueError` for anything else."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    if not found:
        raise ValueError("not a colour")
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def written(one: Colour) -> str:
    """As written in style sheets: `#0a7f5a`."""
    return f"#{one[0]:02x}{one[1]:02x}{one[2]:02x}"


def luminance(one: Colour) -> float:
    """Relative luminance, 0 for black and 1 for white (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (_linear(part / 255) for part in one)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` mixed with this share (0 to 1) of `other`."""
    red, green, blue = (round(mine + (theirs - mine) * share) for mine, theirs in zip(one, other, strict=True))
    return red, green, blue


def nearest(one: Colour, end: Colour, serves: Callable[[Colour], bool]) -> Colour:
    """The first shade on the way from a colour to `end` that satisfies the condition; `end` where none does."""
    shades = (mixed(one, end, step / _STEPS) for step in range(_STEPS))
    return next((shade for shade in shades if serves(shade)), end)
