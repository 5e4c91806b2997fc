from __future__ import annotations

import pytest

from kyc.adapters.documents.words import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Prénoms  / Given", "PRENOMS / GIVEN"),
        ("Größe", "GROSSE"),
        ("Łódź", "LODZ"),
        ("Æsir Øre Þór", "AESIR OERE THOR"),
        ("ışık", "ISIK"),
        ("中文 ABC", "ABC"),
    ],
)
def test_words_lose_their_accents(text: str, words: str) -> None:
    assert plain(text) == words
