"""Exporting a case from its page: for those who may decide it, and recorded."""

from __future__ import annotations

from flask import Response

from kyc.domain.rights import Right
from kyc.services.desk import cases
from kyc.services.record.audit import actor
from kyc.web import case_files
from kyc.web.staff.door import blueprint
from kyc.web.staff.guard import me, staff
from kyc.web.unit_of_work import session


@blueprint.get("/cases/<verification_id>/report.pdf")
@staff(Right.TAKE_AWAY)
def case_report(verification_id: str) -> Response:
    """The report as a PDF."""
    return case_files.report(lambda: cases.get(session(), verification_id), actor(me().id))


@blueprint.get("/cases/<verification_id>/evidence.zip")
@staff(Right.TAKE_AWAY)
def case_evidence(verification_id: str) -> Response:
    """Everything in an archive."""
    return case_files.evidence(lambda: cases.get(session(), verification_id), actor(me().id))
