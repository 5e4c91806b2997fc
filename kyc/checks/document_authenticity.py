"""Judges whether the document holds together: its zone, its print, its dates, and what was declared of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kyc.checks.declared import SAME_NAME, compare_declared
from kyc.domain.check import CheckResult, Result, not_performed
from kyc.domain.countries import is_specimen
from kyc.domain.documents import PROVING, DocumentType
from kyc.domain.evidence import DocumentReading, Evidence, Field, NotMeasured
from kyc.domain.mrz import impossible_date, parse
from kyc.domain.names import similarity

NAME = "document_authenticity"

# What alone may refuse a document; everything else is for a person to look at.
_FAILURES = {
    "document_expired",
    "document_not_yet_valid",
    "document_date_impossible",
    "document_type_not_accepted",
    "specimen_document",
}
_NEVER_PERFORMED = ("visual_authenticity", "hologram", "ultraviolet", "chip", "police_record")
_KEY_FIELDS = ("document_number", "birth_date", "expiry_date")
_SURE = 0.9

_Part = Callable[[Evidence, DocumentReading], list[str] | None]


def judge(evidence: Evidence) -> CheckResult:
    """Fail on what is certain and disqualifies, review on any doubt, pass where everything agrees."""
    reading = evidence.document
    if isinstance(reading, NotMeasured):
        return not_performed(NAME, reading.reason)
    found = {name: part(evidence, reading) for name, part in _PARTS.items()}
    reasons = tuple(dict.fromkeys(reason for part in found.values() for reason in part or ()))
    result = _result(evidence, reading, reasons)
    return CheckResult(
        NAME,
        result,
        reasons=reasons,
        score=_confirmed(reading),
        threshold=1.0,
        confidence=_confidence(result, reading),
        engine=reading.engine,
        breakdown={name: _word(part) for name, part in found.items()}
        | dict.fromkeys(_NEVER_PERFORMED, "not_performed"),
    )


def _result(evidence: Evidence, reading: DocumentReading, reasons: tuple[str, ...]) -> Result:
    if any(reason in _FAILURES and _certain(evidence, reading, reason) for reason in reasons):
        return Result.FAIL
    return Result.REVIEW if reasons else Result.PASS


def _word(reasons: list[str] | None) -> str:
    return "not_performed" if reasons is None else "consider" if reasons else "clear"


def _certain(evidence: Evidence, reading: DocumentReading, reason: str) -> bool:
    """Whether a failure rests on something that was surely read; a misreading must never refuse anybody."""
    if reason == "document_expired":
        return _proven(reading, "expiry_date")
    if reason == "document_not_yet_valid":
        issued = reading.fields["issue_date"]
        return issued.confidence >= _SURE and issued.value != reading.value("expiry_date")
    if reason == "document_date_impossible":
        return bool(_impossible_in_zone(reading))
    return reading.mrz is not None and reading.mrz.valid


def _proven(reading: DocumentReading, name: str) -> bool:
    field = reading.fields.get(name)
    by_digit = reading.mrz is not None and reading.mrz.checks.get(name, False)
    return field is not None and (field.clear or (field.source == "mrz" and by_digit))


def _image_integrity(_: Evidence, reading: DocumentReading) -> list[str]:
    unreadable = [] if reading.fields else ["document_unreadable"]
    return unreadable + [one.reason for one in reading.findings if one.reason.startswith("image_")]


def _data_validation(evidence: Evidence, reading: DocumentReading) -> list[str]:
    return [*_zone_doubts(evidence, reading), *_date_faults(evidence, reading), *_not_accepted(evidence, reading)]


def _zone_doubts(evidence: Evidence, reading: DocumentReading) -> list[str]:
    if not reading.fields:
        return []
    if reading.mrz is None:
        # A driving licence has no zone: what was read of it was read once.
        return ["mrz_unconfirmed"] if reading.document_type is DocumentType.DRIVER_LICENSE else ["mrz_missing"]
    if not reading.mrz.valid:
        return ["mrz_invalid"]
    # A zone may lack the expiry date, a document that passes may not: nothing else would say that it is valid.
    confirmed = _confirmed(reading) == 1.0 and "expiry_date" in reading.fields
    return [] if confirmed and _name_confirmed(evidence, reading) else ["mrz_unconfirmed"]


def _confirmed(reading: DocumentReading) -> float:
    """The share of number, birth and expiry that two readings agree on; the old French card's zone has no expiry."""
    wanted = _KEY_FIELDS[:2] if reading.mrz and reading.mrz.format == "IDFRA" else _KEY_FIELDS
    fields = [reading.fields.get(name) for name in wanted]
    return round(sum(field is not None and field.clear for field in fields) / len(fields), 2)


