"""The portrait on the document, cut out to be compared with the selfie."""

from __future__ import annotations

from kyc.services.desk.case_files import CaseFile
from kyc.web.staff.case.authenticity import Place, pages_of, place

CHECK = "face_match"


def portrait(case: CaseFile) -> Place | None:
    """Where the face match found it; None where none ran, or the side shows little else."""
    record = case.checks.get(CHECK)
    region = record.breakdown.get("portrait") if record else None
    found = place(region, pages_of(case)) if region else None
    return found if found and found.address else None
