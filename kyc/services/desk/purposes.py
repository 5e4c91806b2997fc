"""Opening a case for a stated purpose, by those who do not review it: recorded before anything is shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.domain.errors import FieldError, Invalid
from kyc.services.desk import cases
from kyc.services.record import audit
from kyc.services.record.audit import Act

REVIEW = "review"
"""The purpose of those whose work is reviewing; nobody else can choose it."""
PURPOSES = {
    "access_request": "The person asks what is stored about them",
    "erasure_request": "The person asks for erasure",
    "complaint": "The person complains, or has a question",
    "supervision": "An audit, or an inspection by an authority",
    "incident": "An incident is being looked into",
    "legal_claim": "A legal claim is made or defended",
}
"""Purposes besides a review for opening people's data, as the audit chain names them and as the page words them."""


def open_for(session: Session, verification_id: str, purpose: str, actor: str) -> None:
    """Record that `actor` opens a case for this purpose; raises `Invalid` for an unknown purpose, `NotFound`."""
    found = cases.get(session, verification_id)
    if purpose not in PURPOSES:
        raise Invalid([FieldError("/purpose", "required", "Say what you open this case for.")])
    audit.note(session, Act.CASE_OPENED, actor, found.id, purpose=purpose)
