"""Results of test scenarios: what a magic number asks for instead of a measurement; in test mode only."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kyc.domain.applicant import number_key
from kyc.domain.check import CheckResult, Result
from kyc.domain.decision import NO_POLICY, Policy, confidence, decide
from kyc.domain.decision import Decision as Verdict
from kyc.domain.documents import document_type
from kyc.domain.errors import NotFound
from kyc.domain.lifecycle import State, Step
from kyc.domain.scenarios import Scenario
from kyc.models import CheckRecord, Verification, utcnow
from kyc.services.examining import pipeline
from kyc.services.examining.examination import Case, Examination, Progress
from kyc.services.verification import resubmission
from kyc.services.verification.scenario_intake import scenario_of
from kyc.services.verification.transitions import advance
from kyc.services.verification.verifications import expire_if_due

ACTOR = "test"
DUE = timedelta(days=7)
BEFORE = (
    (State.CREATED, Step.ADD_DOCUMENTS),
    (State.DOCUMENTS_UPLOADED, Step.ADD_SELFIE),
    (State.SELFIE_UPLOADED, Step.SUBMIT),
    (State.SUBMITTED, Step.BEGIN),
)
USUAL = {
    State.APPROVED: ("document_authenticity", Result.PASS, "passed"),
    State.REJECTED: ("document_authenticity", Result.FAIL, "document_expired"),
    State.MANUAL_REVIEW: ("face_match", Result.REVIEW, "face_uncertain"),
}
"""By outcome: the check that causes it, its result, and the reason where none is named."""


def play(script: Scenario, case: Case, policy: Policy, tell: Progress) -> Examination:
    """The scenario's results, judged by the real policy; what was declared counts as read."""
    results = script.results()
    for one in results:
        tell(f"check.{one.name}", one.result.value)
    return Examination(results, decide(policy, results), _declared(case))


def conclude(session: Session, verification_id: str, found: Examination) -> None:
    """Conclude as for any examination, and in the same transaction ask again for the scenario's item."""
    pipeline.conclude(session, verification_id, found)
    verification = session.get_one(Verification, verification_id)
    script = scenario_of(session, verification)
    if script and script.asks_for and verification.state is State.MANUAL_REVIEW and not verification.pending_action:
        item, reason = script.asks_for
        wanted = [one for one in resubmission.offered(verification) if one.startswith(item)]
        resubmission.ask(session, verification, wanted[:1], [reason], utcnow() + DUE, "system")


def settle(session: Session, verification: Verification, outcome: State, reason: str | None) -> None:
    """Give a test session its outcome at once, through every state in between; safe to repeat.

    `reason` is a code of the catalogue. Raises `NotFound` for a live session, `Closed`, and `InvalidTransition` for one
    that was decided otherwise. The caller holds the row's lock.
    """
    if verification.mode != "test":
        raise NotFound
    if verification.state is outcome:
        return
    expire_if_due(session, verification)
    for state, step in BEFORE:
        if verification.state is state:
            advance(session, verification, step, ACTOR)
    if verification.state is State.PROCESSING:
        _keep(session, verification, _results(outcome, reason))
    verification.pending_action = None
    why = reason or USUAL[outcome][2]
    verdict = Verdict(outcome, "test_outcome", NO_POLICY, (why,), verification.confidence)
    pipeline.decided(session, verification, verdict, ACTOR)


def _results(outcome: State, reason: str | None) -> tuple[CheckResult, ...]:
    check, result, usual = USUAL[outcome]
    findings = {} if outcome is State.APPROVED else {check: (result, reason or usual)}
    return Scenario("outcome", "asked for by API", findings).results()


def _keep(session: Session, verification: Verification, results: tuple[CheckResult, ...]) -> None:
    session.execute(delete(CheckRecord).where(CheckRecord.verification_id == verification.id))
    session.add_all(pipeline.row(verification.id, one) for one in results)
    verification.confidence = confidence(results)


def _declared(case: Case) -> dict[str, str | None]:
    said = case.declared
    kind = document_type(said.document_type) if said.document_type else None
    return {
        "full_name": said.name.upper() if said.name else None,
        "date_of_birth": said.date_of_birth.isoformat() if said.date_of_birth else None,
        "document_number": number_key(said.document_number) if said.document_number else None,
        "document_type": kind.value if kind else None,
        "nationality": case.declared_country,
    }