def _name_confirmed(evidence: Evidence, reading: DocumentReading) -> bool:
    """A name has no check digit: the print or the declaration has to say the same, since the screening rests on it."""
    names = [reading.fields[name] for name in ("surname", "given_names") if name in reading.fields]
    declared = evidence.declared.name
    by_print = bool(names) and all(field.clear for field in names)
    return by_print or bool(declared and similarity(declared, reading.full_name or "") >= SAME_NAME)


def _date_faults(evidence: Evidence, reading: DocumentReading) -> list[str]:
    born, issued, expires = (_day(reading, name) for name in ("birth_date", "issue_date", "expiry_date"))
    backwards = born is not None and expires is not None and born >= expires
    faults = {
        "document_expired": expires is not None and expires < evidence.today,
        "document_not_yet_valid": issued is not None and issued > evidence.today,
        "document_date_impossible": backwards or bool(_impossible_in_zone(reading)),
    }
    return [reason for reason, holds in faults.items() if holds]


def _day(reading: DocumentReading, name: str) -> date | None:
    value = reading.value(name)
    return date.fromisoformat(value) if value else None


def _impossible_in_zone(reading: DocumentReading) -> list[str]:
    """The zone's dates that no calendar has although their check digits hold."""
    zone = parse(reading.mrz.lines) if reading.mrz else None
    if zone is None:
        return []
    return [name for name in _KEY_FIELDS[1:] if zone.checks.get(name) and impossible_date(zone.raw(name))]


def _not_accepted(evidence: Evidence, reading: DocumentReading) -> list[str]:
    accepted = [kind for kind in evidence.accepted_documents or PROVING if kind in PROVING]
    wrong_type = reading.document_type is not None and reading.document_type not in accepted
    states = [reading.value("issuing_country"), reading.value("nationality")]
    specimen = evidence.mode == "live" and any(state and is_specimen(state) for state in states)
    faults = {"document_type_not_accepted": wrong_type, "specimen_document": specimen}
    return [reason for reason, holds in faults.items() if holds]


def _data_consistency(_: Evidence, reading: DocumentReading) -> list[str] | None:
    if reading.conflicts:
        return ["data_inconsistent"]
    # Nothing can disagree with itself: consistency was looked at only where something was read twice.
    return [] if any(field.clear for field in reading.fields.values()) else None


def _compromised_document(evidence: Evidence, reading: DocumentReading) -> list[str] | None:
    if reading.value("document_number") is None:
        return None
    return ["document_reused"] if evidence.reused_by_others else []


def _age_validation(evidence: Evidence, reading: DocumentReading) -> list[str] | None:
    """Only that there is an age at all: no policy of ours names a lowest one."""
    born = _day(reading, "birth_date")
    return None if born is None else [] if born <= evidence.today else ["document_date_impossible"]


_PARTS: dict[str, _Part] = {
    "image_integrity": _image_integrity,
    "data_validation": _data_validation,
    "data_consistency": _data_consistency,
    "data_comparison": compare_declared,
    "compromised_document": _compromised_document,
    "age_validation": _age_validation,
}


def _confidence(result: Result, reading: DocumentReading) -> float:
    """How sure the whole is: 0.95 to 0.99 for a pass, 0.4 to 0.8 for a doubt by how much was confirmed, else little."""
    fields: list[Field] = [reading.fields[name] for name in _KEY_FIELDS if name in reading.fields]
    mean = sum(field.confidence for field in fields) / len(fields) if fields else 0.0
    if result is Result.PASS:
        return round(0.95 + 0.04 * mean, 2)
    return round(0.4 + 0.4 * mean * _confirmed(reading), 2) if result is Result.REVIEW else 0.05
