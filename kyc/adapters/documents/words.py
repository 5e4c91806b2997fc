"""Printed text in the form used for comparing: upper case, without accents, with single spaces."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"Ð": "D", "Þ": "TH", "Æ": "AE", "Ø": "OE", "ẞ": "SS", "ß": "SS", "Ł": "L", "Đ": "D", "ı": "I"}
    | dict.fromkeys("·•‧∙・", ".")
)


def plain(text: str) -> str:
    """Upper-case ASCII with single spaces; letters without a base letter are written out (Ø as OE)."""
    letters = text.translate(_LETTERS).upper().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return " ".join(ascii_only.split())
