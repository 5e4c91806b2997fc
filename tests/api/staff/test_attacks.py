"""The staff's pages against whoever does not play by the rules: forged, foreign, huge and odd input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.domain.lifecycle import State
from kyc.models import Decision, StaffUser, Verification, ViewLog, transaction
from kyc.services.accounts import staff_accounts
from tests import make
from tests.api.staff.people import PASSWORD, anew, colleague, newcomer, send, signed_in, text

pytestmark = pytest.mark.one_database

APPROVE = {"choice": "approve", "approve_reason": "confirmed_by_reviewer"}


def decide(browser: FlaskClient, verification: Verification, **values: Any) -> TestResponse:
    case = f"/staff/cases/{verification.id}"
    return send(browser, f"{case}/decision", at=case, **{"step": "confirm", **values})


def undecided(session: Session, verification: Verification) -> bool:
    return anew(session).get_one(Verification, verification.id).state is State.MANUAL_REVIEW


def forms(app: Flask) -> Iterator[str]:
    """Every address under /staff that takes a form and is in use."""
    for rule in app.url_map.iter_rules():
        closed = (
            getattr(app.view_functions[rule.endpoint], "guard", "") == "public" and rule.endpoint != "security.login"
        )
        if rule.rule.startswith("/staff/") and "POST" in (rule.methods or ()) and not closed:
            yield re.sub(r"<[^>]+>", "1", rule.rule)


def test_no_form_is_taken_without_its_token(app: Flask, reviewer: FlaskClient, session: Session) -> None:
    before = [user.password for user in session.scalars(select(StaffUser))]
    tried = list(forms(app))
    assert len(tried) >= 7
    for address in tried:
        values = {"email": "reviewer@example.org", "password": PASSWORD, "new_password": "y" * 20, "code": "000000"}
        assert reviewer.post(address, data=values).status_code == 400, address
    assert [user.password for user in anew(session).scalars(select(StaffUser))] == before
    assert reviewer.get("/staff/").status_code == 200


@pytest.mark.parametrize("odd", ["%00", "..%2f..%2fetc", "x" * 3000, "%ff%fe", "%E2%80%AE", "' OR 1=1 --", "sess_"])
def test_an_odd_case_is_a_case_that_does_not_exist(reviewer: FlaskClient, session: Session, odd: str) -> None:
    for address in (f"/staff/cases/{odd}", f"/staff/cases/{odd}/images/{odd}"):
        answer = reviewer.get(address)
        assert answer.status_code == 404
        assert "There is nothing here" in text(answer)
    assert anew(session).scalars(select(ViewLog)).all() == []


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "1.5", "\0", "²"])
def test_a_forged_version_decides_nothing(
    reviewer: FlaskClient, session: Session, waiting: Verification, version: str
) -> None:
    answer = decide(reviewer, waiting, **APPROVE, version=version)
    assert answer.status_code in (400, 409)
    assert undecided(session, waiting)


@pytest.mark.parametrize("step", ["", "CONFIRM", "confirm ", "final", "\0"])
def test_only_the_last_button_decides(
    reviewer: FlaskClient, session: Session, waiting: Verification, step: str
) -> None:
    assert decide(reviewer, waiting, **APPROVE, step=step).status_code == 200
    assert undecided(session, waiting)


@pytest.mark.parametrize(
    "forged",
    [
        {"choice": "approve", "approve_reason": "document_not_genuine"},
        {"choice": "final", "reject_reason": "confirmed_by_reviewer"},
        {"choice": "retry", "reject_reason": "sanctions_hit"},
        {"choice": "approved", "approve_reason": "confirmed_by_reviewer"},
        {"choice": "approve", "approve_reason": "\0"},
    ],
)
def test_a_reason_that_is_not_offered_decides_nothing(
    reviewer: FlaskClient, session: Session, waiting: Verification, forged: dict[str, str]
) -> None:
    assert decide(reviewer, waiting, **forged).status_code == 422
    assert undecided(session, waiting)


def test_a_note_of_a_million_letters_is_refused_in_words(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    answer = decide(reviewer, waiting, **APPROVE, note="x" * 1_000_000)
    assert answer.status_code == 422
    assert "2000 characters at most" in text(answer)
    assert undecided(session, waiting)


def test_a_note_may_be_as_long_as_the_page_lets_it_be_line_by_line(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    lines = ["x" * 9] * 200  # 2,000 letters with their line ends, which a browser sends as two characters
    assert decide(reviewer, waiting, **APPROVE, note="\r\n".join(lines)).location == "/staff/"
    kept = anew(session).scalars(select(Decision).filter_by(rule="reviewer")).one()
    assert kept.note == "\n".join(lines)


@pytest.mark.parametrize("note", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_a_hostile_note_is_shown_as_it_was_typed(reviewer: FlaskClient, waiting: Verification, note: str) -> None:
    preview = decide(reviewer, waiting, **APPROVE, note=note, step="preview").get_data(as_text=True)
    assert note not in preview or note.startswith("{{")
    decide(reviewer, waiting, **APPROVE, note=note)
    page = reviewer.get(f"/staff/cases/{waiting.id}")
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "<img src=x" not in page.get_data(as_text=True)
    assert note in text(page) or "alert(1)" in text(page)


def test_an_image_of_one_case_cannot_be_had_through_another(
    reviewer: FlaskClient, session: Session, waiting: Verification
) -> None:
    with transaction(session):
        other = make.in_review(session)
    image = reviewer.get(f"/staff/cases/{waiting.id}").get_data(as_text=True).split("/images/")[1].split('"')[0]
    assert reviewer.get(f"/staff/cases/{other.id}/images/{image}").status_code == 404
    assert anew(session).scalars(select(ViewLog)).all() == []


def test_a_role_that_is_taken_away_ends_with_the_next_click(
    app: Flask, client: FlaskClient, session: Session, waiting: Verification
) -> None:
    person = colleague(app, session, "reviewer")
    signed_in(client, person)
    page = client.get(f"/staff/cases/{waiting.id}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    with transaction(session):
        staff_accounts.get(session, person.email).roles = []
    session.expire_all()
    values = {"csrf_token": token, "version": waiting.version, "step": "confirm", **APPROVE}
    assert client.post(f"/staff/cases/{waiting.id}/decision", data=values).status_code == 403
    assert client.get(f"/staff/cases/{waiting.id}").status_code == 403
    assert undecided(session, waiting)


def test_a_newcomer_between_the_steps_sees_no_case(
    client: FlaskClient, session: Session, waiting: Verification
) -> None:
    person = newcomer(session)
    send(client, "/staff/login", email=person.email, password=person.password)
    send(client, "/staff/tf-setup", setup="authenticator")
    for address in ("/staff/", f"/staff/cases/{waiting.id}", "/staff/change", "/staff/mf-recovery-codes"):
        assert client.get(address).location.startswith("/staff/login")


def test_who_has_a_code_app_cannot_set_up_another_one_with_the_password_alone(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    person = colleague(app, session)
    secret = anew(session).scalars(select(StaffUser.tf_totp_secret)).one()
    send(client, "/staff/login", email=person.email, password=person.password)
    answer = send(client, "/staff/tf-setup", at="/staff/tf-validate", setup="authenticator")
    assert answer.location == "/staff/login"
    assert client.get("/staff/enrolment.svg").status_code == 404
    assert anew(session).scalars(select(StaffUser.tf_totp_secret)).one() == secret


def test_a_foreign_host_in_the_request_is_written_nowhere(client: FlaskClient) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for address in ("/staff/", "/staff/login", "/staff/cases/x"):
        answer = client.get(address, headers=headers)
        assert "evil.example" not in answer.get_data(as_text=True) + answer.headers.get("Location", "")
