"""age_validation: whether the age that was read is plausible, and is at least the policy's minimum."""

from __future__ import annotations

from datetime import date

from kyc.checks.document.facts import day, places, surely_read
from kyc.checks.document.subcheck import Group, SubCheck, clear, consider, judged, skipped
from kyc.domain.evidence import DocumentReading, Evidence

_OLDEST = 125


def sub_checks(evidence: Evidence, reading: DocumentReading) -> Group:
    """A plausible age, and the policy's minimum."""
    return {"plausible_age": _plausible(evidence, reading), "minimum_age": _minimum(evidence, reading)}


def age_on(born: date, today: date) -> int:
    """Age in whole years; for a birth on 29 February the birthday is 1 March in common years."""
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
