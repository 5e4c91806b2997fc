"""What several sub-checks ask of a reading: a field's date, its place, and whether it was surely read."""

from __future__ import annotations

from datetime import date

from kyc.domain.documents import Side
from kyc.domain.evidence import DocumentReading, Evidence, Field, Region

KEY_FIELDS = ("document_number", "birth_date", "expiry_date")
NAMES = ("surname", "given_names")
WHOLE = (0.0, 0.0, 1.0, 1.0)


def field_of(reading: DocumentReading, name: str) -> Field | None:
    """A field as it was read, even a date that no calendar has."""
    return reading.fields.get(name) or reading.impossible.get(name)


def places(reading: DocumentReading, *names: str) -> tuple[Region, ...]:
    """Every place where these fields were read, in all their readings."""
    found = [one for name in names if (one := field_of(reading, name)) is not None]
    regions = [region for one in found for region in (one.region, *(other.region for other in one.others)) if region]
    return tuple(dict.fromkeys(regions))


def day(reading: DocumentReading, name: str) -> date | None:
    """A date that was read; raises `ValueError` where a reader gives anything but an ISO 8601 date."""
    value = reading.value(name)
    return date.fromisoformat(value) if value else None


def surely_read(reading: DocumentReading, name: str) -> bool:
    """Whether a field was read so surely that it may fail a document.

    That takes two readings that agree, a barcode (ISO/IEC 15438 has error correction), or a zone in which every check
    digit holds as read; and nothing that contradicts it.
    """
    found = field_of(reading, name)
    if found is None or name in reading.conflicts or name in reading.ambiguous:
        return False
    return found.clear or found.source == "barcode" or (found.source == "mrz" and zone_holds(reading))


def zone_holds(reading: DocumentReading) -> bool:
    """Whether every check digit of the zone is right, without a character having been exchanged."""
    return reading.mrz is not None and reading.mrz.valid and not reading.mrz.repaired


def confirmed(reading: DocumentReading) -> float:
    """The share of number, birth and expiry that two readings agree on; the old French card's zone has no expiry."""
    wanted = KEY_FIELDS[:2] if reading.mrz and reading.mrz.format == "IDFRA" else KEY_FIELDS
    return round(sum(read_twice(reading, name) for name in wanted) / len(wanted), 2)


def read_twice(reading: DocumentReading, name: str) -> bool:
    """Whether two readings agree on a field, even on a date that no calendar has."""
    found = field_of(reading, name)
    return found is not None and found.clear


def portrait_side(evidence: Evidence) -> tuple[Region, ...]:
    """The whole side that carries the portrait, where the type of document is known."""
    sides = [side for side in evidence.uploads if side is not Side.BACK]
    return tuple(Region(side, WHOLE) for side in sides[:1])
