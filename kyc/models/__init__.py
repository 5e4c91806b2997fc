"""The tables: shapes and constraints, no rules."""

from kyc.models.api_call import ApiCall
from kyc.models.audit import AuditEntry, AuditHead
from kyc.models.base import Base, Sessions, db, transaction, utcnow
from kyc.models.challenge import LivenessChallenge
from kyc.models.claim import CaseClaim
from kyc.models.correction import Correction
from kyc.models.desk_work import CaseAssignment, CaseEscalation, CaseNote, CaseTag, CaseTagging, SavedView
from kyc.models.erasure import Erasure
from kyc.models.evidence import Document, RefusedUpload, Selfie
from kyc.models.handoff import Handoff
from kyc.models.holder import Holder
from kyc.models.legal_hold import LegalHold
from kyc.models.look import PartnerLogo, PartnerLook
from kyc.models.oidc import StaffLink
from kyc.models.partner import DEFAULT_PARTNER, ApiKey, IdempotencyKey, Partner
from kyc.models.profile import Profile, StatusHistory
from kyc.models.request import ApplicantRequest
from kyc.models.result import CheckRecord, Decision
from kyc.models.retention import DiscardedObject, PartnerTerm, Purge
from kyc.models.reverification import Reverification
from kyc.models.ruling import CaseRuling
from kyc.models.screening import MatchVerdictRecord, MonitoringProgress, ProfileFlag
from kyc.models.staff import StaffRole, StaffUser, ViewLog, WorkerHeartbeat
from kyc.models.staff_session import StaffSession
from kyc.models.trace import DocumentTrace, PortraitMatch
from kyc.models.training import TrainingAnswer, TrainingCase, TrainingImage
from kyc.models.verification import Consent, Verification
from kyc.models.webhook import Delivery, DeliveryAttempt, Event, WebhookEndpoint

__all__ = [
    "DEFAULT_PARTNER",
    "ApiCall",
    "ApiKey",
    "ApplicantRequest",
    "AuditEntry",
    "AuditHead",
    "Base",
    "CaseAssignment",
    "CaseClaim",
    "CaseEscalation",
    "CaseNote",
    "CaseRuling",
    "CaseTag",
    "CaseTagging",
    "CheckRecord",
    "Consent",
    "Correction",
    "Decision",
    "Delivery",
    "DeliveryAttempt",
    "DiscardedObject",
    "Document",
    "DocumentTrace",
    "Erasure",
    "Event",
    "Handoff",
    "Holder",
    "IdempotencyKey",
    "LegalHold",
    "LivenessChallenge",
    "MatchVerdictRecord",
    "MonitoringProgress",
    "Partner",
    "PartnerLogo",
    "PartnerLook",
    "PartnerTerm",
    "PortraitMatch",
    "Profile",
    "ProfileFlag",
    "Purge",
    "RefusedUpload",
    "Reverification",
    "SavedView",
    "Selfie",
    "Sessions",
    "StaffLink",
    "StaffRole",
    "StaffSession",
    "StaffUser",
    "StatusHistory",
    "TrainingAnswer",
    "TrainingCase",
    "TrainingImage",
    "Verification",
    "ViewLog",
    "WebhookEndpoint",
    "WorkerHeartbeat",
    "db",
    "transaction",
    "utcnow",
]
