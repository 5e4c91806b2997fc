"""The fonts of a document: embedded ones from the models folder, or the reader's own Helvetica."""

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
"""What the fonts that every reader has by itself are encoded in."""


class Fonts:
    """Names of fonts by what they are for, each opened when first asked for and kept; `complete` if it is embedded."""

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
        """For Chinese characters and Japanese syllables, where it is installed."""
        return self._opened(FONT_HAN)

    @property
    def complete(self) -> bool:
        return self.text != "Helvetica"

    def font_of(self, character: str) -> str | None:
        """The font that has this character; the large one is opened for none that the first one has."""
        if self.has(self.text, character):
            return self.text
        return self.han if self.han and self.has(self.han, character) else None

    def has(self, font: str, character: str) -> bool:
        if font.startswith("Helvetica"):
            return bool(character.encode(WESTERN, "ignore"))
        # beyond the first plane ReportLab embeds a letter, but text that is copied from the file would be another
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
