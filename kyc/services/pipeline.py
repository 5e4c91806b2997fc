"""A submitted verification from evidence to decision: begin and conclude are quick transactions, examine is slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.domain.applicant import Applicant, number_key
from kyc.domain.check import Check, CheckResult, not_performed
from kyc.domain.countries import country
from kyc.domain.decision import Decision as Verdict
from kyc.domain.decision import Policy, decide
from kyc.domain.documents import DocumentType, Side
from kyc.domain.errors import DomainError
from kyc.domain.evidence import CaptureMethod, DocumentReading, Evidence, Mode, NotMeasured, Screening
from kyc.domain.lifecycle import STEP_TO, State, Step
from kyc.domain.ports import Blobs, DocumentReader, FaceEngine, Page, Person, Watchlist
from kyc.models import CheckRecord, Decision, Profile, Verification
from kyc.services.extraction import extracted_data, kept_reading
from kyc.services.transitions import advance, record
from kyc.services.verifications import images

log = structlog.get_logger(__name__)
T = TypeVar("T")
Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Engines:
    """What measures; built on first use, in the worker alone."""

    reader: DocumentReader
    faces: FaceEngine
    sanctions: Watchlist
    pep: Watchlist


@dataclass(frozen=True, slots=True)
class Case:
    """What `examine` needs to know, read in one short transaction."""

    verification_id: str
    mode: Mode
    declared: Applicant
    declared_country: str | None
    accepted: tuple[DocumentType, ...]
    document_type: DocumentType | None
    documents: tuple[tuple[str, str], ...]
    selfie: str
    selfie_capture: CaptureMethod


@dataclass(frozen=True, slots=True)
class Examination:
    """What came out: the checks' results, the policy's verdict, and the data read, in the contract's form and whole."""

    results: tuple[CheckResult, ...]
    verdict: Verdict
    extracted: dict[str, str | None] | None
    reading: dict[str, Any] | None = None


def begin(session: Session, verification_id: str) -> None:
    """Take the job: submitted → processing; a second time changes nothing."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is State.SUBMITTED:
        advance(session, verification, Step.BEGIN, "worker")


def load(session: Session, verification_id: str) -> Case:
    """Everything the examination needs."""
    verification = session.get_one(Verification, verification_id)
    profile = session.get_one(Profile, verification.profile_id)
    documents, selfie = images(session, verification_id)
    if selfie is None:
        raise LookupError("a submitted verification has a selfie")
    return Case(
        verification_id,
        "test" if verification.mode == "test" else "live",
        Applicant(
            profile.name,
            profile.document_type,
            profile.document_number,
            profile.nationality,
            verification.date_of_birth,
        ),
        country(profile.nationality) if profile.nationality else None,
        tuple(DocumentType(word) for word in verification.accepted_documents),
        DocumentType(verification.document_type) if verification.document_type else None,
        tuple((document.side, document.blob) for document in documents),
        selfie.blob,
        _capture(selfie.capture_method),
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """The parts an examination works with; `reused` looks a document number up among the partner's other people."""

    engines: Callable[[], Engines]
    blobs: Blobs
    checks: Sequence[Check]
    policy: Policy
    reused: Callable[[str], bool]
    tell: Progress


def examine(case: Case, bench: Bench) -> Examination:
    """Measure once, then let every check judge; a part that fails is `not_performed` and never blocks the others."""
    evidence = measure(case, bench)
    results = tuple(_judge(check, evidence, bench.tell) for check in bench.checks)
    reading = evidence.document if isinstance(evidence.document, DocumentReading) else None
    extracted = extracted_data(reading, case.document_type)
    return Examination(results, decide(bench.policy, results), extracted, kept_reading(reading))


def conclude(session: Session, verification_id: str, found: Examination) -> None:
    """Results, decision, state, history and webhook message in one transaction; a second time changes nothing."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is not State.PROCESSING:
        return
    session.add_all(_row(verification_id, one) for one in found.results)
    verification.extracted, verification.reading = found.extracted, found.reading
    verification.confidence = found.verdict.confidence
    _decide(session, verification, found.verdict)


def give_up(session: Session, verification_id: str) -> None:
    """A job that cannot finish goes to a person, with every check that did not run named as such."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is State.SUBMITTED:
        advance(session, verification, Step.BEGIN, "worker")
    if verification.state is State.PROCESSING:
        verdict = Verdict(State.MANUAL_REVIEW, "processing_error", "-", ("processing_error",), None)
        _decide(session, verification, verdict)


