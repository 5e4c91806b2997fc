"""Verifications brought to where the figures look, by the services that do it for people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kyc.domain.check import Result
from kyc.models import RefusedUpload, Verification
from kyc.services.desk import reviews
from kyc.services.examining import pipeline
from tests import make


def decided(session: Session, mode: str = "live", **changes: Result) -> Verification:
    """As the worker leaves it, by the default policy."""
    made = make.submitted(session, mode)
    pipeline.begin(session, made.id)
    pipeline.conclude(session, made.id, make.examination(**changes))
    return made


def ruled(session: Session, outcome: str = "approved") -> Verification:
    """Given to a person, who decides."""
    made = make.in_review(session)
    reason, kind = ("confirmed_by_reviewer", None) if outcome == "approved" else ("document_not_genuine", "final")
    reviews.decide(session, made.id, made.version, 1, reviews.Ruling(outcome, reason, "", kind))
    return made


def refused(session: Session, verification: Verification, item: str) -> Verification:
    """A photo of it was refused."""
    session.add(RefusedUpload(verification_id=verification.id, item=item, sha256="0" * 64, reason="image_blurry"))
    session.flush()
    return verification


def at(verification: Verification, moment: datetime, **values: Any) -> Verification:
    """Opened at another moment, and over a day later unless said otherwise."""
    verification.created_at, verification.expires_at = moment, moment + timedelta(days=1)
    for name, value in values.items():
        setattr(verification, name, value)
    return verification
