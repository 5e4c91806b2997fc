"""age_validation: whether the person can be of the age that was read, and has the one that the policy asks for."""

from __future__ import annotations

from datetime import date

from kyc.checks.document.facts import day, places, surely_read
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, judged, skipped
from kyc.domain.evidence import DocumentReading, Evidence

_OLDEST = 125


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """An age that people have, and the policy's lowest one."""
    return {"plausible_age": _plausible(evidence, reading), "minimum_age": _minimum(evidence, reading)}


def age_on(born: date, today: date) -> int:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _plausible(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    born = day(reading, "birth_date")
    if born is None:
        return skipped("field_not_read")
    possible = 0 <= age_on(born, evidence.today) <= _OLDEST
    return judged("document_date_impossible", places(reading, "birth_date"), holds=not possible)


def _minimum(evidence: Evidence, reading: DocumentReading) -> SubCheck:
    least, born = evidence.rules.minimum_age, day(reading, "birth_date")
    if not least:
        return skipped("not_asked")
    if born is None:
        return consider("age_unknown", *places(reading, "birth_date"))
    where = places(reading, "birth_date")
    if age_on(born, evidence.today) >= least:
        return clear(*where)
    return consider("underage", *where, refuses=surely_read(reading, "birth_date"))
