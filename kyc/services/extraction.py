"""What is kept of a reading: the contract's five keys of `extracted_data`, and the whole of it for the staff."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

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


def kept_reading(reading: DocumentReading | None) -> dict[str, Any] | None:
    """Every field with its source, the machine-readable zone with its check digits, and what disagrees."""
    if reading is None:
        return None
    zone = reading.mrz
    return {
        "fields": {name: asdict(field) for name, field in reading.fields.items()},
        "mrz": {"format": zone.format, "lines": list(zone.lines), "checks": dict(zone.checks)} if zone else None,
        "conflicts": list(reading.conflicts),
    }
