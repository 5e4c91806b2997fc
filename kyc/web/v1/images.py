"""An accepted image, as answered."""

from __future__ import annotations

from typing import Any

from kyc.models import Document, Selfie, Verification
from kyc.services.report import reports
from kyc.web.unit_of_work import session

Image = Document | Selfie


def view(image: Image, verification: Verification, *, duplicate: bool) -> dict[str, Any]:
    """The image as stored, and what its session still needs."""
    session().flush()
    facts = {"type": image.type, "side": image.side} if isinstance(image, Document) else {}
    missing = reports.missing_of(session(), [verification])[verification.id]
    return {
        "id": image.id,
        "session_id": verification.id,
        **facts,
        "sha256": image.sha256,
        "duplicate": duplicate,
        "capture_method": image.capture_method,
        "quality": {"verdict": "accept", "warnings": image.warnings},
        "session": {"status": verification.state.value, "requirements": {"missing": missing}},
    }
