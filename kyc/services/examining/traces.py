"""The traces by which an examined document is found again: a keyed digest of its number, its sealed portrait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from kyc.domain.applicant import number_key
from kyc.domain.evidence import DocumentReading, FaceComparison, FaceTemplate, NotMeasured
from kyc.domain.keyed_digests import scoped_digest
from kyc.domain.ports import SealBroken, Sealer
from kyc.models import DocumentTrace, Verification, utcnow

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Marks:
    """Makes and opens traces with the installation's own secrets; `portrait_days` 0 keeps no portraits.

    Traces made with one of `other_peppers` are still recognised, but no new ones are made with them.
    """

    pepper: bytes
    keyring: Sealer
    portrait_days: int
    other_peppers: tuple[bytes, ...] = ()

    def number(self, verification: Verification, issuer: str, number: str) -> str:
        """A digest of a document's number, comparable among the records of one partner and mode."""
        return self.numbers(verification, issuer, number)[0]

    def numbers(self, verification: Verification, issuer: str, number: str) -> list[str]:
        """All digests that the number may have been stored under."""
        scope = f"document number|{verification.partner_id}|{verification.mode}"
        return [scoped_digest(pepper, scope, f"{issuer}|{number_key(number)}") for pepper in self.peppers]

    @property
    def peppers(self) -> tuple[bytes, ...]:
        """The one that new digests are made with, and the others."""
        return (self.pepper, *self.other_peppers)

    def seal(self, verification_id: str, portrait: FaceTemplate) -> bytes:
        return self.keyring.seal(sealed_name(verification_id), portrait.vector)

    def open(self, verification_id: str, sealed: bytes) -> bytes | None:
        """The stored vector; None where its key is no longer in the ring, so that the others can still be compared."""
        try:
            return self.keyring.open(sealed_name(verification_id), sealed)
        except SealBroken:
            log.warning("portrait_does_not_open", verification=verification_id)
            return None


@dataclass(frozen=True, slots=True)
class Shown:
    """What an examined document shows of its holder that can be searched for."""

    name: str | None = None
    born: str | None = None
    issuer: str = ""
    number: str | None = None
    portrait: FaceTemplate | None = None


def shown(document: DocumentReading | NotMeasured, face: FaceComparison | NotMeasured) -> Shown:
    """What to search for: only what was read, never what was merely declared."""
    portrait = face.portrait if isinstance(face, FaceComparison) else None
    if isinstance(document, NotMeasured):
        return Shown(portrait=portrait)
    return Shown(
        document.full_name,
        document.value("birth_date"),
        document.value("issuing_country") or "",
        document.value("document_number"),
        portrait,
    )


def keep(session: Session, marks: Marks, verification_id: str, document: Shown) -> None:
    """Store the trace of an examined document; a second examination of the same verification replaces it."""
    verification = session.get_one(Verification, verification_id)
    portrait = document.portrait if marks.portrait_days else None
    session.merge(
        DocumentTrace(
            verification_id=verification_id,
            profile_id=verification.profile_id,
            partner_id=verification.partner_id,
            mode=verification.mode,
            number_digest=marks.number(verification, document.issuer, document.number) if document.number else None,
            portrait_engine=engine_key(portrait) if portrait else None,
            sealed_portrait=marks.seal(verification_id, portrait) if portrait else None,
            created_at=utcnow(),
        )
    )


def forget_portraits(session: Session, portrait_days: int) -> int:
    """Delete the portraits, and their keys with them, that are older than their term; returns how many."""
    old = DocumentTrace.created_at <= _days_ago(portrait_days)
    gone = update(DocumentTrace).where(DocumentTrace.sealed_portrait.is_not(None), old)
    return session.connection().execute(gone.values(sealed_portrait=None, portrait_engine=None)).rowcount


def sealed_name(verification_id: str) -> str:
    """The name under which a verification's portrait is sealed."""
    return f"verification:{verification_id}:portrait"


def engine_key(portrait: FaceTemplate) -> str:
    """What has to be equal for two templates to be comparable."""
    return f"{portrait.engine.name} {portrait.engine.version}"


def _days_ago(days: int) -> datetime:
    return utcnow() - timedelta(days=days)
