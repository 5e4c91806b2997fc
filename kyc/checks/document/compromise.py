"""compromised_document: whether another person of the same partner used this number or this portrait."""

from __future__ import annotations

from kyc.checks.document.facts import places, portrait_side
from kyc.checks.document.subcheck import Group, SubCheck, judged, skipped
from kyc.domain.evidence import DocumentReading, Evidence


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """From our own records only: no register of lost and stolen documents is asked, and the report says so."""
    return {
        "document_number": _number(evidence, reading),
        "portrait": _portrait(evidence),
        "police_record": skipped("not_supported"),
    }


def _number(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    if reading.value("document_number") is None:
        return skipped("field_not_read")
    if evidence.reused_by_others is None:
        return skipped("not_looked_for")
    return judged("document_reused", places(reading, "document_number"), holds=evidence.reused_by_others)


def _portrait(evidence: Evidence) -> SubCheck:
    if evidence.portrait_reused is None:
        return skipped("not_looked_for")
    return judged("portrait_reused", portrait_side(evidence), holds=evidence.portrait_reused)
