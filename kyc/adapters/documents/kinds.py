"""The type of document that was read: by its zone's code, by its barcode, else by its printed title."""

from __future__ import annotations

from kyc.adapters.documents.barcode import Barcode
from kyc.adapters.documents.viz import Print
from kyc.domain.documents import DocumentType
from kyc.domain.mrz import Zone


def kind_of(
    zone: Zone | None, barcode: Barcode | None, printed: Print, declared: DocumentType | None
) -> DocumentType | None:
    """The type by the document itself; `declared` counts only for a residence permit, whose zone is that of a card."""
    if zone is None:
        return barcode.licence.kind if barcode and barcode.licence else printed.kind()
    if zone.layout.name in ("MRVA", "MRVB"):
        return DocumentType.VISA
    if zone.layout.name == "TD3":
        return DocumentType.PASSPORT
    if declared is DocumentType.RESIDENCE_PERMIT or printed.kind() is DocumentType.RESIDENCE_PERMIT:
        return DocumentType.RESIDENCE_PERMIT
    return DocumentType.DRIVER_LICENSE if zone.raw("code").startswith("D") else DocumentType.ID_CARD
