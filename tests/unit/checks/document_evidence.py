"""Documents as a reader hands them to the check, good ones unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kyc.checks.document_authenticity import judge
from kyc.domain.applicant import Applicant
from kyc.domain.check import CheckResult
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import (
    DocumentReading,
    Engine,
    Evidence,
    FaceComparison,
    Field,
    Mrz,
    NotMeasured,
    Region,
    Sighting,
)
from kyc.domain.mrz import parse
from kyc.domain.mrz_write import td3

TODAY = date(2026, 11, 21)
ENGINE = Engine("reader", "1")
NOTHING = NotMeasured("check_crashed")
FACE = FaceComparison(0.8, 0.42, 0.25, 90, 200, Engine("faces", "1"))
PIXELS = frozenset({"image_grey_copy", "image_screen"})
VALUES = {
    "surname": "DOE",
    "given_names": "JANE",
    "document_number": "A1234567",
    "birth_date": "1990-01-15",
    "expiry_date": "2031-06-30",
    "sex": "F",
    "nationality": "SGP",
    "issuing_country": "SGP",
}
DECLARED = Applicant("Jane Doe", "passport", "A1234567", "SG", date(1990, 1, 15))
WHOLE_PAGE = Region(Side.DATA_PAGE, (0.0, 0.0, 1.0, 1.0))


def at(top: float, side: Side = Side.DATA_PAGE) -> Region:
    """A line's place on a page."""
    return Region(side, (0.1, top, 0.9, top + 0.05))


def zone(**changes: Any) -> Mrz:
    given: dict[str, Any] = {
        "issuer": "SGP",
        "surname": "Doe",
        "given_names": "Jane",
        "number": "A1234567",
        "nationality": "SGP",
        "birth": date(1990, 1, 15),
        "sex": "F",
        "expiry": date(2031, 6, 30),
    }
    lines = td3(**(given | changes))
    parsed = parse(lines)
    assert parsed is not None
    return Mrz("TD3", lines, dict(parsed.checks))


def broken(*digits: str) -> Mrz:
    """A zone of which these check digits do not hold."""
    good = zone()
    return replace(good, checks=good.checks | dict.fromkeys(digits, False))


def reading(
    values: Mapping[str, str] | None = None, *, clear: bool = True, mrz: Mrz | None = None, **more: Any
) -> DocumentReading:
    chosen = VALUES | dict(values or {})
    fields = {
        name: Field(value, "mrz", 0.98, clear, at(0.1 * row))
        for row, (name, value) in enumerate(chosen.items())
        if value
    }
    given: dict[str, Any] = {"looked_for": PIXELS} | more
    return DocumentReading(DocumentType.PASSPORT, fields, mrz or zone(), ENGINE, **given)


def with_field(document: DocumentReading, name: str, **changes: Any) -> DocumentReading:
    """The same document with one field read otherwise."""
    return replace(document, fields={**document.fields, name: replace(document.fields[name], **changes)})


def without(document: DocumentReading, *names: str) -> DocumentReading:
    return replace(document, fields={name: one for name, one in document.fields.items() if name not in names})


def without_zone(kind: DocumentType | None, *, clear: bool = False) -> DocumentReading:
    return replace(reading(clear=clear), mrz=None, document_type=kind)


def blank() -> DocumentReading:
    return DocumentReading(None, {}, None, ENGINE)


def sighting(value: str, source: Any = "viz", confidence: float = 0.97, region: Region | None = None) -> Sighting:
    return Sighting(value, source, confidence, region or at(0.7))


def evidence(document: DocumentReading | NotMeasured, **more: Any) -> Evidence:
    made = Evidence(
        declared=DECLARED,
        mode="live",
        today=TODAY,
        selfie_capture="camera",
        document=document,
        face=FACE,
        liveness=NOTHING,
        sanctions=NOTHING,
        pep=NOTHING,
        accepted_documents=(DocumentType.PASSPORT, DocumentType.ID_CARD),
        declared_country="SGP",
        reused_by_others=False,
        portrait_reused=False,
        uploads={Side.DATA_PAGE: ()},
    )
    return replace(made, **more)


def verdict(document: DocumentReading | NotMeasured, **more: Any) -> CheckResult:
    return judge(evidence(document, **more))


def declared(**changes: Any) -> Applicant:
    return replace(DECLARED, **changes)
