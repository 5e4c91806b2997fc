"""The contract's `extracted_data` out of a reading: five keys, clear fields first, nothing invented."""

from __future__ import annotations

from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading

KEYS = ("full_name", "date_of_birth", "document_number", "document_type", "nationality")


def extracted_data(reading: DocumentReading | None, chosen: DocumentType | None) -> dict[str, str | None] | None:
    """What was read, in the contract's order; None when nothing was, and null where one field was not."""
    if reading is None or not reading.fields:
        return None
    kind = reading.document_type or chosen
    name = reading.full_name
    return {
        "full_name": name.upper() if name else None,
        "date_of_birth": reading.value("birth_date"),
        "document_number": reading.value("document_number"),
        "document_type": kind.value if kind else None,
        "nationality": reading.value("nationality"),
    }
