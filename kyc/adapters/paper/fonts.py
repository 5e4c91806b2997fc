"""The fonts of a document: embedded ones from the models folder, or the PDF viewer's own Helvetica."""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from pathlib import Path

import structlog
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from kyc.adapters.weights import Model, read
from kyc.adapters.weights.table import FONT_HAN, FONT_HEADING, FONT_TEXT
from kyc.domain.errors import Unavailable

log = structlog.get_logger(__name__)
WESTERN = "cp1252"
"""The encoding of the fonts that every PDF viewer has."""


class Fonts:
    """Names of fonts by their purpose, each opened on first use and kept; `complete` if the body font is embedded."""

    def __init__(self, models_dir: Path) -> None:
        self._directory = models_dir

    @cached_property
    def text(self) -> str:
        return self._opened(FONT_TEXT) or "Helvetica"

    @cached_property
    def heading(self) -> str:
        return (self._opened(FONT_HEADING) if self.complete else None) or "Helvetica-Bold"

    @cached_property
    def han(self) -> str | None:
        """The font for Chinese characters and Japanese syllables, if it is installed."""
        return self._opened(FONT_HAN)

    @property
    def complete(self) -> bool:
        return self.text != "Helvetica"

    def font_of(self, character: str) -> str | None:
        """The font that has this character; the large one is opened only for characters that the first one lacks."""
        if self.has(self.text, character):
            return self.text
        return self.han if self.han and self.has(self.han, character) else None

    def has(self, font: str, character: str) -> bool:
        if font.startswith("Helvetica"):
            return bool(character.encode(WESTERN, "ignore"))
        # beyond the first plane ReportLab embeds the right letter, but text copied from the file would be wrong
        return character <= "\uffff" and ord(character) in pdfmetrics.getFont(font).face.charToGlyph

    def _opened(self, model: Model) -> str | None:
        try:
            data = read(self._directory, model.file)
        except Unavailable:
            log.warning("font_missing", font=model.file.name)
            return None
        name = Path(model.file.name).stem
        pdfmetrics.registerFont(TTFont(name, BytesIO(data)))
        return name
