"""Partners' words for documents, and the sides each needs."""

from __future__ import annotations

import pytest

from kyc.domain.documents import PROVING, SIDES, DocumentType, Side, document_type, side_for


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("passport", DocumentType.PASSPORT),
        ("Passport", DocumentType.PASSPORT),
        ("ID card", DocumentType.ID_CARD),
        ("id-card", DocumentType.ID_CARD),
        ("National ID", DocumentType.ID_CARD),
        ("Driver's Licence", DocumentType.DRIVER_LICENSE),
        ("driving_license", DocumentType.DRIVER_LICENSE),
        ("residence permit", DocumentType.RESIDENCE_PERMIT),
        ("visa", DocumentType.VISA),
    ],
)
def test_usual_words_are_understood(word: str, kind: DocumentType) -> None:
    assert document_type(word) is kind


@pytest.mark.parametrize("word", ["", "library card", "passportt", "\x00"])
def test_other_words_are_not_guessed(word: str) -> None:
    assert document_type(word) is None


def test_every_type_has_sides_and_a_visa_proves_nothing_alone() -> None:
    assert set(SIDES) == set(DocumentType)
    assert all(SIDES.values())
    assert DocumentType.VISA not in PROVING


@pytest.mark.parametrize("word", [None, "front", "data_page"])
def test_a_passport_has_one_side_whatever_it_is_called(word: str | None) -> None:
    assert side_for(DocumentType.PASSPORT, word) is Side.DATA_PAGE


def test_a_card_has_a_front_and_a_back() -> None:
    assert side_for(DocumentType.ID_CARD, None) is Side.FRONT
    assert side_for(DocumentType.ID_CARD, "back") is Side.BACK


def test_an_unknown_side_is_refused() -> None:
    with pytest.raises(ValueError, match="top"):
        side_for(DocumentType.ID_CARD, "top")
