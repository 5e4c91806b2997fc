"""The lifecycle of a verification: eight states, the steps between them, and one table of what is allowed."""

from __future__ import annotations

from enum import StrEnum

from kyc.domain.errors import InvalidTransition


class State(StrEnum):
    """The only states that are ever stored."""

    CREATED = "created"
    DOCUMENTS_UPLOADED = "documents_uploaded"
    SELFIE_UPLOADED = "selfie_uploaded"
    SUBMITTED = "submitted"
    PROCESSING = "processing"
    APPROVED = "approved"
    REJECTED = "rejected"
    MANUAL_REVIEW = "manual_review"


class Step(StrEnum):
    """What moves a verification from one state to the next."""

    ADD_DOCUMENTS = "add_documents"
    ADD_SELFIE = "add_selfie"
    SUBMIT = "submit"
    BEGIN = "begin"
    APPROVE = "approve"
    REJECT = "reject"
    REFER = "refer"


TRANSITIONS: dict[State, dict[Step, State]] = {
    State.CREATED: {Step.ADD_DOCUMENTS: State.DOCUMENTS_UPLOADED},
    State.DOCUMENTS_UPLOADED: {Step.ADD_SELFIE: State.SELFIE_UPLOADED},
    State.SELFIE_UPLOADED: {Step.SUBMIT: State.SUBMITTED},
    State.SUBMITTED: {Step.BEGIN: State.PROCESSING},
    State.PROCESSING: {
        Step.APPROVE: State.APPROVED,
        Step.REJECT: State.REJECTED,
        Step.REFER: State.MANUAL_REVIEW,
    },
    State.MANUAL_REVIEW: {Step.APPROVE: State.APPROVED, Step.REJECT: State.REJECTED},
    State.APPROVED: {},
    State.REJECTED: {},
}

BEFORE_SUBMIT = frozenset({State.CREATED, State.DOCUMENTS_UPLOADED, State.SELFIE_UPLOADED})
FINAL = frozenset({State.APPROVED, State.REJECTED})
STEP_TO = {State.APPROVED: Step.APPROVE, State.REJECTED: Step.REJECT, State.MANUAL_REVIEW: Step.REFER}


def after(state: State, step: Step) -> State:
    """The state that follows; raises `InvalidTransition`, which names the allowed steps."""
    allowed = TRANSITIONS[state]
    if step not in allowed:
        raise not_allowed(state)
    return allowed[step]


def not_allowed(state: State) -> InvalidTransition:
    """The error for a step that this state does not allow."""
    return InvalidTransition(state.value, [step.value for step in TRANSITIONS[state]])


_PUBLIC = {
    State.CREATED: "unverified",
    State.DOCUMENTS_UPLOADED: "in_progress",
    State.SELFIE_UPLOADED: "in_progress",
    State.SUBMITTED: "pending_review",
    State.PROCESSING: "pending_review",
    State.MANUAL_REVIEW: "pending_review",
    State.APPROVED: "approved",
    State.REJECTED: "rejected",
}
_VERIFIED = {State.APPROVED: "verified", State.REJECTED: "rejected"}


def public_status(state: State) -> str:
    """The word of the profiles API for a state."""
    return _PUBLIC[state]


def verification_status(state: State, current: str = "unverified") -> str:
    """The status stored on the profile once a verification is in `state`; only final states change it."""
    return _VERIFIED.get(state, current)
