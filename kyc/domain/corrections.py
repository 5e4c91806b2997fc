"""Corrections of fields that were read: which fields can be corrected, to what, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kyc.domain.applicant import number_key
from kyc.domain.check import SCREENINGS
from kyc.domain.countries import country
from kyc.domain.dates import iso_date
from kyc.domain.evidence import DocumentReading, Field, Sighting

NAMES = ("given_names", "surname")
DATES = ("birth_date", "issue_date", "expiry_date")
COUNTRIES = ("nationality", "issuing_country")
FIELDS = (*NAMES, "document_number", *DATES, *COUNTRIES, "sex")
SEXES = ("F", "M", "X")
REASONS = ("field_misread", "field_hard_to_read", "field_misplaced", "field_spelled_otherwise", "other")
"""Why a field is corrected, as codes of the catalogue."""

_SCREENED = frozenset({*NAMES, "document_number", "birth_date", *COUNTRIES})
_OF_FACES = frozenset({"face_match", "face_liveness"})
_LONGEST_NAME, _LONGEST_NUMBER = 200, 40
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)


def cleaned(field: str, text: str, today: date) -> str | None:
    """The value in the form a reading has it; None where it is not valid for this field."""
    said = " ".join(text.split())
    if field in NAMES:
        return said if 0 < len(said) <= _LONGEST_NAME and any(map(str.isalpha, said)) and said.isprintable() else None
    if field in DATES:
        return _day(said, _LAST if field == "expiry_date" else today)
    if field in COUNTRIES:
        return country(said) if said else None
    if field == "sex":
        return said.upper() if said.upper() in SEXES else None
    plain = all(char.isalnum() or char in " -/." for char in said)
    return said.upper() if plain and len(said) <= _LONGEST_NUMBER and number_key(said) else None


def corrected(reading: DocumentReading, values: Mapping[str, str]) -> DocumentReading:
    """The reading with a person's values in these fields; what the machine read is kept beside them.

    A corrected field is not `clear`, and conflicts and doubts remain: a correction may make a check run on the right
    value, but never makes it pass by itself and never makes it fail.
    """
    fields = {**reading.fields, **{name: _told(reading, name, value) for name, value in values.items()}}
    impossible = {name: one for name, one in reading.impossible.items() if name not in values}
    return replace(reading, fields=fields, impossible=impossible)


def touches(check: str, fields: Iterable[str]) -> bool:
    """Whether a check's result depends on one of these fields; for an unknown check, yes."""
    if check in SCREENINGS:
        return not _SCREENED.isdisjoint(fields)
    return check not in _OF_FACES


def _told(reading: DocumentReading, name: str, value: str) -> Field:
    before = reading.fields.get(name) or reading.impossible.get(name)
    if before is None:
        return Field(value, "staff", 0.0, clear=False)
    seen = Sighting(before.value, before.source, before.confidence, before.region)
    return Field(value, "staff", before.confidence, clear=False, region=before.region, others=(seen, *before.others))


def _day(text: str, latest: date) -> str | None:
    day = iso_date(text)
    return day.isoformat() if day and _FIRST <= day <= latest else None
