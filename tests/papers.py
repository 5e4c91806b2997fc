"""PDFs, read back with another library than the one that made them."""

from __future__ import annotations

import unicodedata

from pypdfium2 import PdfDocument


def pages(pdf: bytes) -> list[str]:
    """The text of each page, ligatures resolved, separated by single spaces."""
    texts = (page.get_textpage().get_text_bounded() for page in PdfDocument(pdf))
    return [" ".join(unicodedata.normalize("NFKC", text).split()) for text in texts]


def words(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(pdf))
