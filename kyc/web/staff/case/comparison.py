"""What was declared, read, and encoded in the machine-readable zone, side by side with their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kyc.domain import mrz
from kyc.domain.applicant import number_key
from kyc.domain.corrections import FIELDS
from kyc.domain.countries import country, same_country
from kyc.domain.documents import document_type
from kyc.domain.names import SAME_NAME, similarity
from kyc.models import Correction, utcnow
from kyc.services.desk.case_files import CaseFile
from kyc.services.verification import corrected
from kyc.web.staff.case.clarity import Told, told

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
# the fields of a reading that make up a fact, unless it is one field of the same name
PARTS = {"full_name": ("given_names", "surname"), "date_of_birth": ("birth_date",)}
CORRECTABLE = {key: parts for key in LABELS if set(parts := PARTS.get(key, (key,))) <= set(FIELDS)}
"""The facts that a person may correct, with the fields of a reading that make them up."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact in its three sources; `differs` where those present disagree.

    `read` is the value that applies: `how` tells how the machine read it, `corrections` who replaced it (the newest for
    each part); with a correction, `machine` is what had been read.
    """

    key: str
    label: str
    declared: str | None
    read: str | None
    zone: str | None
    differs: bool = False
    how: Told | None = None
    corrections: tuple[Correction, ...] = ()
    machine: str | None = None

    @property
    def known(self) -> bool:
        return any((self.declared, self.read, self.zone))

    @property
    def correctable(self) -> bool:
        return self.key in CORRECTABLE


def facts(case: CaseFile) -> list[Line]:
    """A line for every fact that there may be."""
    reading = case.verification.reading or {}
    machine, standing = _machine(reading), {one.field: one for one in standing_of(case)}
    now = {**machine, **{name: one.value for name, one in standing.items()}}
    declared, zone = _declared(case), _zone(zone_lines(case))
    shown = {key: value for key, value in (case.verification.extracted or {}).items() if value}
    found = []
    for key, label in LABELS.items():
        parts = parts_of(key)
        fixed = tuple(standing[name] for name in parts if name in standing)
        values = (declared.get(key), shown.get(key) or _joined(now, parts), zone.get(key))
        differs = not _agree(key, values) or not set(reading.get("conflicts") or ()).isdisjoint(parts)
        before = _joined(machine, parts) if fixed else None
        found.append(Line(key, label, *values, differs, told(reading, parts), fixed, before))
    return found


def parts_of(key: str) -> tuple[str, ...]:
    """The fields of a reading that make up a fact."""
    return PARTS.get(key, (key,))


def standing_of(case: CaseFile) -> list[Correction]:
    """The corrections of this reading that apply."""
    pages = [one.id for one in case.documents if one.replaced_at is None]
    return corrected.standing(case.corrections, pages)


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


def _machine(reading: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(one["value"]) for name, one in (reading.get("fields") or {}).items()}


def _joined(values: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return " ".join(values[name] for name in names if values.get(name)) or None


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
