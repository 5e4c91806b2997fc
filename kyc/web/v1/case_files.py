"""A session's PDF report and evidence archive, for its partner."""

from __future__ import annotations

from flask import Blueprint, Response

from kyc.web import auth, case_files
from kyc.web.contract import contract
from kyc.web.v1.sessions import KEY

NAMED = {"Content-Disposition": "The name under which to keep the file."}


def register(blueprint: Blueprint) -> None:
    """Register the views with their blueprint."""
    blueprint.get("/sessions/<session_id>/report.pdf")(report_pdf)
    blueprint.get("/sessions/<session_id>/evidence.zip")(evidence)


@auth.api_key("reports:read")
@contract(
    summary="Download the report as PDF",
    tag="Sessions",
    answers={200: None},
    media={200: "application/pdf"},
    security=KEY,
    problems=(404, 409),
    headers=NAMED,
)
def report_pdf(session_id: str) -> Response:
    """The report as PDF; each download is recorded on the audit chain."""
    return case_files.report(lambda: auth.own_session(session_id), auth.principal().key_id)


@auth.api_key("reports:read")
@contract(
    summary="Download all evidence as an archive",
    tag="Sessions",
    answers={200: None},
    media={200: "application/zip"},
    security=KEY,
    problems=(404, 409),
    headers=NAMED,
)
def evidence(session_id: str) -> Response:
    """The report, every image, the session's audit entries, a manifest with digests; each image counts as opened."""
    return case_files.evidence(lambda: auth.own_session(session_id), auth.principal().key_id)
