"""data_consistency: whether zone, print, barcode and both sides agree on each field."""

from __future__ import annotations

from kyc.checks.document.facts import field_of, places
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, skipped
from kyc.domain.applicant import number_key
from kyc.domain.evidence import DocumentReading, Evidence, Field, Sighting

FIELDS = (
    "document_number",
    "birth_date",
    "expiry_date",
    "surname",
    "given_names",
    "sex",
    "nationality",
    "issuing_country",
)


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """One for each field, and one for any other disagreement."""
    return {name: _field(reading, name) for name in dict.fromkeys((*FIELDS, *reading.conflicts))}


def _field(reading: DocumentReading, name: str) -> SubCheck:
    found = field_of(reading, name)
    if name in reading.conflicts:
        return consider(_kind(found), *places(reading, name))
    if found is None:
        return skipped("field_not_read")
    # Nothing can contradict itself: this check applies only where something was read twice.
    twice = found.clear or any(_same(other, found) for other in found.others)
    return clear(*places(reading, name)) if twice else skipped("read_once")


def _same(other: Sighting, found: Field) -> bool:
    return number_key(other.value) == number_key(found.value)


def _kind(found: Field | None) -> str:
    """Which two sources disagree: the barcode with another, one side with the other, or print and zone."""
    if found is None:
        return "data_inconsistent"
    differing = [other for other in found.others if not _same(other, found)]
    if any("barcode" in (other.source, found.source) for other in differing):
        return "barcode_inconsistent"
    # Only of the same kind of reading: print and zone of most cards lie on different sides anyway.
    elsewhere = [other for other in differing if other.source == found.source and _other_side(other, found)]
    return "sides_inconsistent" if elsewhere else "data_inconsistent"


def _other_side(other: Sighting, found: Field) -> bool:
    return bool(other.region and found.region and other.region.side is not found.region.side)
