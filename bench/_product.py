"""Reads documents as the product does: every side is accepted as an upload, then all are read together."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench._figures import quantile
from bench._reading import TODAY, Result, Told, Truth
from kyc.adapters import images
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import Refused
from kyc.domain.evidence import DocumentReading
from kyc.domain.ports import DocumentReader, Page, Picture

_NAMES = {
    "number": "document_number",
    "surname": "surname",
    "given": "given_names",
    "dob": "birth_date",
    "expiry": "expiry_date",
    "sex": "sex",
    "nationality": "nationality",
    "country": "issuing_country",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A document with its truth: the file of each side, and what a partner declared it to be."""

    name: str
    sides: tuple[tuple[Side, bytes], ...]
    truth: Truth
    declared: DocumentType | None = None


@dataclass(slots=True)
class Upload:
    """What the web process does with an image before it is read: accept it and judge its quality."""

    refused: dict[str, str] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)
    cpu_ms: list[float] = field(default_factory=list)

    def accept(self, name: str, data: bytes) -> Picture | None:
        """The picture even where its quality is refused, so that reading is scored by itself; None where it is none."""
        intake, started = images.create(), time.process_time()
        try:
            picture = intake.accept(data, allow_pdf=False)
        except Refused as refusal:
            self.refused[name] = refusal.code
            return None
        quality = intake.document_quality(picture)
        self.cpu_ms.append(1000 * (time.process_time() - started))
        if quality.refused:
            self.refused[name] = quality.refused
        elif quality.warnings:
            self.warned[name] = ", ".join(quality.warnings)
        return picture

    def figures(self, results: Iterable[Result]) -> dict[str, Any]:
        """How many documents with a zone would have been refused, or had a warning; CPU of accepting an image."""
        honest = {one.name for one in results if one.truth["mrz"]}
        return {
            "refused": len(honest & self.refused.keys()),
            "warned": len(honest & self.warned.keys()),
            "upload_cpu_ms": {"p50": quantile(self.cpu_ms, 0.5, 1), "p95": quantile(self.cpu_ms, 0.95, 1)},
        }


def read_all(reader: DocumentReader, cases: Iterable[Case], upload: Upload) -> Iterator[Result]:
    """Every document as the product reads it; the first is read twice, because the first time loads the models."""
    warm = False
    for case in cases:
        pictures = [(side, upload.accept(case.name, data)) for side, data in case.sides]
        pages = [Page(side, picture.data) for side, picture in pictures if picture is not None]
        if len(pages) < len(case.sides):
            yield Result(case.name, case.truth, Told(), 0.0)
            continue
        if not warm:
            reader.read(pages, case.declared, TODAY)
            warm = True
        started = time.process_time()
        reading = reader.read(pages, case.declared, TODAY)
        yield Result(case.name, case.truth, told(reading), time.process_time() - started)


def told(reading: DocumentReading) -> Told:
    """The fields with the names and date format of the truth; impossible dates unchanged."""
    read = {**reading.impossible, **reading.fields}
    said = {name: _short(name, read[key].value) for name, key in _NAMES.items() if key in read}
    clear = frozenset(name for name, key in _NAMES.items() if key in read and read[key].clear)
    zone = reading.mrz
    if zone is None:
        return Told(fields=said, clear=clear)
    return Told(zone.lines, zone.valid, {**said, "type": zone.lines[0][:2]}, clear)


def _short(name: str, value: str) -> str:
    """ISO 8601 to the YYMMDD of a zone."""
    return value.replace("-", "")[2:] if "-" in value and name in ("dob", "expiry") else value
