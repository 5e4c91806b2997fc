"""A submitted verification from job to decision: quick transactions around the slow examination."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.domain.applicant import Applicant
from kyc.domain.check import CheckResult
from kyc.domain.countries import country
from kyc.domain.decision import NO_POLICY, POLICY, left_to_person
from kyc.domain.decision import Decision as Verdict
from kyc.domain.documents import DocumentType, Side
from kyc.domain.evidence import CaptureMethod
from kyc.domain.lifecycle import STEP_TO, State, Step
from kyc.models import CheckRecord, Decision, Document, Profile, Verification
from kyc.services.examining.examination import Case, Examination
from kyc.services.verification import challenge_state, corrected
from kyc.services.verification.requirements import images
from kyc.services.verification.transitions import advance, record


def begin(session: Session, verification_id: str) -> None:
    """Start the job: submitted → processing; safe to repeat."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is State.SUBMITTED and not verification.erasure_id:
        advance(session, verification, Step.BEGIN, "worker")


def load(session: Session, verification_id: str) -> Case:
    """Everything the examination needs."""
    verification = session.get_one(Verification, verification_id)
    profile = session.get_one(Profile, verification.profile_id)
    documents, selfie = images(session, verification_id)
    if selfie is None:
        raise LookupError("a submitted verification has a selfie")
    return Case(
        verification_id=verification_id,
        mode="test" if verification.mode == "test" else "live",
        declared=Applicant(
            name=profile.name,
            document_type=profile.document_type,
            document_number=profile.document_number,
            nationality=profile.nationality,
            date_of_birth=verification.date_of_birth,
        ),
        declared_country=country(profile.nationality) if profile.nationality else None,
        accepted=tuple(DocumentType(word) for word in verification.accepted_documents),
        document_type=DocumentType(verification.document_type) if verification.document_type else None,
        documents=tuple((document.side, document.blob) for document in documents),
        selfie=selfie.blob,
        selfie_capture=_capture(selfie.capture_method),
        uploads={Side(document.side): _notes(document) for document in documents},
        challenge=challenge_state.evidence_of(verification, challenge_state.of(session, verification_id), selfie.id),
        faces_declined=verification.faces_declined,
        corrected=corrected.of(session, verification_id),
    )


def conclude(session: Session, verification_id: str, found: Examination) -> None:
    """Write results, decision, state, history and webhook message in one transaction; safe to repeat.

    What was erased meanwhile stays erased.
    """
    verification = session.get_one(Verification, verification_id, with_for_update=True)
    if verification.state is not State.PROCESSING or verification.erasure_id:
        return
    session.add_all(row(verification_id, one) for one in found.results)
    verification.extracted, verification.reading = found.extracted, found.reading
    verification.confidence = found.verdict.confidence
    decided(session, verification, left_to_person(found.verdict, verification.person_wanted))


def give_up(session: Session, verification_id: str) -> None:
    """Send a verification whose job failed to a person, with every check that did not run named as such.

    Skips one that was decided meanwhile, no longer exists, or was erased.
    """
    verification = session.get(Verification, verification_id)
    if verification is None or verification.erasure_id:
        return
    if verification.state is State.SUBMITTED:
        advance(session, verification, Step.BEGIN, "worker")
    if verification.state is State.PROCESSING:
        verdict = Verdict(State.MANUAL_REVIEW, "processing_error", NO_POLICY, ("processing_error",), None)
        decided(session, verification, verdict)


def note_progress(session: Session, verification_id: str, step: str, note: str) -> None:
    """A history row for a part that is done, written once however often the job runs."""
    verification = session.get_one(Verification, verification_id)
    if verification.state is State.PROCESSING and not verification.erasure_id:
        record(session, verification, step, "worker", note, key=f"{verification_id}:{step}")


def decided(session: Session, verification: Verification, verdict: Verdict, actor: str = POLICY) -> None:
    """Turn a verdict into the verification's decision and state; `actor` is named in the history."""
    session.add(
        Decision(
            verification_id=verification.id,
            outcome=verdict.outcome.value,
            rule=verdict.rule,
            policy=verdict.policy,
            reasons=list(verdict.reasons),
            actor=POLICY,
        )
    )
    session.flush()
    advance(session, verification, STEP_TO[verdict.outcome], actor, verdict.reasons[0] if verdict.reasons else "")


def row(verification_id: str, one: CheckResult) -> CheckRecord:
    """A result as it is stored."""
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


def _notes(document: Document) -> tuple[str, ...] | None:
    return None if document.notes is None else tuple(document.notes)


def _capture(word: str) -> CaptureMethod:
    return "camera" if word == "camera" else "api" if word == "api" else "upload"
