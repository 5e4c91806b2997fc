"""Text in the fonts that have its letters; what no font has is transliterated to Latin letters and marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from anyascii import anyascii
from arabic_reshaper import ArabicReshaper

from kyc.adapters.paper.fonts import Fonts

MARK = "[transliterated]"
_shape = ArabicReshaper({"ARABIC LIGATURE ALLAH": False}).reshape
_LEFTWARDS = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:\s+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in one font (None where no font has them), from left to right as they are drawn."""

    text: str
    font: str | None


def markup(fonts: Fonts, text: str) -> str:
    """The text in ReportLab's paragraph markup; `MARK` follows a text that is transliterated."""
    found = list(runs(fonts, text))
    body = "".join(_marked(fonts, run) for run in found)
    return f"{body} {MARK}" if any(run.font is None for run in found) else body


def runs(fonts: Fonts, text: str) -> Iterator[Run]:
    """The text in pieces of one font each."""
    drawn = _LEFTWARDS.sub(lambda found: _leftwards(found[0]), _clean(text)) if fonts.complete else _clean(text)
    for font, letters in groupby(drawn, fonts.font_of):
        yield Run("".join(letters), font)


def _clean(text: str) -> str:
    """The text in composed letters with single spaces, without anything invisible."""
    composed = unicodedata.normalize("NFC", text)
    seen = (letter for letter in composed if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return " ".join("".join(seen).split())


def _leftwards(words: str) -> str:
    """Words of a right-to-left script in the order in which they are drawn, with joining letters in their shapes.

    A run of such words is reversed as a whole (Unicode Annex 9, rule L2); digits keep their order, and vowel signs,
    which would have to be placed above their letter, are left out.
    """
    plain = "".join(letter for letter in words if unicodedata.category(letter) != "Mn")
    pieces = re.findall(r"\d+|\D", _shape(plain))
    return "".join(reversed(pieces))


def _marked(fonts: Fonts, run: Run) -> str:
    if run.font is None:
        return escape("".join(letter for letter in anyascii(run.text) if letter.isprintable()))
    return escape(run.text) if run.font == fonts.text else f'<font name="{run.font}">{escape(run.text)}</font>'
