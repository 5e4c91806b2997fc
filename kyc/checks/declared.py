"""Compares what was declared of a person with what was read from the document."""

from __future__ import annotations

from kyc.domain.applicant import number_key
from kyc.domain.countries import same_country
from kyc.domain.documents import document_type
from kyc.domain.evidence import DocumentReading, Evidence
from kyc.domain.names import similarity

SAME_NAME, _LIKE_NAME = 98, 85
"""Out of 100: from the first on it is the same name; from the second on one that resembles it."""


def compare_declared(evidence: Evidence, reading: DocumentReading) -> list[str] | None:
    """Reasons to doubt that the document is the declared person's; None where nothing could be compared."""
    compared = [one for compare in (_name, _number, _birth, _country, _type) if (one := compare(evidence, reading))]
    if not compared:
        return None
    return [reason for reason in dict.fromkeys(reason for one in compared for reason in one) if reason != "same"]


def _name(evidence: Evidence, reading: DocumentReading) -> list[str]:
    declared, read = evidence.declared.name, reading.full_name
    if not declared or not read:
        return []
    score = similarity(declared, read)
    if score >= SAME_NAME:
        return ["same"]
    return ["name_mismatch"] if score >= _LIKE_NAME else ["name_mismatch", "data_mismatch"]


def _number(evidence: Evidence, reading: DocumentReading) -> list[str]:
    declared, read = evidence.declared.document_number, reading.value("document_number")
    return _compared(number_key(declared), number_key(read)) if declared and read else []


def _birth(evidence: Evidence, reading: DocumentReading) -> list[str]:
    declared, read = evidence.declared.date_of_birth, reading.value("birth_date")
    return _compared(declared.isoformat(), read) if declared and read else []


def _country(evidence: Evidence, reading: DocumentReading) -> list[str]:
    """The declared country may be the nationality or, for a residence permit, the issuer: forms do not tell apart."""
    declared = evidence.declared_country
    read = [value for name in ("nationality", "issuing_country") if (value := reading.value(name))]
    if not declared or not read:
        return []
    return ["same"] if any(same_country(declared, one) for one in read) else ["data_mismatch"]


def _type(evidence: Evidence, reading: DocumentReading) -> list[str]:
    word = evidence.declared.document_type
    declared = document_type(word) if word else None
    return _compared(declared, reading.document_type) if declared and reading.document_type else []


def _compared(declared: object, read: object) -> list[str]:
    return ["same"] if declared == read else ["data_mismatch"]
