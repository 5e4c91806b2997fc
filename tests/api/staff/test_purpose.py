"""Whoever does not review cases says what they open one for, before anything of it is shown."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from kyc.models import AuditEntry, Document, Verification, ViewLog, transaction
from tests import make
from tests.api.staff.people import anew, colleague, send, signed_in, text

pytestmark = pytest.mark.one_database


@pytest.fixture
def officer(app: Flask, client: FlaskClient, session: Session) -> FlaskClient:
    """A privacy officer's browser, signed in."""
    return signed_in(client, colleague(app, session, "privacy_officer"))


def named(officer: FlaskClient, case: str, purpose: str = "access_request") -> None:
    answer = send(officer, f"/staff/cases/{case}/purpose", purpose=purpose)
    assert (answer.status_code, answer.location) == (302, f"/staff/cases/{case}")


def acts(session: Session) -> list[tuple[str, str, dict[str, str]]]:
    found = anew(session).scalars(select(AuditEntry).where(AuditEntry.act.like("%.opened")))
    return [(row.act, row.subject, row.detail) for row in found]


def test_every_address_of_a_case_asks_for_the_purpose_first(
    officer: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = session.scalars(select(Document)).one().id
    for rest in ("", f"/images/{image}", f"/images/{image}/part?box=0,0,1,1", "/report.pdf", "/evidence.zip"):
        answer = officer.get(f"/staff/cases/{waiting.id}{rest}")
        assert (answer.status_code, answer.location) == (302, f"/staff/cases/{waiting.id}/purpose"), rest
    assert acts(session) == []


def test_the_question_shows_nothing_of_the_person(officer: FlaskClient, waiting: Verification) -> None:
    page = officer.get(f"/staff/cases/{waiting.id}", follow_redirects=True)
    assert "What do you open this case for?" in text(page)
    assert waiting.id in text(page)
    assert "JOHN DOE" not in text(page)


def test_a_named_purpose_opens_the_case_and_stands_on_the_record(
    officer: FlaskClient, session: Session, waiting: Verification
) -> None:
    image = session.scalars(select(Document)).one().id
    named(officer, waiting.id, "complaint")
    page = officer.get(f"/staff/cases/{waiting.id}")
    assert "JOHN DOE" in text(page)
    assert "Downloads" in text(page)
    assert b'name="choice"' not in page.data, "and decides nothing"
    assert officer.get(f"/staff/cases/{waiting.id}/images/{image}").mimetype == "image/jpeg"
    assert acts(session) == [
        ("case.opened", waiting.id, {"purpose": "complaint"}),
        ("image.opened", waiting.id, {"image": image, "purpose": "complaint"}),
    ]
    assert session.scalars(select(ViewLog.purpose)).all() == ["complaint"]


def test_a_purpose_is_for_one_case(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    with transaction(session):
        other = make.in_review(session).id
    named(officer, waiting.id)
    assert officer.get(f"/staff/cases/{other}").status_code == 302
    named(officer, other)
    assert officer.get(f"/staff/cases/{waiting.id}").status_code == 200, "both are open side by side"


@pytest.mark.parametrize("somebody", ["second@example.org", "privacy_officer@example.org"])
def test_a_purpose_ends_with_the_session(
    app: Flask, client: FlaskClient, session: Session, waiting: Verification, somebody: str
) -> None:
    first = colleague(app, session, "privacy_officer")
    second = colleague(app, session, "privacy_officer", "second@example.org")
    named(signed_in(client, first), waiting.id)
    assert send(client, "/staff/logout", at="/staff/").status_code == 302
    back = {one.email: one for one in (first, second)}[somebody]
    send(client, "/staff/login", email=back.email, password=back.password)
    assert send(client, "/staff/tf-validate", code=back.code(1)).location == "/staff/"
    assert client.get(f"/staff/cases/{waiting.id}").location == f"/staff/cases/{waiting.id}/purpose"


def test_ten_cases_stay_open_beside_one_another(officer: FlaskClient, session: Session) -> None:
    with transaction(session):
        cases = [make.in_review(session).id for _ in range(11)]
    for case in cases:
        named(officer, case)
    asked = [officer.get(f"/staff/cases/{case}/images/x").status_code for case in cases]
    assert asked == [302] + [404] * 10


def test_what_is_no_purpose_opens_nothing(officer: FlaskClient, session: Session, waiting: Verification) -> None:
    for purpose in ("", "curiosity", "review"):
        answer = send(officer, f"/staff/cases/{waiting.id}/purpose", purpose=purpose)
        assert answer.status_code == 422
        assert "Say what you open this case for." in text(answer)
    assert officer.get(f"/staff/cases/{waiting.id}").status_code == 302
    assert acts(session) == []


def test_of_no_case_there_is_no_question(officer: FlaskClient, waiting: Verification) -> None:
    page = f"/staff/cases/{waiting.id}/purpose"
    for case in ("sess_none", "%00"):
        assert officer.get(f"/staff/cases/{case}", follow_redirects=True).status_code == 404
        assert send(officer, f"/staff/cases/{case}/purpose", at=page, purpose="complaint").status_code == 404


def test_whoever_reviews_is_asked_nothing(reviewer: FlaskClient, waiting: Verification) -> None:
    assert reviewer.get(f"/staff/cases/{waiting.id}").status_code == 200