def measure(case: Case, bench: Bench) -> Evidence:
    """Read the document once, compare the faces once, screen the name once."""
    engines, tell, today = bench.engines, bench.tell, datetime.now(UTC).date()
    selfie = bench.blobs.get(case.selfie)
    pages = tuple(Page(Side(side), bench.blobs.get(name)) for side, name in case.documents)
    portrait = next(page.image for page in pages if page.side is not Side.BACK)
    document = _attempt("document", lambda: engines().reader.read(pages, case.document_type, today))
    tell("document_read", "done" if isinstance(document, DocumentReading) else "not_performed")
    person = _person(case, document)
    number = person.document_number if person else None
    return Evidence(
        declared=case.declared,
        mode=case.mode,
        today=today,
        selfie_capture=case.selfie_capture,
        document=document,
        face=_attempt("face", lambda: engines().faces.compare(portrait, selfie)),
        liveness=_attempt("liveness", lambda: engines().faces.liveness(selfie)),
        sanctions=_screen("sanctions", lambda: engines().sanctions, person, case.mode),
        pep=_screen("pep", lambda: engines().pep, person, case.mode),
        accepted_documents=case.accepted,
        declared_country=case.declared_country,
        reused_by_others=bool(number and bench.reused(number)),
    )


def _attempt(part: str, work: Callable[[], T]) -> T | NotMeasured:
    """A measurement that fails is one that did not take place; the log has the kind of error, never its content."""
    try:
        return work()
    except DomainError as error:
        return NotMeasured(error.detail if error.code == "unavailable" else error.code)
    except Exception as error:  # noqa: BLE001  (whatever it is, a person decides)
        log.error("measurement_failed", part=part, error=type(error).__name__)
        return NotMeasured("check_crashed")


def _screen(part: str, index: Callable[[], Watchlist], person: Person | None, mode: Mode) -> Screening | NotMeasured:
    if person is None:
        return NotMeasured("name_unreadable")
    return _attempt(part, lambda: index().screen(person, samples=mode == "test"))


def _person(case: Case, document: DocumentReading | NotMeasured) -> Person | None:
    """Whom to screen: what was read, and what was declared where nothing was."""
    read = document if isinstance(document, DocumentReading) else None
    name = (read.full_name if read else None) or case.declared.name
    if not name:
        return None
    born = read.value("birth_date") if read else None
    countries = {read.value("nationality"), read.value("issuing_country")} if read else {case.declared_country}
    return Person(
        name=name,
        birth_date=date.fromisoformat(born) if born else case.declared.date_of_birth,
        countries=tuple(sorted(code for code in countries if code)),
        document_number=(read.value("document_number") if read else None) or case.declared.document_number,
    )


def _judge(check: Check, evidence: Evidence, tell: Progress) -> CheckResult:
    try:
        result = check.judge(evidence)
    except Exception as error:  # noqa: BLE001  (as above)
        log.error("check_failed", check=check.NAME, error=type(error).__name__)
        result = not_performed(check.NAME, "check_crashed")
    tell(f"check.{check.NAME}", result.result.value)
    return result


def _decide(session: Session, verification: Verification, verdict: Verdict) -> None:
    session.add(
        Decision(
            verification_id=verification.id,
            outcome=verdict.outcome.value,
            rule=verdict.rule,
            policy=verdict.policy,
            reasons=list(verdict.reasons),
            actor="policy",
        )
    )
    session.flush()
    advance(session, verification, STEP_TO[verdict.outcome], "policy", verdict.reasons[0] if verdict.reasons else "")


def _row(verification_id: str, one: CheckResult) -> CheckRecord:
    return CheckRecord(
        verification_id=verification_id,
        name=one.name,
        result=one.result.value,
        method=one.method,
        score=one.score,
        threshold=one.threshold,
        confidence=one.confidence,
        model=one.engine.name if one.engine else None,
        model_version=one.engine.version if one.engine else None,
        reasons=list(one.reasons),
        breakdown=dict(one.breakdown),
    )


def used_by_others(session: Session, verification_id: str, number: str) -> bool:
    """Whether another record of the same partner and mode stands under this document number."""
    verification = session.get_one(Verification, verification_id)
    others = select(Profile.id).where(
        Profile.partner_id == verification.partner_id,
        Profile.mode == verification.mode,
        Profile.id != verification.profile_id,
        Profile.match_number == number_key(number),
    )
    return session.scalar(others.limit(1)) is not None


def note_progress(session: Session, verification_id: str, step: str, note: str) -> None:
    """A history row for a part that is done, once however often the job runs."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is State.PROCESSING:
        record(session, verification, step, "worker", note, key=f"{verification_id}:{step}")


def unfinished(session: Session, verification_ids: Sequence[str]) -> list[str]:
    """Which of these still wait for their decision."""
    waiting = (State.SUBMITTED, State.PROCESSING)
    found = select(Verification.id).where(Verification.id.in_(verification_ids), Verification.state.in_(waiting))
    return list(session.scalars(found))


def _capture(word: str) -> CaptureMethod:
    return "camera" if word == "camera" else "upload" if word == "upload" else "api"
