"""Corrections as reviewers make them, for tests of those who tell of them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kyc.models import Verification, transaction
from kyc.services.desk import claims, corrections
from kyc.services.desk.corrections import CorrectionRequest
from tests.unit.services import ruled


def put_right(session: Session, case_id: str, who: str = "anna", **values: str) -> None:
    """Somebody new on the staff says what stands in these fields and puts the case back, committed."""
    (staff_id,) = ruled.staff(session, who)
    with transaction(session):
        version = session.get_one(Verification, case_id).version
        corrections.correct(
            session, case_id, version, staff_id, CorrectionRequest(values, "field_misread", "Seen by eye.")
        )
        claims.release(session, case_id, staff_id)
