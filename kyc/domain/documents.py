"""The types of document we accept, the words partners use for them, and the sides each one needs."""

from __future__ import annotations

from enum import StrEnum


class DocumentType(StrEnum):
    """A kind of identity document."""

    PASSPORT = "passport"
    ID_CARD = "id_card"
    DRIVER_LICENSE = "driver_license"
    RESIDENCE_PERMIT = "residence_permit"
    VISA = "visa"


class Side(StrEnum):
    """Which face of the document an image shows."""

    FRONT = "front"
    BACK = "back"
    DATA_PAGE = "data_page"


SIDES: dict[DocumentType, tuple[Side, ...]] = {
    DocumentType.PASSPORT: (Side.DATA_PAGE,),
    DocumentType.ID_CARD: (Side.FRONT, Side.BACK),
    DocumentType.DRIVER_LICENSE: (Side.FRONT, Side.BACK),
    DocumentType.RESIDENCE_PERMIT: (Side.FRONT, Side.BACK),
    DocumentType.VISA: (Side.DATA_PAGE,),
}

# A visa is evidence beside another document, never the document that proves an identity.
PROVING = tuple(kind for kind in DocumentType if kind is not DocumentType.VISA)

_WORDS = {
    "passport": DocumentType.PASSPORT,
    "passport_card": DocumentType.ID_CARD,
    "id": DocumentType.ID_CARD,
    "id_card": DocumentType.ID_CARD,
    "identity_card": DocumentType.ID_CARD,
    "national_id": DocumentType.ID_CARD,
    "national_id_card": DocumentType.ID_CARD,
    "nric": DocumentType.ID_CARD,
    "driver_license": DocumentType.DRIVER_LICENSE,
    "drivers_license": DocumentType.DRIVER_LICENSE,
    "driver_licence": DocumentType.DRIVER_LICENSE,
    "drivers_licence": DocumentType.DRIVER_LICENSE,
    "driving_license": DocumentType.DRIVER_LICENSE,
    "driving_licence": DocumentType.DRIVER_LICENSE,
    "residence_permit": DocumentType.RESIDENCE_PERMIT,
    "resident_card": DocumentType.RESIDENCE_PERMIT,
    "residence_card": DocumentType.RESIDENCE_PERMIT,
    "visa": DocumentType.VISA,
}


def document_type(word: str) -> DocumentType | None:
    """The type a partner's word means ("Driver's licence" → driver_license), or None."""
    key = "_".join(word.lower().replace("'", "").replace("’", "").replace("-", " ").replace("_", " ").split())
    return _WORDS.get(key)


def side_for(kind: DocumentType, side: str | None) -> Side:
    """The side an upload is for: the only one where there is one; `front` is accepted for a data page."""
    sides = SIDES[kind]
    if side is None or (len(sides) == 1 and side == Side.FRONT):
        return sides[0]
    return Side(side)
