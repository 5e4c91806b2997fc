"""Measure once, then judge: the slow part of a verification, outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog

from kyc.domain.applicant import Applicant
from kyc.domain.check import Check, CheckResult, not_performed
from kyc.domain.corrections import COUNTRIES, NAMES, corrected
from kyc.domain.dates import iso_date
from kyc.domain.decision import Decision, Policy, decide
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import DomainError
from kyc.domain.evidence import (
    CaptureMethod,
    ChallengeResult,
    DocumentReading,
    Evidence,
    FaceComparison,
    Mode,
    NotMeasured,
    Screening,
)
from kyc.domain.ports import Blobs, DocumentReader, FaceEngine, Page, Watchlist
from kyc.domain.reasons import CATALOGUE
from kyc.domain.screening import Dismissal, Person
from kyc.meters import figures
from kyc.services.examining.reuse import Reused
from kyc.services.telling.extraction import extracted_data, kept_reading, with_corrections
from kyc.services.verification.corrected import Corrected

log = structlog.get_logger(__name__)
T = TypeVar("T")
DECLINED = NotMeasured("consent_declined")
Progress = Callable[[str, str], None]
Reuse = Callable[[DocumentReading | NotMeasured, FaceComparison | NotMeasured], Reused]


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines that measure; built on first use, and only in the worker."""

    reader: DocumentReader
    faces: FaceEngine
    sanctions: Watchlist
    pep: Watchlist


@dataclass(frozen=True, slots=True)
class Case:
    """What `examine` needs to know, read in one short transaction; `uploads` and `challenge` as in `Evidence`.

    With `faces_declined` no engine looks at a face; `corrected` are the reviewers' corrections of an earlier reading.
    """

    verification_id: str
    mode: Mode
    declared: Applicant
    declared_country: str | None
    accepted: tuple[DocumentType, ...]
    document_type: DocumentType | None
    documents: tuple[tuple[str, str], ...]
    selfie: str
    selfie_capture: CaptureMethod
    uploads: Mapping[Side, tuple[str, ...] | None] = field(default_factory=dict)
    challenge: ChallengeResult | NotMeasured | None = None
    faces_declined: bool = False
    corrected: Corrected = field(default_factory=Corrected)


@dataclass(frozen=True, slots=True)
class Examination:
    """What came out: the checks' results, the policy's verdict, the data in the contract's form and as it was read.

    `corrections` is the newest correction that it knew of.
    """

    results: tuple[CheckResult, ...]
    verdict: Decision
    extracted: dict[str, str | None] | None
    reading: dict[str, Any] | None = None
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Equipment:
    """The parts an examination uses; `reused` searches number and portrait among the partner's other people,
    `dismissed` gives what reviewers said of matches of this very person.

    `tell` notes progress.
    """

    engines: Callable[[], Engines]
    blobs: Blobs
    checks: Sequence[Check]
    policy: Policy
    reused: Reuse
    tell: Progress
    dismissed: Callable[[Person], Mapping[str, Dismissal]] = field(default=lambda _: {})


def examine(case: Case, equipment: Equipment) -> Examination:
    """Measure once, then let every check judge; a part that fails is `not_performed` and never blocks the others."""
    evidence = measure(case, equipment)
    results = tuple(_judge(check, evidence, equipment.tell) for check in equipment.checks)
    reading = evidence.as_read if isinstance(evidence.as_read, DocumentReading) else None
    read = {name: one.value for name, one in reading.fields.items()} if reading else {}
    extracted = with_corrections(extracted_data(reading, case.document_type), read, case.corrected.values)
    verdict = decide(equipment.policy, results)
    return Examination(results, verdict, extracted, kept_reading(reading), case.corrected.newest)


def measure(case: Case, equipment: Equipment) -> Evidence:
    """Read the document once, compare the faces once, screen the name once; corrections take precedence."""
    engines, tell, today = equipment.engines, equipment.tell, datetime.now(UTC).date()
    selfie = equipment.blobs.get(case.selfie)
    pages = tuple(Page(Side(side), equipment.blobs.get(name)) for side, name in case.documents)
    portrait = next(page.image for page in pages if page.side is not Side.BACK)
    read = _attempt("document", lambda: engines().reader.read(pages, case.document_type, today))
    tell("document_read", "done" if isinstance(read, DocumentReading) else "not_performed")
    document = corrected(read, case.corrected.values) if isinstance(read, DocumentReading) else read
    face = DECLINED if case.faces_declined else _attempt("face", lambda: engines().faces.compare(portrait, selfie))
    person, reused = _person(case, document), equipment.reused(document, face)
    return Evidence(
        declared=case.declared,
        mode=case.mode,
        today=today,
        selfie_capture=case.selfie_capture,
        document=document,
        as_read=read,
        face=face,
        liveness=DECLINED if case.faces_declined else _attempt("liveness", lambda: engines().faces.liveness(selfie)),
        sanctions=_screen("sanctions", lambda: engines().sanctions, person, case.mode),
        pep=_screen("pep", lambda: engines().pep, person, case.mode),
        accepted_documents=case.accepted,
        declared_country=case.declared_country,
        reused_by_others=reused.number,
        portrait_reused=reused.portrait,
        rules=equipment.policy.document,
        uploads=case.uploads,
        challenge=case.challenge,
        person=person,
        dismissed=equipment.dismissed(person) if person else {},
    )


def _attempt(part: str, work: Callable[[], T]) -> T | NotMeasured:
    """A measurement that fails counts as not done; the log has the error's class, never its text."""
    try:
        with figures.engine(part):
            return work()
    except DomainError as error:
        missing = NotMeasured(_known(error.detail if error.code == "unavailable" else error.code))
    except Exception as error:  # noqa: BLE001  (whatever it is, a person decides)
        log.error("measurement_failed", part=part, error=type(error).__name__)
        missing = NotMeasured("check_crashed")
    figures.NOT_MEASURED.labels(part, missing.reason).inc()
    return missing


def _known(reason: str) -> str:
    """A code that is in the catalogue; an engine from elsewhere may return any."""
    return reason if reason in CATALOGUE else "check_crashed"


def _screen(part: str, index: Callable[[], Watchlist], person: Person | None, mode: Mode) -> Screening | NotMeasured:
    if person is None:
        return NotMeasured("name_unreadable")
    return _attempt(part, lambda: index().screen(person, samples=mode == "test"))


def _person(case: Case, document: DocumentReading | NotMeasured) -> Person | None:
    """The person to screen: as read or corrected, and as declared where nothing was read.

    An impossible birth date is for the document check to report; screening does without.
    """
    read = document if isinstance(document, DocumentReading) else None
    values = {name: field.value for name, field in read.fields.items()} if read else case.corrected.values
    name = " ".join(values[part] for part in NAMES if values.get(part)) or case.declared.name
    if not name:
        return None
    countries = {values.get(part) for part in COUNTRIES} if values or read else {case.declared_country}
    return Person(
        name=name,
        birth_date=iso_date(values["birth_date"]) if values.get("birth_date") else case.declared.date_of_birth,
        countries=tuple(sorted(code for code in countries if code)),
        document_number=values.get("document_number") or case.declared.document_number,
    )


def _judge(check: Check, evidence: Evidence, tell: Progress) -> CheckResult:
    try:
        result = check.judge(evidence)
    except Exception as error:  # noqa: BLE001  (as above)
        log.error("check_failed", check=check.NAME, error=type(error).__name__)
        result = not_performed(check.NAME, "check_crashed")
    tell(f"check.{check.NAME}", result.result.value)
    return result
