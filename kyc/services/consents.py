"""What an applicant agreed to on the page."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Consent


def text_digest(text: str) -> str:
    """SHA-256 of the words as they were shown, in hex; spaces and line ends of the markup do not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def give(session: Session, verification_id: str, text_sha256: str, locale: str) -> None:
    """Keep what was agreed to and when; agreeing twice to the same words is once."""
    if not given(session, verification_id):
        session.add(Consent(verification_id=verification_id, text_sha256=text_sha256, locale=locale))
        session.flush()


def given(session: Session, verification_id: str) -> bool:
    """Whether the applicant agreed for this verification."""
    return session.scalar(select(Consent.id).where(Consent.verification_id == verification_id).limit(1)) is not None
