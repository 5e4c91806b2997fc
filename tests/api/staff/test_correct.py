"""A reviewer puts right what was read: the place beside the form, the old value kept, nothing lost, nobody overrun."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from kyc.domain.corrections import FIELDS
from kyc.models import CheckRecord, Correction, Document, StaffUser, Verification, ViewLog, transaction
from kyc.services.desk import claims, reviews
from tests.api.staff import people
from tests.api.staff.people import anew, send, text
from tests.api.staff.test_case import changed, page_of, reading

pytestmark = pytest.mark.one_database

SURNAME = {"given_names": "ANNA MARIA", "surname": "Ericsson", "reason": "field_misread"}


@pytest.fixture
def read(session: Session, waiting: Verification) -> Verification:
    """The waiting case, whose surname was read at a place of its data page."""
    kept = reading()
    kept["fields"]["surname"]["region"] = {"side": "data_page", "box": [0.3, 0.2, 0.6, 0.26]}
    changed(session, waiting, reading=kept, extracted={"full_name": "ANNA MARIA ERIKSSON"})
    return waiting


def address(case: Verification, fact: str = "full_name") -> str:
    return f"/staff/cases/{case.id}/correct/{fact}"


def corrected(browser: FlaskClient, case: Verification, fact: str = "full_name", **values: Any) -> TestResponse:
    return send(browser, address(case, fact), **(values or SURNAME))


def rows(session: Session) -> list[Correction]:
    return list(anew(session).scalars(select(Correction).order_by(Correction.id)))


def test_the_form_shows_the_place_what_was_read_and_what_holds(reviewer: FlaskClient, read: Verification) -> None:
    answer = reviewer.get(address(read))
    body = answer.get_data(as_text=True)
    assert "box=0.2800,0.1800,0.6200,0.2800" in body
    assert 'name="surname" type="text" value="ERIKSSON"' in body
    assert 'name="given_names" type="text" value="ANNA MARIA"' in body
    page = text(answer)
    assert "Read ANNA MARIA ERIKSSON Zone, sure" in page
    assert "The document is judged and the lists are searched once more." in page


@pytest.mark.parametrize("fact", ["date_of_birth", "nationality", "sex", "expiry_date", "document_number"])
def test_every_fact_has_a_form_that_suits_it(reviewer: FlaskClient, read: Verification, fact: str) -> None:
    body = reviewer.get(address(read, fact)).get_data(as_text=True)
    assert "Where it stands on the document is not known" in body
    expected = {"date_of_birth": 'type="date" value="1974-08-12"', "sex": '<option value="F" selected>'}
    assert expected.get(fact, 'type="') in body


def test_looking_at_the_form_opens_no_image(reviewer: FlaskClient, session: Session, read: Verification) -> None:
    reviewer.get(address(read))
    assert anew(session).scalars(select(ViewLog)).all() == []


def test_a_correction_holds_and_says_who_when_why_and_what_had_been_read(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    answer = corrected(reviewer, read, **SURNAME, note="A stamp lies on it.")
    assert answer.location == f"/staff/cases/{read.id}#data-title"
    (row,) = rows(session)
    assert (row.field, row.was, row.value, row.note) == ("surname", "ERIKSSON", "Ericsson", "A stamp lies on it.")
    page = page_of(reviewer, read)
    assert "Corrected. The document is judged and the lists are searched once more." in page
    assert "ANNA MARIA ERICSSON Corrected by reviewer@example.org" in page
    assert "Note: A stamp lies on it." in page
    assert "The machine read ANNA MARIA ERIKSSON (zone, sure)." in page


def test_what_rests_on_it_is_not_performed_until_it_ran_again(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    corrected(reviewer, read)
    found = {row.name: row.result for row in anew(session).scalars(select(CheckRecord))}
    assert found["sanctions_screening"] == found["document_authenticity"] == "not_performed"
    assert "Sanctions lists – Not performed What was read was corrected" in page_of(reviewer, read)


def test_a_field_of_which_nothing_was_read_can_be_added(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    assert "Neither declared nor read: issued on ( add issued on )" in page_of(reviewer, read)
    corrected(reviewer, read, "issue_date", issue_date="2020-01-02", reason="field_hard_to_read")
    (row,) = rows(session)
    assert (row.was, row.value) == (None, "2020-01-02")
    assert "Issued on – not known 2020-01-02 Corrected by reviewer@example.org" in page_of(reviewer, read)


@pytest.mark.parametrize(
    ("fact", "values", "said"),
    [
        ("full_name", {**SURNAME, "reason": ""}, "Choose why it has to be corrected."),
        ("full_name", {**SURNAME, "surname": "ERIKSSON"}, "This is what stands there already"),
        ("full_name", {**SURNAME, "surname": "12"}, "Give it as on the document."),
        ("date_of_birth", {"birth_date": "12.8.1974", "reason": "field_misread"}, "Give the birth date"),
        ("nationality", {"nationality": "<b>Atlantis</b>", "reason": "field_misread"}, "Give a country"),
        ("sex", {"sex": "M", "reason": "other"}, "Say in the note"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    reviewer: FlaskClient, session: Session, read: Verification, fact: str, values: dict[str, str], said: str
) -> None:
    answer = corrected(reviewer, read, fact, **values)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Error: Correct" in answer.get_data(as_text=True)
    assert "<b>Atlantis" not in answer.get_data(as_text=True)
    assert rows(session) == []


def test_whoever_saw_an_older_case_is_told_and_nothing_changes(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    stale = reviewer.get(address(read)).get_data(as_text=True)
    changed(session, read, rejection_type="retry")
    hidden = dict(people.HIDDEN.findall(stale))
    answer = reviewer.post(address(read), data=hidden | SURNAME)
    assert answer.status_code == 409
    assert "Nothing was corrected; below is the case as it stands now." in text(answer)
    assert rows(session) == []


def test_a_case_in_the_hand_of_somebody_else_is_theirs(
    reviewer: FlaskClient, app: Flask, session: Session, read: Verification
) -> None:
    people.colleague(app, session, "reviewer", "other@example.org")
    with transaction(session):
        other = session.scalars(select(StaffUser).filter_by(email="other@example.org")).one()
        claims.claim(session, read.id, other.id)
    assert corrected(reviewer, read).status_code == 409
    assert "/correct/" not in reviewer.get(f"/staff/cases/{read.id}").get_data(as_text=True)


def test_a_decided_case_offers_no_correction_and_takes_none(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    page = reviewer.get(address(read)).get_data(as_text=True)
    with transaction(session):
        found = session.get_one(Verification, read.id)
        reviews.decide(session, read.id, found.version, 1, reviews.Ruling("approved", "confirmed_by_reviewer"))
    assert reviewer.post(address(read), data=dict(people.HIDDEN.findall(page)) | SURNAME).status_code == 409
    assert "/correct/" not in reviewer.get(f"/staff/cases/{read.id}").get_data(as_text=True)


def test_nobody_corrects_without_the_right_or_the_token(
    reviewer: FlaskClient, app: Flask, session: Session, read: Verification
) -> None:
    assert reviewer.post(address(read), data={"version": str(read.version), **SURNAME}).status_code == 400
    viewer = people.signed_in(app.test_client(), people.colleague(app, session, "viewer"))
    assert viewer.get(address(read)).status_code == 403
    assert viewer.post(address(read), data=SURNAME).status_code in (400, 403)
    assert "/correct/" not in viewer.get(f"/staff/cases/{read.id}").get_data(as_text=True)
    assert rows(session) == []


@pytest.mark.parametrize("fact", ["document_type", "surname", "extracted", "x"])
def test_there_is_no_form_for_anything_else(reviewer: FlaskClient, read: Verification, fact: str) -> None:
    assert reviewer.get(address(read, fact)).status_code == 404


def test_a_field_of_another_fact_is_not_taken_along(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    corrected(reviewer, read, "sex", **dict.fromkeys(FIELDS, "M"), reason="field_misread")
    assert [row.field for row in rows(session)] == ["sex"]


def test_a_correction_knows_the_photos_it_was_made_on(
    reviewer: FlaskClient, session: Session, read: Verification
) -> None:
    corrected(reviewer, read)
    (row,) = rows(session)
    assert row.pages == list(session.scalars(select(Document.id).filter_by(verification_id=read.id)))
