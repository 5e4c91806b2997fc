"""The server's input and output for sessions, as plain dictionaries; answers may have more members than these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

Mode = Literal["live", "test"]
Status = Literal[
    "created",
    "documents_uploaded",
    "selfie_uploaded",
    "submitted",
    "processing",
    "approved",
    "rejected",
    "manual_review",
]
Outcome = Literal["approved", "rejected", "manual_review"]
DocumentType = Literal["passport", "id_card", "driver_license", "residence_permit", "visa"]
Side = Literal["data_page", "front", "back"]
Metadata = Mapping[str, str | int | float | bool | None]


class Applicant(TypedDict, total=False):
    name: str
    document_type: DocumentType
    document_number: str
    nationality: str
    date_of_birth: str


class Config(TypedDict, total=False):
    accepted_documents: list[DocumentType]
    liveness_type: Literal["passive", "active"]
    max_retries: int
    session_ttl: int


class Requirements(TypedDict):
    missing: list[str]


class Closed(TypedDict):
    reason: Literal["expired", "cancelled"]
    at: str


class PendingAction(TypedDict):
    type: Literal["resubmission"]
    items: list[str]
    reasons: list[str]
    attempts_left: int | None
    due_at: str | None


class Redaction(TypedDict):
    status: Literal["pending", "completed"]
    receipt_id: str


class _SessionFields(TypedDict):
    id: str
    record_id: str
    status: Status
    mode: Mode
    url: str
    expires_at: str
    requirements: Requirements
    pending_action: PendingAction | None
    closed: Closed | None
    redaction: Redaction | None
    created_at: str


class NewSession(_SessionFields):
    session_token: str


class Extracted(TypedDict):
    full_name: str | None
    date_of_birth: str | None
    document_number: str | None
    document_type: str | None
    nationality: str | None


class Session(_SessionFields):
    confidence: float | None
    checks: dict[str, str]
    extracted_data: Extracted | None
    final: bool


class Erased(TypedDict):
    id: str
    redaction: Redaction


class Receipt(TypedDict):
    id: str
    status: Literal["pending", "completed"]
    record_id: str
    whole_record: bool
    session_ids: list[str]
    reason: str
    erased_at: str
    completed_at: str | None
    counts: dict[str, int]
    tombstone_sha256: str
    receipt: str | None


class ReceiptKeys(TypedDict):
    keys: list[dict[str, str]]


class Submitted(TypedDict):
    id: str
    status: Literal["submitted"]


class Handoff(TypedDict):
    session_id: str
    state: Literal["waiting", "joined", "ended"]
    url: str | None
    code: str | None
    valid_seconds: int | None
    joined_at: str | None


class Reason(TypedDict):
    code: str
    detail: str


class Check(TypedDict):
    name: str
    result: str
    method: Literal["automated", "human"]
    score: float | None
    threshold: float | None
    confidence: float | None
    model: str | None
    version: str | None
    reasons: list[Reason]
    breakdown: dict[str, Any]
    at: str | None


class Decision(TypedDict):
    outcome: Outcome
    rule: str
    policy: str
    reasons: list[Reason]
    method: Literal["automated", "human"]
    actor: str
    approvals: list[str]
    at: str


class Report(TypedDict):
    id: str
    record_id: str
    status: Status
    mode: Mode
    final: bool
    confidence: float | None
    created_at: str
    submitted_at: str | None
    decided_at: str | None
    closed: Closed | None
    pending_action: PendingAction | None
    rejection_type: Literal["retry", "final"] | None
    previous_session_id: str | None
    client_reference_id: str | None
    metadata: dict[str, Any]
    declared: dict[str, str | None]
    extracted_data: Extracted | None
    corrections: list[dict[str, Any]]
    checks: list[Check]
    decision: Decision | None
    decisions: list[Decision]
    evidence: dict[str, list[dict[str, Any]]]
    lists: list[dict[str, Any]]
    history: list[dict[str, Any]]
    audit_head: str | None


class ImageTaken(TypedDict):
    id: str
    session_id: str
    sha256: str
    duplicate: bool
    capture_method: str
    quality: dict[str, Any]
    session: dict[str, Any]


class DocumentTaken(ImageTaken):
    type: DocumentType
    side: Side


class Challenge(TypedDict):
    id: str
    session_id: str
    status: Literal["open", "received", "judged"]
    moves: list[str]
    capture_seconds: float
    opened_at: str
    expires_at: str
    received_at: str | None
    judged_at: str | None
    outcome: dict[str, str] | None
    next: Literal["capture", "wait", "again", "continue"]
    attempts_left: int


class OpenedChallenge(Challenge):
    nonce: str
    frames: dict[str, int]
    upload_seconds: float


class SelfieTaken(ImageTaken):
    challenge: NotRequired[Challenge | None]


class Profile(TypedDict):
    id: str
    mode: Mode
    url: str
    name: str | None
    document_type: str | None
    document_number: str | None
    nationality: str | None
    verification_status: str
    status: str
    session_id: str | None
    created_at: str


class DocumentTypes(TypedDict):
    country: str | None
    accepted: bool
    data: list[dict[str, Any]]


class ReasonWords(TypedDict):
    code: str
    applicant: str
    partner: str
    retry: bool
