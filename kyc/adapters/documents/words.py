"""The words of printed text as they are compared: upper case, without accents, spaces single."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {"Ð": "D", "Þ": "TH", "Æ": "AE", "Ø": "OE", "ẞ": "SS", "ß": "SS", "Ł": "L", "Đ": "D", "ı": "I"}
    | dict.fromkeys("·•‧∙・", ".")
)


def plain(text: str) -> str:
    """Upper-case ASCII with single spaces; letters that no accent explains are written as they are read."""
    letters = text.translate(_LETTERS).upper().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    return " ".join(ascii_only.split())
