"""Verifications that ended so many days ago, for tests of what is kept how long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from kyc.domain.data_classes import DataClass
from kyc.domain.retention import Terms
from kyc.models import DEFAULT_PARTNER, Document, LivenessChallenge, Selfie, Verification, utcnow
from kyc.services.examining import pipeline
from kyc.services.verification import transitions
from tests import make

IMAGES, BIOMETRICS, EXTRACTED, RECORD = DataClass


def terms(**days: int) -> dict[str, Terms]:
    """Terms of the default partner: `images=30`."""
    return {DEFAULT_PARTNER: standard(**days)}


def standard(**days: int) -> Terms:
    return Terms({DataClass(kind): number for kind, number in days.items()})


def decided(session: Session, days: float) -> Verification:
    """Approved by the policy so many days ago, with a page, a selfie and a challenge's frame."""
    made = make.submitted(session)
    pipeline.begin(session, made.id)
    pipeline.conclude(session, made.id, make.examination())
    made.decided_at = utcnow() - timedelta(days=days)
    selfie = session.query(Selfie).filter_by(verification_id=made.id).one()
    frame = {"t_ms": 0, "sha256": "a", "kept": "b", "blob": f"frame/{made.id}"}
    session.add(
        LivenessChallenge(
            id=f"lc_{made.id}",
            verification_id=made.id,
            number=1,
            nonce_digest="n",
            moves=["left"],
            capture_s=1.0,
            selfie_id=selfie.id,
            frames=[frame],
        )
    )
    session.flush()
    return made


def abandoned(session: Session, days: float) -> Verification:
    """Given up before the submit, and expired so many days ago."""
    made = make.with_evidence(session)
    transitions.close(session, made, "expired", "system")
    made.closed_at = utcnow() - timedelta(days=days)
    session.flush()
    return made


def blobs(session: Session, verification_id: str) -> list[str]:
    """The names that the rows of a verification have."""
    pages = [one.blob for one in session.query(Document).filter_by(verification_id=verification_id)]
    return [*pages, *(one.blob for one in session.query(Selfie).filter_by(verification_id=verification_id))]
