"""A person's decision where the policy refers a case: approved or rejected, with a reason, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kyc.domain.decision import NO_POLICY
from kyc.domain.errors import LostRace, require_valid
from kyc.domain.lifecycle import STEP_TO, State
from kyc.models import Decision, Verification
from kyc.services.applicant import applicant_requests
from kyc.services.desk import assignments, cases, claims, escalations
from kyc.services.record.audit import actor
from kyc.services.verification.transitions import advance

APPROVAL_REASONS = ("confirmed_by_reviewer", "other")
REJECTION_REASONS = (
    "document_not_genuine",
    "not_the_same_person",
    "details_do_not_match",
    "screening_confirmed",
    "document_expired",
    "document_not_yet_valid",
    "document_type_not_accepted",
    "specimen_document",
    "document_unreadable",
    "document_cropped",
    "wrong_side",
    "image_blurry",
    "image_glare",
    "portrait_not_found",
    "face_not_found",
    "other",
)
NOTE_LIMIT = 2000

REASONS = {State.APPROVED.value: APPROVAL_REASONS, State.REJECTED.value: REJECTION_REASONS}
TYPES = ("retry", "final")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's decision: approved or rejected, why, and a note for colleagues.

    `reason` is a code of `REASONS`; for a rejection `rejection_type` is `retry` or `final`.
    """

    outcome: str
    reason: str
    note: str = ""
    rejection_type: str | None = None


def decide(session: Session, verification_id: str, version: int, reviewer_id: int, ruling: Ruling) -> Decision:
    """A single person's decision, effective at once, in the caller's transaction.

    Raises as `open_case` and `check_ruling`.
    """
    verification = open_case(session, verification_id, version, reviewer_id)
    check_ruling(ruling)
    return settle(session, verification, reviewer_id, ruling)


def open_case(session: Session, verification_id: str, version: int, reviewer_id: int) -> Verification:
    """The case, locked, if it still is as the reviewer saw it (`version`).

    Raises `NotFound`; `LostRace` where somebody was quicker or has claimed it; `InvalidTransition` for a case that is
    not in manual review.
    """
    verification = cases.get(session, verification_id, lock=True)
    if verification.version != version:
        raise LostRace
    cases.require_review(verification)
    claims.require_free(session, verification_id, reviewer_id)
    return verification


def settle(
    session: Session,
    verification: Verification,
    reviewer_id: int,
    ruling: Ruling,
    rule: str = "reviewer",
    others: Sequence[str] = (),
) -> Decision:
    """Write the decision, the new state, the history and the webhook message.

    `rule` says how it came about; `others` are the actors who had decided the same before.
    """
    decision = _row(verification.id, actor(reviewer_id), ruling)
    decision.rule, decision.approvals = rule, [*others, decision.actor]
    session.add(decision)
    session.flush()
    verification.rejection_type, verification.pending_action = ruling.rejection_type, None
    advance(session, verification, STEP_TO[State(ruling.outcome)], decision.actor, ruling.reason)
    applicant_requests.decided(session, verification, decision.actor)
    claims.release(session, verification.id, reviewer_id)
    assignments.end(session, verification.id)
    escalations.decided(session, verification.id, reviewer_id)
    return decision


def check_ruling(ruling: Ruling) -> None:
    """Raise `Invalid` unless the parts fit together: a reason is mandatory, and `other` has to be explained."""
    reasons = REASONS.get(ruling.outcome)
    rejected = ruling.outcome == State.REJECTED
    faults = {
        ("/outcome", "Choose whether to approve or to reject."): reasons is None,
        ("/reason", "Choose the reason that fits this decision."): reasons is not None and ruling.reason not in reasons,
        ("/note", "Say in the note what the other reason is."): ruling.reason == "other" and not ruling.note.strip(),
        ("/note", f"The note may have {NOTE_LIMIT} characters at most."): len(ruling.note) > NOTE_LIMIT,
        ("/rejection_type", "Choose whether another try is possible."): rejected != (ruling.rejection_type in TYPES),
    }
    require_valid(faults)


def _row(verification_id: str, who: str, ruling: Ruling) -> Decision:
    return Decision(
        verification_id=verification_id,
        outcome=ruling.outcome,
        policy=NO_POLICY,
        reasons=[ruling.reason],
        actor=who,
        note=ruling.note.strip(),
    )
