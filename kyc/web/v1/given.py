"""Output of `/v1`, as described in the OpenAPI document; tests compare every answer with these shapes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from kyc.domain.documents import DocumentType, Side
from kyc.domain.lifecycle import State
from kyc.web.contract import Shape
from kyc.web.v1.breakdown import DocumentBreakdown, ReasonOut, Share
from kyc.web.v1.challenge_shapes import ChallengeEvidence, ChallengeOut, Sha256

Capture = Literal["api", "camera", "upload", "imported"]
CorrectedField = Literal[
    "given_names",
    "surname",
    "document_number",
    "birth_date",
    "issue_date",
    "expiry_date",
    "nationality",
    "issuing_country",
    "sex",
]
FactWord = Literal["pass", "fail", "review", "not_performed"]
ListWord = Literal["clear", "hit", "review", "not_performed"]


class Requirements(Shape):
    missing: list[str]


class Closed(Shape):
    reason: Literal["expired", "cancelled"]
    at: datetime


class PendingAction(Shape):
    type: Literal["resubmission"]
    items: list[str]
    reasons: list[str]
    attempts_left: int | None
    due_at: datetime | None


class Redaction(Shape):
    status: Literal["pending", "completed"] = Field(description="pending: images are still being deleted.")
    receipt_id: str


class SessionFields(Shape):
    id: str
    record_id: str
    status: State
    mode: Literal["live", "test"]
    url: str
    expires_at: datetime
    requirements: Requirements
    pending_action: PendingAction | None
    closed: Closed | None
    redaction: Redaction | None
    created_at: datetime


class SessionCreated(SessionFields):
    session_token: str = Field(description="Gives access to this session alone; shown once.")


class Checks(Shape):
    document_authenticity: FactWord
    face_match: FactWord
    face_liveness: FactWord
    sanctions_screening: ListWord
    pep_screening: ListWord


class Extracted(Shape):
    full_name: str | None
    date_of_birth: str | None
    document_number: str | None
    document_type: str | None
    nationality: str | None = Field(description="Alpha-3 as in the MRZ.")


class SessionOut(SessionFields):
    confidence: Share | None
    checks: Checks
    extracted_data: Extracted | None
    final: bool


class SessionPage(Shape):
    data: list[SessionOut]
    next_cursor: str | None


class Quality(Shape):
    verdict: Literal["accept"]
    warnings: list[str]


class SessionState(Shape):
    status: State
    requirements: Requirements


class SelfieOut(Shape):
    id: str
    session_id: str
    sha256: Sha256
    duplicate: bool
    capture_method: Capture
    quality: Quality
    session: SessionState


class SelfieTaken(SelfieOut):
    challenge: ChallengeOut | None = Field(
        default=None, description="Only where the selfie came with the answer to a challenge."
    )


class DocumentOut(SelfieOut):
    type: DocumentType
    side: Side


class Submitted(Shape):
    id: str
    status: Literal["submitted"]


class CheckOut(Shape):
    name: str
    result: Literal["pass", "fail", "review", "not_performed", "clear", "hit"]
    method: Literal["automated", "human", "imported"]
    score: float | None
    threshold: float | None
    confidence: Share | None
    model: str | None
    version: str | None
    reasons: list[ReasonOut]
    breakdown: DocumentBreakdown | dict[str, Any] = Field(
        description="For the document check: seven breakdowns of sub-checks. For others: what their result is based on."
    )
    at: datetime | None


class DecisionOut(Shape):
    outcome: Literal["approved", "rejected", "manual_review"]
    rule: str
    policy: str
    reasons: list[ReasonOut]
    method: Literal["automated", "human", "imported"]
    actor: str
    approvals: list[str] = Field(description="The people behind it, the last to decide last; none for the policy.")
    at: datetime


class ImageOut(Shape):
    id: str
    sha256: Sha256 | None = Field(description="Of the bytes as uploaded; null once they have been deleted.")
    capture_method: Capture
    width: int
    height: int
    warnings: list[ReasonOut]
    created_at: datetime
    replaced_at: datetime | None


class DocumentImage(ImageOut):
    type: DocumentType
    side: Side
    issuing_country: str | None


class EvidenceOut(Shape):
    documents: list[DocumentImage]
    selfies: list[ImageOut]
    challenges: list[ChallengeEvidence] = Field(description="Liveness challenges, oldest first.")


class Declared(Shape):
    name: str | None
    document_type: str | None
    document_number: str | None
    nationality: str | None
    date_of_birth: date | None


class CorrectionOut(Shape):
    field: CorrectedField
    was: str | None = Field(description="The value before; null where nothing had been read.")
    value: str
    reason: ReasonOut
    actor: str
    at: datetime
    in_force: bool = Field(description="False once a newer one of the field, or new photos, replaced it.")


class HistoryEntry(Shape):
    status: str
    step: str
    note: str
    actor: str
    at: datetime


class ListOut(Shape):
    name: str
    date: str
    entities: int
    version: str
    sample: bool


class ReportOut(Shape):
    id: str
    record_id: str
    status: State
    mode: Literal["live", "test"]
    final: bool
    confidence: Share | None
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    closed: Closed | None
    pending_action: PendingAction | None
    rejection_type: Literal["retry", "final"] | None
    previous_session_id: str | None
    client_reference_id: str | None
    metadata: dict[str, Any]
    declared: Declared
    extracted_data: Extracted | None
    corrections: list[CorrectionOut] = Field(description="Reviewers' corrections of what was read, in order.")
    checks: list[CheckOut]
    decision: DecisionOut | None
    decisions: list[DecisionOut]
    evidence: EvidenceOut
    lists: list[ListOut]
    history: list[HistoryEntry]
    audit_head: str | None
