"""What was declared, what was read and what the machine-readable zone says, side by side with their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyc.domain import mrz
from kyc.domain.applicant import number_key
from kyc.domain.countries import country, same_country
from kyc.domain.documents import document_type
from kyc.domain.names import similarity
from kyc.models import utcnow
from kyc.services.case_files import CaseFile

SAME_NAME = 90
Values = dict[str, str | None]
LABELS = {
    "full_name": "Name",
    "date_of_birth": "Date of birth",
    "document_number": "Document number",
    "document_type": "Document type",
    "nationality": "Nationality",
    "issuing_country": "Issued by",
    "expiry_date": "Valid until",
    "sex": "Sex",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in its three sources; `differs` when two of those that are there do not agree."""

    label: str
    declared: str | None
    read: str | None
    zone: str | None
    differs: bool


def compare(case: CaseFile) -> list[Line]:
    """A line for every fact that at least one source knows."""
    declared, read, zone = _declared(case), _read(case), _zone(_breakdown(case))
    rows = ((key, declared.get(key), read.get(key), zone.get(key)) for key in LABELS)
    return [
        Line(LABELS[key], one, two, three, not _agree(key, (one, two, three)))
        for key, one, two, three in rows
        if one or two or three
    ]


def zone_lines(case: CaseFile) -> tuple[str, ...]:
    """The machine-readable zone as it was read."""
    return tuple(str(line) for line in (_breakdown(case).get("mrz") or {}).get("lines", ()))


def failed_digits(case: CaseFile) -> list[str]:
    """The fields whose check digit does not hold."""
    checks: Mapping[str, bool] = (_breakdown(case).get("mrz") or {}).get("checks", {})
    return [name for name, holds in checks.items() if not holds]


def _breakdown(case: CaseFile) -> Mapping[str, Any]:
    record = case.checks.get("document_authenticity")
    return record.breakdown if record else {}


def _declared(case: CaseFile) -> Values:
    born = case.verification.date_of_birth
    return {
        "full_name": case.profile.name,
        "date_of_birth": born.isoformat() if born else None,
        "document_number": case.profile.document_number,
        "document_type": case.profile.document_type,
        "nationality": case.profile.nationality,
    }


def _read(case: CaseFile) -> Values:
    fields = _breakdown(case).get("fields") or {}
    more = {key: _value(fields.get(key)) for key in ("issuing_country", "expiry_date", "sex")}
    return {**more, **(case.verification.extracted or {})}


def _value(field: object) -> str | None:
    """A field of the breakdown: an object with its value, or the value itself."""
    found = field.get("value") if isinstance(field, dict) else field
    return str(found) if found else None


def _zone(breakdown: Mapping[str, Any]) -> Values:
    zone = mrz.parse([str(line) for line in (breakdown.get("mrz") or {}).get("lines", ())])
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
