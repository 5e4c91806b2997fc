"""What is stored of a reading: the contract's five keys of `extracted_data`, and all of it for the staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kyc.domain.corrections import NAMES
from kyc.domain.documents import DocumentType
from kyc.domain.evidence import DocumentReading, Field, Region, Sighting

_TOLD = {"date_of_birth": "birth_date", "document_number": "document_number", "nationality": "nationality"}
KEYS = ("full_name", "date_of_birth", "document_number", "document_type", "nationality")


def extracted_data(reading: DocumentReading | None, chosen: DocumentType | None) -> dict[str, str | None] | None:
    """What was read, in the contract's order; None if nothing was read, and null for a field that was not.

    A clear reading of a field takes precedence over an unclear one (the reader takes care of that); nothing is filled
    in from what was declared, and `kept_reading` tells the reviewer which fields were read only once.
    """
    if reading is None or not reading.fields:
        return None
    kind = reading.document_type or chosen
    name = _full_name(reading)
    return {
        "full_name": name.upper() if name else None,
        "date_of_birth": reading.value("birth_date"),
        "document_number": reading.value("document_number"),
        "document_type": kind.value if kind else None,
        "nationality": reading.value("nationality"),
    }


def with_corrections(
    extracted: Mapping[str, str | None] | None, read: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str | None] | None:
    """`extracted` with a reviewer's `values` in place of what was `read`; both by the field names of a reading."""
    if not values:
        return dict(extracted) if extracted is not None else None
    shown = {**dict.fromkeys(KEYS), **(extracted or {})}
    shown |= {key: values[name] for key, name in _TOLD.items() if name in values}
    if not values.keys().isdisjoint(NAMES):
        said = {**read, **values}
        shown["full_name"] = " ".join(said[name] for name in NAMES if said.get(name)).upper()
    return shown


def kept_reading(reading: DocumentReading | None) -> dict[str, Any] | None:
    """The whole reading as plain JSON: every field with its source, its location and its other readings.

    `unclear` names the fields that no second reading confirms, `ambiguous` those with several possible readings,
    `conflicts` those on which sources disagree; `impossible` are dates, as written, that do not exist.
    """
    if reading is None:
        return None
    zone = reading.mrz
    return {
        "fields": {name: _field(field) for name, field in reading.fields.items()},
        "mrz": {"format": zone.format, "lines": list(zone.lines), "checks": dict(zone.checks)} if zone else None,
        "conflicts": list(reading.conflicts),
        "unclear": [name for name, field in reading.fields.items() if not field.clear],
        "ambiguous": list(reading.ambiguous),
        "impossible": {name: _field(field) for name, field in reading.impossible.items()},
        "repaired": zone.repaired if zone else 0,
        "barcode": reading.barcode,
    }


def _full_name(reading: DocumentReading) -> str | None:
    """Given names and surname; a zone may have only one name, but print of which one part was read is incomplete."""
    halves = [reading.fields.get(name) for name in ("given_names", "surname")]
    half_read = None in halves and any(half is not None and half.source == "viz" for half in halves)
    return None if half_read else reading.full_name


def _field(field: Field) -> dict[str, Any]:
    return {**asdict(field), "region": _region(field.region), "others": [_sighting(other) for other in field.others]}


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {**asdict(sighting), "region": _region(sighting.region)}


def _region(region: Region | None) -> dict[str, Any] | None:
    return {"side": region.side.value, "box": list(region.box)} if region else None
