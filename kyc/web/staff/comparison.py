"""What was declared, what was read and what the machine-readable zone says, side by side with their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyc.checks.document.comparison import SAME_NAME
from kyc.domain import mrz
from kyc.domain.applicant import number_key
from kyc.domain.countries import country, same_country
from kyc.domain.documents import document_type
from kyc.domain.names import similarity
from kyc.models import utcnow
from kyc.services.desk.case_files import CaseFile

Values = dict[str, str | None]
LABELS = {
    "full_name": "Name",
    "date_of_birth": "Date of birth",
    "document_number": "Document number",
    "document_type": "Document type",
    "nationality": "Nationality",
    "issuing_country": "Issued by",
    "issue_date": "Issued on",
    "expiry_date": "Valid until",
    "sex": "Sex",
}
# the fields of a reading that a fact is made of, where it is not a field of the same name
PARTS = {"full_name": ("given_names", "surname"), "date_of_birth": ("birth_date",)}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in its three sources; `differs` when those that are there disagree, `once` when no second reading
    confirms what was read."""

    label: str
    declared: str | None
    read: str | None
    zone: str | None
    differs: bool
    once: bool


def compare(case: CaseFile) -> list[Line]:
    """A line for every fact that at least one source knows."""
    reading = case.verification.reading or {}
    fields, conflicts = reading.get("fields") or {}, set(reading.get("conflicts") or ())
    declared, read, zone = _declared(case), _read(case, fields), _zone(zone_lines(case))
    found = []
    for key, label in LABELS.items():
        values = (declared.get(key), read.get(key), zone.get(key))
        parts = [name for name in PARTS.get(key, (key,)) if name in fields]
        differs = not _agree(key, values) or bool(conflicts & set(parts))
        once = not all(fields[name].get("clear") for name in parts)
        if any(values):
            found.append(Line(label, *values, differs, once))
    return found


def zone_lines(case: CaseFile) -> tuple[str, ...]:
    """The machine-readable zone as it was read."""
    return tuple(_mrz(case).get("lines", ()))


def failed_digits(case: CaseFile) -> list[str]:
    """The fields whose check digit does not hold."""
    return [name for name, holds in _mrz(case).get("checks", {}).items() if not holds]


def _mrz(case: CaseFile) -> Mapping[str, Any]:
    return (case.verification.reading or {}).get("mrz") or {}


def _declared(case: CaseFile) -> Values:
    born = case.verification.date_of_birth
    return {
        "full_name": case.profile.name,
        "date_of_birth": born.isoformat() if born else None,
        "document_number": case.profile.document_number,
        "document_type": case.profile.document_type,
        "nationality": case.profile.nationality,
    }


def _read(case: CaseFile, fields: Mapping[str, Any]) -> Values:
    """The whole reading where there is one, and what the contract shows of it."""
    whole = {key: " ".join(_value(fields, name) for name in PARTS.get(key, (key,))).strip() or None for key in LABELS}
    shown = {key: value for key, value in (case.verification.extracted or {}).items() if value}
    return {**whole, **shown}


def _value(fields: Mapping[str, Any], name: str) -> str:
    return str(fields[name]["value"]) if name in fields else ""


def _zone(lines: tuple[str, ...]) -> Values:
    zone = mrz.parse(lines)
    if zone is None:
        return {}
    today = utcnow().date()
    born = mrz.birth_date(zone.raw("birth_date"), today)
    expires = mrz.expiry_date(zone.raw("expiry_date"), today)
    return {
        "full_name": f"{zone.given_names} {zone.surname}".strip() or None,
        "date_of_birth": born.isoformat() if born else zone.raw("birth_date") or None,
        "document_number": zone.number or None,
        "nationality": zone.raw("nationality") or None,
        "issuing_country": zone.raw("issuer") or None,
        "expiry_date": expires.isoformat() if expires else zone.raw("expiry_date") or None,
        "sex": zone.raw("sex") or None,
    }


def _agree(key: str, values: tuple[str | None, ...]) -> bool:
    known = [value for value in values if value]
    return all(_same(key, known[0], other) for other in known[1:])


def _same(key: str, one: str, other: str) -> bool:
    if key == "full_name":
        return similarity(one, other) >= SAME_NAME
    if key == "document_number":
        return number_key(one) == number_key(other)
    if key == "document_type":
        return document_type(one) == document_type(other)
    if key in ("nationality", "issuing_country"):
        return same_country(country(one) or one.upper(), country(other) or other.upper())
    return one == other
