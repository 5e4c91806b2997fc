"""An applicant's consent to face recognition, or refusal: the newest answer counts."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import Consent, Verification
from kyc.services.verification.verifications import want_person

DECLINED = "consent_declined"


def text_digest(text: str) -> str:
    """SHA-256 in hex of the text as it was shown; white space of the markup does not count."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def give(session: Session, verification: Verification, text_sha256: str, locale: str, *, agreed: bool = True) -> None:
    """Store the answer, the text it was given to and the time; the same answer twice is stored once.

    Without consent a person decides, and no engine looks at a face. The caller holds the row's lock.
    """
    last = _last(session, verification.id)
    if last and last.agreed is agreed:
        return
    session.add(Consent(verification_id=verification.id, text_sha256=text_sha256, locale=locale, agreed=agreed))
    if agreed:
        verification.person_wanted = [code for code in verification.person_wanted if code != DECLINED]
        session.flush()
    else:
        want_person(session, verification, DECLINED)


def given(session: Session, verification_id: str) -> bool:
    """Whether the applicant has answered for this verification, either way."""
    return _last(session, verification_id) is not None


def _last(session: Session, verification_id: str) -> Consent | None:
    found = select(Consent).where(Consent.verification_id == verification_id)
    return session.scalar(found.order_by(Consent.id.desc()).limit(1))
