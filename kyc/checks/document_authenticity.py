"""Judges the document as a whole: the seven breakdowns of `kyc.checks.document`, and their combined result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kyc.checks.document import age, comparison, compromise, consistency, integrity, validation, visual
from kyc.checks.document.facts import KEY_FIELDS, confirmed
from kyc.checks.document.subcheck import Group, SubCheck, SubResult, as_json
from kyc.domain.check import CheckResult, Result
from kyc.domain.evidence import DocumentReading, Evidence, NotMeasured

NAME = "document_authenticity"

# The field's names, in the order of the report.
_PARTS: dict[str, Callable[[Evidence, DocumentReading], Group]] = {
    "image_integrity": integrity.sub_checks,
    "visual_authenticity": visual.sub_checks,
    "data_validation": validation.sub_checks,
    "data_consistency": consistency.sub_checks,
    "data_comparison": comparison.sub_checks,
    "compromised_document": compromise.sub_checks,
    "age_validation": age.sub_checks,
}


def judge(evidence: Evidence) -> CheckResult:
    """Fail on what is certain and disqualifies, review on any doubt, pass where everything agrees."""
    reading = evidence.document
    if isinstance(reading, NotMeasured):
        nothing: Group = {}
        return CheckResult(
            NAME, Result.NOT_PERFORMED, reasons=(reading.reason,), breakdown={name: as_json(nothing) for name in _PARTS}
        )
    groups = {name: part(evidence, reading) for name, part in _PARTS.items()}
    doubts = _doubts(evidence, groups)
    result = _result(doubts)
    return CheckResult(
        NAME,
        result,
        reasons=tuple(dict.fromkeys(one.reason for one in doubts if one.reason)),
        score=confirmed(reading),
        threshold=1.0,
        confidence=_confidence(result, reading),
        engine=reading.engine,
        breakdown={name: as_json(group) for name, group in groups.items()},
    )


def _doubts(evidence: Evidence, groups: Mapping[str, Group]) -> list[SubCheck]:
    """What counts for the result, refusals first; a sign that the policy only notes stays in the breakdown."""
    every = [one for group in groups.values() for one in group.values() if one.result is SubResult.CONSIDER]
    counted = [one for one in every if one.reason not in evidence.rules.noted_only]
    return sorted(counted, key=lambda one: not one.refuses)


def _result(doubts: list[SubCheck]) -> Result:
    if any(one.refuses for one in doubts):
        return Result.FAIL
    return Result.REVIEW if doubts else Result.PASS


def _confidence(result: Result, reading: DocumentReading) -> float:
    """How sure the whole is: 0.95 to 0.99 for a pass, 0.4 to 0.8 for a doubt by how much was confirmed, else little."""
    fields = [reading.fields[name] for name in KEY_FIELDS if name in reading.fields]
    mean = sum(one.confidence for one in fields) / len(fields) if fields else 0.0
    if result is Result.PASS:
        return round(0.95 + 0.04 * mean, 2)
    return round(0.4 + 0.4 * mean * confirmed(reading), 2) if result is Result.REVIEW else 0.05
