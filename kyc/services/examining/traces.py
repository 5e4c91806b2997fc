"""What is kept of an examined document to find it again: a keyed digest of its number, its sealed portrait."""

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
    """Makes and opens what is kept, with the installation's own secrets; `portrait_days` 0 keeps no portrait.

    What was kept under one of `other_peppers` is known again, and nothing new is kept under them.
    """

    pepper: bytes
    keyring: Sealer
    portrait_days: int
    other_peppers: tuple[bytes, ...] = ()

    def number(self, verification: Verification, issuer: str, number: str) -> str:
        """A digest of a document's number by which it is found again among the records of one partner and mode."""
        return self.numbers(verification, issuer, number)[0]

    def numbers(self, verification: Verification, issuer: str, number: str) -> list[str]:
        """All digests under which the number may have been kept."""
        scope = f"document number|{verification.partner_id}|{verification.mode}"
        return [scoped_digest(pepper, scope, f"{issuer}|{number_key(number)}") for pepper in self.peppers]

    @property
    def peppers(self) -> tuple[bytes, ...]:
        """The one that new digests are made with, and the others."""
        return (self.pepper, *self.other_peppers)

    def seal(self, verification_id: str, portrait: FaceTemplate) -> bytes:
        return self.keyring.seal(sealed_name(verification_id), portrait.vector)

    def open(self, verification_id: str, sealed: bytes) -> bytes | None:
        """The kept vector; None where its key left the ring: one that does not open must not stop the others."""
        try:
            return self.keyring.open(sealed_name(verification_id), sealed)
        except SealBroken:
            log.warning("portrait_does_not_open", verification=verification_id)
            return None


@dataclass(frozen=True, slots=True)
class Shown:
    """What an examined document showed of its holder, as far as it can be found again."""

    name: str | None = None
    born: str | None = None
    issuer: str = ""
    number: str | None = None
    portrait: FaceTemplate | None = None


def shown(document: DocumentReading | NotMeasured, face: FaceComparison | NotMeasured) -> Shown:
    """What of both measurements is looked for: only what was read, never what was merely declared."""
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
    """The trace of an examined document; a second examination of the same verification replaces it."""
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
    """Drop the portraits (and with each its key) that are older than the days they may be kept; returns how many."""
    old = DocumentTrace.created_at <= _days_ago(portrait_days)
    gone = update(DocumentTrace).where(DocumentTrace.sealed_portrait.is_not(None), old)
    return session.connection().execute(gone.values(sealed_portrait=None, portrait_engine=None)).rowcount


def sealed_name(verification_id: str) -> str:
    """The name under which a verification's portrait is sealed."""
    return f"verification:{verification_id}:portrait"


def engine_key(portrait: FaceTemplate) -> str:
    """What has to be equal for two templates to compare."""
    return f"{portrait.engine.name} {portrait.engine.version}"


def _days_ago(days: int) -> datetime:
    return utcnow() - timedelta(days=days)
