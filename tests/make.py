"""Plain factories for tests."""

from __future__ import annotations

import secrets
import tomllib
from datetime import timedelta
from importlib import resources
from typing import Any

from sqlalchemy.orm import Session

from kyc.domain.check import CheckResult, Result
from kyc.domain.decision import decide, policy_from
from kyc.domain.documents import DocumentType, Side
from kyc.domain.ports import ImageQuality, Picture
from kyc.models import DEFAULT_PARTNER, Profile, Verification, transaction, utcnow
from kyc.services.examining import pipeline
from kyc.services.examining.examination import Examination
from kyc.services.verification import openings, profiles, uploads, verifications
from kyc.services.verification.profiles import Declared
from kyc.services.verification.uploads import DocumentFacts, Received

LIVE_KEY = "partner-live-key-for-tests"
TEST_KEY = "ekyc_test_key-for-tests"
PERSON = {"name": "Jane Doe", "document_type": "passport", "document_number": "A1234567", "nationality": "SG"}
CHECKS = ("document_authenticity", "face_match", "face_liveness", "sanctions_screening", "pep_screening")
SCORED = {"document_authenticity": 0.97, "face_match": 0.95, "face_liveness": 0.96}
EXTRACTED = {
    "full_name": "JOHN DOE",
    "date_of_birth": "1990-01-15",
    "document_number": "AB1234567",
    "document_type": "passport",
    "nationality": "GBR",
}
POLICY = policy_from(tomllib.loads(resources.files("kyc.policy").joinpath("default.toml").read_text()))


def person(**changes: str) -> dict[str, str]:
    """The example person of the contract, with changes."""
    return {**PERSON, **changes}


def declared(**changes: str) -> Declared:
    """The same person as declared by a partner."""
    return Declared(**person(**changes))


def profile(session: Session, mode: str = "live", **changes: str) -> Profile:
    """A stored record of the default partner."""
    return profiles.find_or_create(session, DEFAULT_PARTNER, mode, declared(**changes))[0]


def verification(session: Session, mode: str = "live", **options: Any) -> Verification:
    """A fresh verification on its own record."""
    owner = profile(session, mode, document_number=f"N{secrets.token_hex(6)}")
    return openings.open_new(session, owner, openings.Options(**options))[0]


def received(name: str = "image", warnings: tuple[str, ...] = ()) -> Received:
    """An image as the intake returns it."""
    content = name.encode()
    return Received(
        f"document/{name}", uploads.digest(content), Picture(content, 1000, 700), ImageQuality(None, warnings)
    )


def passport_facts() -> DocumentFacts:
    return DocumentFacts(DocumentType.PASSPORT, Side.DATA_PAGE, None, "api")


def numbered(session: Session, number: str, mode: str = "test", **options: Any) -> Verification:
    """A fresh verification of a person with this document number."""
    owner = profile(session, mode, document_number=number)
    return openings.open_new(session, owner, openings.Options(**options))[0]


def with_evidence(session: Session, mode: str = "live", **options: Any) -> Verification:
    """A verification that has everything it needs to be submitted."""
    return photographed(session, verification(session, mode, **options))


def photographed(session: Session, made: Verification) -> Verification:
    """The same verification, with a page and a selfie."""
    uploads.attach_document(session, made, received(f"page-{made.id}"), passport_facts(), "partner")
    uploads.attach_selfie(session, made, received(f"selfie-{made.id}"), "api", "partner")
    return made


def submitted(session: Session, mode: str = "live", **options: Any) -> Verification:
    made = with_evidence(session, mode, **options)
    verifications.submit(session, made, "partner")
    return made


def in_review(session: Session, mode: str = "live", **options: Any) -> Verification:
    """A verification that the policy sent to review."""
    made = submitted(session, mode, **options)
    pipeline.begin(session, made.id)
    pipeline.conclude(session, made.id, examination(face_match=Result.REVIEW))
    return made


def waits(session: Session, hours: float, mode: str = "live") -> Verification:
    """A case that has been waiting for a reviewer for this many hours, committed."""
    with transaction(session):
        made = in_review(session, mode)
        made.submitted_at = utcnow() - timedelta(hours=hours)
    return made


def examination(**changes: Result) -> Examination:
    """An examination's findings: all clear, except for `changes`; with the default policy's own verdict."""
    clean = dict.fromkeys(CHECKS[:3], Result.PASS) | dict.fromkeys(CHECKS[3:], Result.CLEAR)
    results = [
        CheckResult(name, changes.get(name, result), confidence=SCORED.get(name)) for name, result in clean.items()
    ]
    verdict = decide(POLICY, results)
    return Examination(tuple(results), verdict, dict(EXTRACTED))
