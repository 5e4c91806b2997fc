"""GET /v1/sessions/{id}/report.pdf."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import DEFAULT_PARTNER, AuditEntry, ViewLog, transaction
from kyc.services.accounts import keys
from kyc.services.record import audit
from tests.api.calls import LIVE, TEST, opened, refused
from tests.api.test_read_session import decided
from tests.make import PERSON
from tests.papers import pages, words

KEY_ID = "env_"


def path(session_id: str) -> str:
    return f"/v1/sessions/{session_id}/report.pdf"


def pdf(client: FlaskClient, session_id: str) -> bytes:
    answer = client.get(path(session_id), headers=LIVE)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def test_it_says_what_the_report_says(client: FlaskClient, session: Session) -> None:
    made = decided(session)
    text = words(pdf(client, made))
    report: dict[str, Any] = client.get(f"/v1/sessions/{made}/report", headers=LIVE).get_json()
    for word in ("Identity verification report", "Approved", made, report["record_id"], "JOHN DOE", "Jane Doe"):
        assert word in text
    for image in report["evidence"]["documents"]:
        assert image["sha256"] in text.replace(" ", "")


def test_the_foot_of_each_page_is_the_chains_end_with_this_taking_in_it(client: FlaskClient, session: Session) -> None:
    found = pages(pdf(client, decided(session)))
    session.rollback()
    assert all(f"audit {audit.head(session)}" in page for page in found)


def test_it_is_a_file_to_keep_and_nobody_on_the_way_keeps_it(client: FlaskClient) -> None:
    made = opened(client)["id"]
    headers = client.get(path(made), headers=LIVE).headers
    assert headers["Content-Disposition"] == f'attachment; filename="report-{made}.pdf"'
    assert headers["Cache-Control"] == "no-store"


def test_each_taking_is_an_entry_with_the_keys_id(client: FlaskClient, session: Session) -> None:
    made = opened(client, applicant=PERSON)["id"]
    for _ in range(2):
        pdf(client, made)
    session.rollback()
    found = session.scalars(select(AuditEntry).filter_by(subject=made)).all()
    assert [(one.act, one.actor[:4], one.detail["form"]) for one in found] == [
        ("case_file.taken", KEY_ID, "report"),
        ("case_file.taken", KEY_ID, "report"),
    ]
    assert session.scalars(select(ViewLog)).all() == []


def test_a_test_keys_session_is_marked(client: FlaskClient) -> None:
    made = opened(client, TEST)["id"]
    assert "TEST: made with a test key" in words(client.get(path(made), headers=TEST).data)


def test_both_files_are_for_the_sessions_own_partner_and_for_keys_that_may_read_reports(
    client: FlaskClient, session: Session
) -> None:
    made = opened(client)
    pepper = str(client.application.config["SETTINGS"].api_key_pepper.get_secret_value())
    with transaction(session):
        narrow = keys.issue(session, pepper, DEFAULT_PARTNER, "live", "narrow", ["sessions:read"])
    for name in ("report.pdf", "evidence.zip"):
        here = f"/v1/sessions/{made['id']}/{name}"
        refused(client.get(here), 401, "unauthorized")
        refused(client.get(here, headers={"x-session-token": made["session_token"]}), 401, "unauthorized")
        refused(client.get(here, headers={"x-api-key": narrow}), 403, "forbidden")
        refused(client.get(here, headers=TEST), 404, "not_found")
        refused(client.get(f"/v1/sessions/sess_x/{name}", headers=LIVE), 404, "not_found")
    session.rollback()
    assert session.scalars(select(AuditEntry).filter_by(act="case_file.taken")).all() == []
