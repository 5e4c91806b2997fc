"""Taking a case file away from its page."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, Verification, ViewLog
from tests.api.staff.people import anew, text
from tests.papers import words

pytestmark = pytest.mark.one_database


def test_a_reviewer_takes_the_report(reviewer: FlaskClient, session: Session, waiting: Verification) -> None:
    answer = reviewer.get(f"/staff/cases/{waiting.id}/report.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "JOHN DOE" in words(answer.data)
    entry = anew(session).scalars(select(AuditEntry).filter_by(act="case_file.taken")).one()
    assert (entry.actor, entry.subject) == ("staff:1", waiting.id)


def test_a_reviewer_takes_all_evidence_and_the_page_says_who_did(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = reviewer.get(f"/staff/cases/{waiting.id}/evidence.zip")
    found = ZipFile(io.BytesIO(answer.data))
    assert answer.mimetype == "application/zip"
    assert len([name for name in found.namelist() if name.startswith("images/")]) == 2
    assert [row.viewer for row in anew(session).scalars(select(ViewLog))] == ["staff:1", "staff:1"]
    page = text(reviewer.get(f"/staff/cases/{waiting.id}"))
    assert "Who opened these images (2)" in page
    assert "reviewer@example.org: Selfie, 1 time" in page


def test_the_page_leads_to_both(reviewer: FlaskClient, waiting: Verification) -> None:
    page = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert f'href="/staff/cases/{waiting.id}/report.pdf"' in page
    assert f'href="/staff/cases/{waiting.id}/evidence.zip"' in page


def test_a_viewer_may_take_neither(viewer: FlaskClient, session: Session, waiting: Verification) -> None:
    assert "Downloads" not in text(viewer.get(f"/staff/cases/{waiting.id}"))
    for name in ("report.pdf", "evidence.zip"):
        assert viewer.get(f"/staff/cases/{waiting.id}/{name}").status_code == 403
    assert anew(session).scalars(select(AuditEntry).filter_by(act="case_file.taken")).all() == []


@pytest.mark.parametrize("name", ["report.pdf", "evidence.zip"])
def test_of_no_case_there_is_nothing(reviewer: FlaskClient, name: str) -> None:
    for case in ("sess_none", "%00"):
        assert reviewer.get(f"/staff/cases/{case}/{name}").status_code == 404
