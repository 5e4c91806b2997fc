"""Taking a case file away, for both doors: a report as PDF, or an archive of all the evidence."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response

from kyc.models import Verification
from kyc.services.report import evidence_files
from kyc.services.report.evidence_files import Evidence, Form
from kyc.services.report.report_paper import paper
from kyc.web import archives, evidence_archive
from kyc.web.unit_of_work import commits, session, settings, tools

Find = Callable[[], Verification]
"""Finds the verification for the caller; raises `NotFound`."""


def report(find: Find, actor: str) -> Response:
    """The report as PDF; that `actor` took it is committed before a byte leaves."""
    found = _taken(find, "report", actor)
    return _attached(Response(_pdf(found), mimetype="application/pdf"), f"report-{found.report['id']}.pdf")


def evidence(find: Find, actor: str) -> Response:
    """The archive, streamed image by image; every image counts as opened by `actor`."""
    found = _taken(find, "evidence", actor)
    members = evidence_archive.members(tools().blobs, found, _pdf(found))
    name = f"evidence-{found.report['id']}.zip"
    return _attached(Response(archives.stream(members), mimetype="application/zip"), name)


def _taken(find: Find, form: Form, actor: str) -> Evidence:
    """The verification, after noting the taking, so that the case file contains it too."""
    _note(find, form, actor)
    return evidence_files.evidence(session(), find(), settings().public_base_url)


@commits
def _note(find: Find, form: Form, actor: str) -> None:
    evidence_files.note_taking(session(), find(), form, actor)


def _pdf(found: Evidence) -> bytes:
    return tools().printer.pdf(paper(found.report, found.at))


def _attached(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
