"""Notes stand on the case and in its timeline, for the staff alone."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.models import CaseNote, Verification
from tests.api.staff import people
from tests.api.staff.people import anew, text

SAID = "He moved house.\r\n<b>Phoned</b> on Monday."


def write(client: FlaskClient, case: Verification, words: str) -> TestResponse:
    return people.send(client, f"/staff/cases/{case.id}/notes", at=f"/staff/cases/{case.id}", text=words)


def test_a_note_stands_on_the_case_and_in_its_timeline(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = write(reviewer, waiting, SAID)
    assert answer.location == f"/staff/cases/{waiting.id}#notes"
    page = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    assert page.count("He moved house.\n&lt;b&gt;Phoned&lt;/b&gt; on Monday.") == 2
    assert anew(session).query(CaseNote).one().text == "He moved house.\n<b>Phoned</b> on Monday."
    assert "Note by reviewer@example.org" in text(reviewer.get(f"/staff/cases/{waiting.id}"))


def test_a_note_that_says_nothing_or_too_much_is_not_kept_and_not_lost(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    assert "Write what your colleagues should know." in text(write(reviewer, waiting, " "))
    answer = write(reviewer, waiting, "y" * 2001)
    assert answer.status_code == 422
    assert "y" * 2001 + "</textarea>" in answer.get_data(as_text=True)
    assert "at most" in text(answer)
    assert anew(session).query(CaseNote).count() == 0


def test_a_viewer_reads_notes_and_writes_none(
    app: Flask, viewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    writer = people.signed_in(app.test_client(), people.colleague(app, session))
    write(writer, waiting, "Same ears.")
    page = viewer.get(f"/staff/cases/{waiting.id}")
    assert "Same ears." in text(page)
    assert b'name="text"' not in page.data
    sent = people.send(viewer, f"/staff/cases/{waiting.id}/notes", at="/staff/", text="Hello.")
    assert sent.status_code == 403
