"""data_comparison: whether the document is that of the declared person."""

from __future__ import annotations

from kyc.checks.document.facts import NAMES, places
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, judged, skipped
from kyc.domain.applicant import number_key
from kyc.domain.countries import same_country
from kyc.domain.documents import document_type
from kyc.domain.evidence import DocumentReading, Evidence
from kyc.domain.names import LIKE_NAME, SAME_NAME, similarity

_STATES = ("nationality", "issuing_country")


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """One for every field that can be declared."""
    return {
        "name": _name(evidence, reading),
        "document_number": _number(evidence, reading),
        "birth_date": _birth(evidence, reading),
        "country": _country(evidence, reading),
        "document_type": _type(evidence, reading),
    }


def _name(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    declared, read = evidence.declared.name, reading.full_name
    if not declared or not read:
        return _nothing(declared)
    score, where = similarity(declared, read), places(reading, *NAMES)
    if score >= SAME_NAME:
        return clear(*where)
    return consider("name_similar" if score >= LIKE_NAME else "name_mismatch", *where)


def _number(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    declared, read = evidence.declared.document_number, reading.value("document_number")
    if not declared or not read:
        return _nothing(declared)
    return _compared(reading, "document_number", same=number_key(declared) == number_key(read))


def _birth(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    declared, read = evidence.declared.date_of_birth, reading.value("birth_date")
    if not declared or not read:
        return _nothing(declared)
    return _compared(reading, "birth_date", same=declared.isoformat() == read)


def _country(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    """The declared country may be the nationality or, for a residence permit, the issuer: forms do not say which."""
    declared = evidence.declared_country
    read = [value for name in _STATES if (value := reading.value(name))]
    if not declared or not read:
        return _nothing(declared)
    return _compared(reading, *_STATES, same=any(same_country(declared, one) for one in read))


def _type(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    word = evidence.declared.document_type
    declared = document_type(word) if word else None
    if declared is None or reading.document_type is None:
        return _nothing(declared)
    return _compared(reading, same=declared is reading.document_type)


def _compared(reading: DocumentReading, *names: str, same: bool) -> SubCheck:
    return judged("data_mismatch", places(reading, *names), holds=not same)


def _nothing(declared: object) -> SubCheck:
    return skipped("field_not_read" if declared else "not_declared")
